package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

//go:embed page.html
var pageText string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// The section about programs has files of its own.
var (
	//go:embed program.html
	programText string
	//go:embed program.css
	programStyle string
	//go:embed program.js
	programScript string
)

// style and script are those of the whole page.
var style, script = pageStyle + programStyle, pageScript + programScript

// page is the template of the HTML page. It escapes all text of the policy.
var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"join":  strings.Join,
	"names": arch.Names,
	"span":  span,
	"split": strings.Split,
}).Parse(pageText + programText))

// pageView is the data of the template.
type pageView struct {
	*Report
	// Policy allows the style and the script of the page alone.
	Policy string
	Style  template.CSS
	Script template.JS
	Kinds  []Kind
	Risks  []Risk
	Rows   []rowView
	// Overview compares the profiles. It is nil for a single one.
	Overview *overview
	// Program is the section about programs. It is nil without any.
	Program *programsView
}

// HTML returns the page as one HTML file.
func (r *Report) HTML() ([]byte, error) {
	v := pageView{Report: r, Style: template.CSS(style), Script: template.JS(script), Overview: r.overview()}
	v.Policy = fmt.Sprintf("default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'", sourceHash(style), sourceHash(script))
	for k := range kinds {
		v.Kinds = append(v.Kinds, Kind(k))
	}
	for k := range risks {
		v.Risks = append(v.Risks, Risk(k))
	}
	for _, s := range r.Syscalls {
		v.Rows = append(v.Rows, r.row(s))
	}
	var err error
	if v.Program, err = r.programs(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := page.Execute(&out, v); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// sourceHash returns the source of a Content-Security-Policy for an inline text.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// span returns the least and the greatest of some numbers: "251" or "211–302".
func span(numbers []int) string {
	if least, most := slices.Min(numbers), slices.Max(numbers); least != most {
		return fmt.Sprintf("%d–%d", least, most)
	}
	return fmt.Sprint(numbers[0])
}

// rowView is a row of the matrix on the page.
type rowView struct {
	Syscall
	Verdicts []cellView
	Details  []detailView
	// Number is the first number. More lists all with their architectures, unless they are one
	// number on all.
	Number uint32
	More   string
}

// cellView is a cell: a class for its colour and sign, and its word. If architectures differ,
// Kinds has the words of their kinds.
type cellView struct{ Class, Text, Kinds string }

// detailView describes the verdicts of profiles with equal cells.
type detailView struct {
	// Profiles names them. It is empty if they are all.
	Profiles string
	Parts    []partView
}

// partView is a part of a cell.
type partView struct {
	// On names the architectures. It is empty if they are all with the syscall.
	On string
	Part
	Uses []useView
	// Removed is the rule that left the syscall without rules, or nil.
	Removed *Rule
}

// useView is what a rule decides.
type useView struct {
	Use
	// Rule is nil for selectors without an operation.
	Rule *Rule
	// Registers names the arguments by number in the condition: arg1 is cmd.
	Registers string
	// Why is the reason of the rule. It is empty for a rule about many syscalls: the list of
	// rules has it.
	Why string
}

// mixed is the class of a cell whose verdict depends on the architecture.
const mixed = "mixed"

// row returns the view of a row.
func (r *Report) row(s Syscall) rowView {
	v := rowView{Syscall: s, Number: s.Numbers[0].Number}
	if len(s.Numbers) > 1 || len(s.Numbers[0].Arches) < len(r.Arches) {
		v.More = numbersText(s.Numbers)
	}
	for _, c := range s.Cells {
		v.Verdicts = append(v.Verdicts, c.view())
	}
	for i, c := range s.Cells {
		first := slices.IndexFunc(s.Cells, func(x Cell) bool { return reflect.DeepEqual(x, c) })
		if first < i || !c.speaks() || len(s.Cells) > few && r.includes(c) {
			continue
		}
		v.Details = append(v.Details, r.detail(s, c))
	}
	return v
}

// few is the greatest number of profiles whose included rules the matrix names: with more
// profiles it would be full of them.
const few = 3

// includes reports whether a single row @NAME decides a cell.
func (r *Report) includes(c Cell) bool {
	uses := c.Parts[0].Uses
	return len(c.Parts) == 1 && len(uses) == 1 && uses[0].Rule >= 0 && strings.HasPrefix(r.Rules[uses[0].Rule].Syscall, "@") && c.Parts[0].Otherwise == ""
}

// numbersText lists numbers with their architectures: 41 on amd64; 359 on 386.
func numbersText(list []Numbers) string {
	var parts []string
	for _, n := range list {
		parts = append(parts, fmt.Sprintf("%d on %s", n.Number, strings.Join(arch.Names(n.Arches), ", ")))
	}
	return strings.Join(parts, "; ")
}

// view returns the verdict of a cell, or that its architectures differ.
func (c Cell) view() cellView {
	first := c.Parts[0].Verdict
	differ := false
	var words []string
	for _, part := range c.Parts {
		differ = differ || part.Verdict != first
		words = append(words, part.Verdict.Kind.String())
	}
	if differ {
		return cellView{mixed, "by architecture", strings.Join(words, " ")}
	}
	return cellView{Class: first.Kind.String(), Text: first.Text}
}

// speaks reports whether a cell has more than one verdict without a rule.
func (c Cell) speaks() bool {
	return len(c.Parts) > 1 || len(c.Parts[0].Uses) > 0 || c.Parts[0].Removed >= 0
}

// detail returns the view of a cell, for all profiles with an equal one.
func (r *Report) detail(s Syscall, c Cell) detailView {
	var v detailView
	var names []string
	for i, x := range s.Cells {
		if reflect.DeepEqual(x, c) {
			names = append(names, r.Profiles[i].Name)
		}
	}
	if len(names) < len(r.Profiles) {
		v.Profiles = strings.Join(names, ", ")
	}
	for _, part := range c.Parts {
		p := partView{Part: part}
		if len(c.Parts) > 1 {
			p.On = strings.Join(arch.Names(part.Arches), ", ")
		}
		if part.Removed >= 0 {
			p.Removed = &r.Rules[part.Removed]
		}
		for _, u := range part.Uses {
			p.Uses = append(p.Uses, r.use(u))
		}
		v.Parts = append(v.Parts, p)
	}
	return v
}

// use returns the view of a use.
func (r *Report) use(u Use) useView {
	if u.Rule < 0 {
		return useView{Use: u}
	}
	v := useView{Use: u, Rule: &r.Rules[u.Rule]}
	v.Registers = registers(v.Rule.Row)
	if !strings.HasPrefix(v.Rule.Syscall, "@") {
		v.Why = v.Rule.Why
	}
	return v
}

// registers names the arguments by number in the condition of a row: arg1 is cmd.
func registers(row *policy.Row) string {
	e, problem := condition.Parse(row.When)
	if row.When == "" || problem != nil {
		return ""
	}
	name := row.Syscall[strings.IndexByte(row.Syscall, '/')+1:]
	var parts []string
	for _, i := range e.Arguments() {
		for _, p := range abi.Parameters(name) {
			if p.Position == i && p.Name != "" {
				parts = append(parts, fmt.Sprintf("arg%d is %s", i, p.Name))
			}
		}
	}
	return strings.Join(parts, ", ")
}
