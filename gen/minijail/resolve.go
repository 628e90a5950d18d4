package minijail

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
)

// resolve adds the rules of all statements to the document.
func (r *reader) resolve() {
	d := r.document
	seen := make(map[string]bool)
	rules := 0
	for _, s := range r.statements {
		for _, n := range s.names {
			if !seen[n.text] {
				seen[n.text] = true
				d.Order = append(d.Order, n.text)
			}
			for _, a := range d.Arches {
				if _, ok := r.syscalls[n.text].Number(a); !ok || len(n.arches) > 0 && !slices.Contains(n.arches, a) {
					continue
				}
				if r.add(a, n, s.filters); len(r.Errors) > 0 {
					return
				}
			}
			if rules += len(s.filters); rules > maxRules {
				r.Fail(n.Place, "", "more than %d rules", maxRules)
				return
			}
		}
	}
}

// add adds the filters of a syscall. Only the last of all may be for all arguments.
func (r *reader) add(a *arch.Arch, n name, filters []filter) {
	d := r.document
	for _, f := range filters {
		if list := d.Rules[a.Index][n.text]; len(list) > 0 && list[len(list)-1].When == nil {
			r.Fail(n.Place, "remove one", "%s already has a rule for all arguments, on line %d", n.text, list[len(list)-1].Line)
			return
		}
		for _, clause := range f.clauses {
			rule := document.Rule{Place: n.Place, Action: f.action}
			for _, t := range clause {
				next, missing := t.on(a)
				if missing != nil {
					r.Fail(missing.Place, "import other architectures by -arch, or write the number", "%s does not exist on %s", missing.text, a.GOARCH)
					return
				}
				rule.When = append(rule.When, next)
			}
			d.Add(a, n.text, rule)
		}
		if len(f.clauses) == 0 {
			d.Add(a, n.text, document.Rule{Place: n.Place, Action: f.action})
		}
		if f.otherwise != nil {
			d.Add(a, n.text, document.Rule{Place: n.Place, Action: *f.otherwise})
		}
	}
}
