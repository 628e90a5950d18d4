package policy

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// allowance is a name in a comment that silences the warnings about a sibling:
//
//	# allow-sibling fork vfork: a child process has the same filter
//
// It is for the profile of the next rule, or of the last one, and for the profiles that
// include this one.
type allowance struct {
	name, why string
	line      *csvfile.Line
}

var (
	allowanceStart = regexp.MustCompile(`^#\s*allow-sibling\b`)
	allowanceLine  = regexp.MustCompile(`^#\s*allow-sibling((?:\s+\w+)+):\s*(\S.*)`)
)

// allowances reads the allowances of a file after its rows.
func (r *reader) allowances(lines []csvfile.Line) {
	var pending []*allowance
	var of *Profile
	for i := range lines {
		l := &lines[i]
		if l.Comment != "" {
			pending = append(pending, r.allowance(l)...)
		} else if p := r.ByName(l.Cells[colProfile]); p != nil {
			of = p
			of.allowances = append(of.allowances, pending...)
			pending = nil
		}
	}
	for _, x := range pending {
		if of == nil {
			r.fail(x.line, 0, "", "allow-sibling without a profile")
			continue
		}
		of.allowances = append(of.allowances, x)
	}
}

// allowance reads the names of a comment.
func (r *reader) allowance(l *csvfile.Line) []*allowance {
	if !allowanceStart.MatchString(l.Comment) {
		return nil
	}
	m := allowanceLine.FindStringSubmatch(l.Comment)
	if m == nil {
		r.fail(l, 0, `write "# allow-sibling NAME: why"`, "allow-sibling without a name or a reason")
		return nil
	}
	var list []*allowance
	for _, name := range strings.Fields(m[1]) {
		if r.syscalls[name] == nil {
			r.fail(l, 0, "", "allow-sibling for unknown syscall %q", name)
			continue
		}
		list = append(list, &allowance{name, m[2], l})
	}
	return list
}

// Accepted is a sibling of a limited syscall. The author of a profile leaves it open.
type Accepted struct {
	Syscall, Why string
	File         string
	Line         int
}

// Accepted lists the siblings in the comments of p itself, in the order of the file.
func (p *Profile) Accepted() []Accepted {
	var list []Accepted
	for _, x := range p.allowances {
		list = append(list, Accepted{x.name, x.why, x.line.File, x.line.Number})
	}
	return list
}

// allowance returns the profile's allowance for a sibling, or that of an included profile,
// or nil.
func (p *Profile) allowance(name string) *allowance {
	for _, q := range p.withIncluded() {
		for _, x := range q.allowances {
			if x.name == name {
				return x
			}
		}
	}
	return nil
}

// withIncluded returns the profile and all that it includes.
func (p *Profile) withIncluded() []*Profile {
	list, seen := []*Profile{p}, map[*Profile]bool{p: true}
	for i := 0; i < len(list); i++ {
		for _, row := range list[i].Rows {
			if other := row.profile; other != nil && !seen[other] {
				seen[other] = true
				list = append(list, other)
			}
		}
	}
	return list
}

// silent returns a warning for each allowance of p without a warning to silence.
func (r *report) silent(p *Policy) []csvfile.Error {
	var list []csvfile.Error
	for _, profile := range p.Profiles {
		for _, x := range profile.allowances {
			if !r.silenced[x] {
				list = append(list, x.line.At(0, fmt.Sprintf("allow-sibling %s silences nothing", x.name), "delete it"))
			}
		}
	}
	return list
}
