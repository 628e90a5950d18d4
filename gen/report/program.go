package report

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/picture"
)

// maxDrawn is the number of instructions of all drawn programs. A page needs some 600 bytes
// for each.
const maxDrawn = 1600

// programsView is the section about programs: those for one architecture.
type programsView struct {
	*arch.Arch
	Drawn []programView
	// Left names the profiles whose programs are too large for the page.
	Left []string
}

// programView is a program on the page.
type programView struct {
	// Name is the name of the profile.
	Name         string
	Instructions int
	compile.Cost
	Drawing template.HTML
	Paths   []pathView
	Lines   []string
}

// pathView is the path of syscalls through a program.
type pathView struct {
	picture.Path
	// Syscalls names the syscalls.
	Syscalls string
	Verdict  cellView
	// Length counts the instructions: 7, or 9–12.
	Length string
	// Weight is the share of the path in percent, or "".
	Weight string
}

// programs returns the view of the programs for one architecture: amd64 if the report is
// about it, or else the first. It returns nil without programs.
func (r *Report) programs() (*programsView, error) {
	at := max(0, slices.Index(r.Arches, arch.ByGOARCH("amd64")))
	v := programsView{Arch: r.Arches[at]}
	left := maxDrawn
	for i, list := range r.Programs {
		if len(list) == 0 {
			continue
		}
		name, c := r.Profiles[i].Name, list[at]
		if left -= len(c.Program.Instructions); left < 0 {
			v.Left = append(v.Left, name)
			continue
		}
		program, err := r.program(name, c)
		if err != nil {
			return nil, err
		}
		v.Drawn = append(v.Drawn, program)
	}
	if len(v.Drawn)+len(v.Left) == 0 {
		return nil, nil
	}
	return &v, nil
}

// program returns the view of a program.
func (r *Report) program(name string, c *compile.Compiled) (programView, error) {
	v := programView{Name: name, Instructions: len(c.Program.Instructions), Cost: c.Cost}
	tree, err := picture.New(r.catalog, c)
	if err != nil {
		return v, err
	}
	v.Drawing = template.HTML(tree.SVG(picture.Style{ // SVG escapes all text
		Title:       fmt.Sprintf("Decision tree of %s on %s", name, c.Arch.GOARCH),
		Description: fmt.Sprintf("%d tests and results, from left to right. The table of paths after it says the same in words.", tree.Nodes),
		Prefix:      "at-" + name + "-",
		Verdict: func(n *picture.Node) (class, text string) {
			verdict := verdictAt(n, c.Arch)
			return verdict.Class, signs[verdict.Class] + verdict.Text
		},
	}))
	for _, p := range tree.Paths {
		v.Paths = append(v.Paths, pathOf(p, c))
	}
	text := string(listing.Write(c.Program.Instructions, tree.Lines))
	v.Lines = strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	return v, nil
}

// signs holds the sign of each class in a drawing. Elsewhere the style sheet adds it.
var signs = map[string]string{
	Allowed.String(): "✓ ", Logged.String(): "✎ ", Asked.String(): "⇄ ", Unknown.String(): "? ", Refused.String(): "✗ ",
}

// verdictAt returns the verdict at a return.
func verdictAt(n *picture.Node, a *arch.Arch) cellView {
	kind := kindOf(n.Value)
	if n.Unknown {
		kind = Unknown
	}
	return cellView{Class: kind.String(), Text: actionText(n.Value, a)}
}

// pathOf returns the view of a path.
func pathOf(p picture.Path, c *compile.Compiled) pathView {
	v := pathView{Path: p, Verdict: verdictAt(p.Node, c.Arch), Length: fmt.Sprint(p.Least)}
	if p.Node.Arch == c.Arch {
		verdict := verdictOn(c.Decision, p.Node.Numbers[0].First, c.Arch)
		v.Verdict = cellView{Class: verdict.Kind.String(), Text: verdict.Text}
	}
	if p.Most > p.Least {
		v.Length = fmt.Sprintf("%d–%d", p.Least, p.Most)
	}
	v.Syscalls = strings.Join(p.Syscalls, ", ")
	v.Weight = picture.Percent(p.Node.Share)
	return v
}
