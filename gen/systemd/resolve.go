package systemd

import (
	"cmp"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// decided is the action of a syscall. at is the place of its word, or none; why is the comment.
type decided struct {
	at     structure.Place
	action document.Action
	why    string
}

// resolve adds a rule for each syscall to the document: the stricter action of both lists.
func (r *reader) resolve(d *document.Document) {
	all := make(map[string]structure.Place)
	for _, name := range slices.Sorted(maps.Keys(r.syscalls)) {
		first, second := r.filtered(name), r.logged(name)
		if all[name] = first.at; first.at.Line == 0 {
			all[name] = second.at
		}
		for _, a := range d.Arches {
			if _, ok := r.syscalls[name].Number(a); ok {
				last := document.Rule{Place: all[name], Action: stricter(first.action, second.action, a), Why: cmp.Or(first.why, second.why)}
				r.together(d, a, name, last)
			}
		}
	}
	d.Order = slices.SortedStableFunc(maps.Keys(all), func(a, b string) int { return cmp.Or(before(all[a], all[b]), cmp.Compare(a, b)) })
}

// together adds the rules of restrictions for a syscall and that of the lists. A refusal by these
// is the last filter, or stricter.
func (r *reader) together(d *document.Document, a *arch.Arch, name string, last document.Rule) {
	if action.MayProceed(last.Action.On(a)) {
		for _, rule := range r.restricted(name, a, last.Action) {
			if d.Add(a, name, rule); rule.When == nil {
				return
			}
		}
	}
	d.Add(a, name, last)
}

// before orders places in one file. No place comes last.
func before(a, b structure.Place) int {
	if a.Line == 0 || b.Line == 0 {
		return cmp.Compare(b.Line, a.Line)
	}
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}

// stricter returns the stricter of two actions on a.
func stricter(x, y document.Action, a *arch.Arch) document.Action {
	if action.Stricter(x.On(a), y.On(a)) == x.On(a) {
		return x
	}
	return y
}

// filtered returns the action of SystemCallFilter for a syscall.
func (r *reader) filtered(name string) decided {
	yes, no := document.Action{Value: action.Allow}, r.refusal
	if !r.filter.allows {
		yes, no = no, yes
	}
	return r.filter.decide(name, yes, no)
}

// logged returns the action of SystemCallLog for a syscall.
func (r *reader) logged(name string) decided {
	yes, no := document.Action{Value: action.Log}, document.Action{Value: action.Allow}
	if !r.log.allows {
		yes, no = no, yes
	}
	return r.log.decide(name, yes, no)
}

// decide returns the action of a list: yes for its syscalls, no for other known ones, and ENOSYS
// for the rest. A list without a filter allows.
func (l list) decide(name string, yes, no document.Action) decided {
	e, ok := l.entries[name]
	switch {
	case !l.filters():
		return decided{action: document.Action{Value: action.Allow}}
	case ok && e.action != nil:
		return decided{e.Place, *e.action, e.why}
	case ok:
		return decided{e.Place, yes, e.why}
	case Knows(name):
		return decided{action: no}
	}
	return decided{action: document.Action{Value: action.Errno, Errno: "ENOSYS"}}
}
