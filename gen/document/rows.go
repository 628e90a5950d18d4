package document

import (
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// row is a rule of the policy.
type row struct{ syscall, action, when, why string }

// writer finds the rows of a document.
type writer struct {
	*Document
	catalog *catalog.Catalog
	space   *argset.Space
	rows    []row
	// whole holds the operations with a row for all entry points, allowed those whose row
	// allows all arguments.
	whole, allowed map[string]bool
	errors         csvfile.Errors
}

// syscalls writes the rows of all syscalls: those of each operation, in the order of the
// document, then those of multiplexers.
func (w *writer) syscalls() {
	byName := make(map[string]*catalog.Syscall)
	for i := range w.catalog.Syscalls {
		byName[w.catalog.Syscalls[i].Name] = &w.catalog.Syscalls[i]
	}
	done := make(map[string]bool)
	for _, name := range w.Order {
		s := byName[name]
		if operation := s.Operation(); !s.Multiplexer() && !done[operation] {
			done[operation] = true
			w.operation(operation)
		}
	}
	for i := range w.catalog.Syscalls {
		if s := &w.catalog.Syscalls[i]; s.Multiplexer() {
			w.multiplexer(s)
		}
	}
}

// entries returns a syscall on each architecture with it.
func (w *writer) entries(s *catalog.Syscall) (list []entry) {
	for _, a := range w.Arches {
		if _, ok := s.Number(a); ok {
			list = append(list, entry{s, a, w.effective(w.space, a, w.Rules[a.Index][s.Name])})
		}
	}
	return list
}

// operation writes the rows of an operation and its variants.
func (w *writer) operation(name string) {
	var all []entry
	var canonical *catalog.Syscall
	var variants []*catalog.Syscall
	for i := range w.catalog.Syscalls {
		s := &w.catalog.Syscalls[i]
		if s.Multiplexer() || s.Operation() != name {
			continue
		}
		if all = append(all, w.entries(s)...); s.Name == name {
			canonical = s
		} else {
			variants = append(variants, s)
		}
	}
	if len(all) == 0 {
		return
	}
	if first := key(all[0].rules); !slices.ContainsFunc(all, func(e entry) bool { return key(e.rules) != first }) {
		words := words{operation, canonical, all}
		if len(all[0].rules) == 0 || w.sayable(words, all[0].rules) == nil {
			w.whole[name] = len(all[0].rules) > 0
			w.allowed[name] = w.whole[name] && all[0].rules[0].When == nil && all[0].rules[0].Action.Value == action.Allow
			w.write(words, all[0].rules, false)
			return
		}
	}
	rest := w.entries(canonical)
	majority, exceptions := w.divide(operation, canonical, rest)
	for _, s := range variants {
		w.alone(s, len(majority) > 0)
	}
	w.whole[name] = len(majority) > 0
	w.each(exceptions, len(majority) > 0)
	if len(majority) > 0 {
		w.write(words{operation, canonical, majority}, majority[0].rules, false)
	}
}

// alone writes the rows of a variant or a multiplexer. If total is set, they decide all
// arguments: a row for the operation follows.
func (w *writer) alone(s *catalog.Syscall, total bool) {
	all := w.entries(s)
	if len(all) == 0 {
		return
	}
	majority, exceptions := w.divide(entryPoint, s, all)
	if len(majority) == 0 {
		exceptions = slices.DeleteFunc(exceptions, func(e entry) bool { return len(e.rules) == 0 })
	}
	w.each(exceptions, total || len(majority) > 0)
	switch {
	case len(majority) > 0:
		w.write(words{entryPoint, s, majority}, majority[0].rules, total)
	case total && len(exceptions) < len(all):
		w.write(words{entryPoint, s, all}, nil, true)
	}
}

// divide finds the entries to write as one row, the most with equal rules, and the others.
// It returns no majority if rows for single architectures are fewer, and no exceptions if
// no entry has rules.
func (w *writer) divide(f form, s *catalog.Syscall, all []entry) (majority, exceptions []entry) {
	groups := make(map[string][]entry)
	ruled := 0
	for _, e := range all {
		k := key(e.rules)
		groups[k] = append(groups[k], e)
		if len(e.rules) > 0 {
			if ruled++; len(groups[k]) > len(majority) {
				majority = groups[k]
			}
		}
	}
	if len(majority) == 0 {
		return nil, nil
	}
	if majority = w.together(f, s, majority); len(all)-len(majority) >= ruled {
		majority = nil
	}
	for _, e := range all {
		if !slices.ContainsFunc(majority, func(x entry) bool { return x.Syscall == e.Syscall && x.arch == e.arch }) {
			exceptions = append(exceptions, e)
		}
	}
	return majority, exceptions
}

// together returns the entries among some with equal rules that can share a row: they have
// its parameters in the same registers as the first.
func (w *writer) together(f form, s *catalog.Syscall, entries []entry) (list []entry) {
	for _, e := range entries {
		if next := append(list[:len(list):len(list)], e); w.sayable(words{f, s, next}, e.rules) == nil {
			list = next
		}
	}
	return list
}

// each writes rows for single architectures. Without total those without rules need none.
func (w *writer) each(entries []entry, total bool) {
	for _, e := range entries {
		words := words{onOne, e.Syscall, []entry{e}}
		if err := w.sayable(words, e.rules); err != nil {
			w.errors = append(w.errors, *err)
			continue
		}
		w.write(words, e.rules, total)
	}
}

// sayable returns an error if a row cannot have the conditions of rules.
func (w *writer) sayable(x words, rules []Rule) *csvfile.Error {
	for _, r := range rules {
		for _, t := range r.When {
			of, why := x.register(t.Arg)
			zero := t.Value == 0 && (t.Op == Equal || t.Op == NotEqual)
			if why == "" && of.pointer && !zero {
				why = "is a pointer"
			}
			if why == "" {
				continue
			}
			hint := "remove the test, or import other architectures by -arch"
			if why == "is a pointer" {
				hint = "compare it with 0 only: its value is an address"
			}
			err := r.Error(hint, "argument %d of %s %s on %s", t.Arg, x.covered[0].Name, why, x.covered[0].arch.GOARCH)
			return &err
		}
	}
	return nil
}

// maxCondition limits the bytes of a condition with several alternatives. Longer ones have a
// row for each.
const maxCondition = 4 << 10

// write writes the rows of rules. If total is set, the last decides all arguments.
func (w *writer) write(x words, rules []Rule, total bool) {
	if n := len(rules); n > 0 && rules[n-1].When == nil {
		total = false
	}
	for len(rules) > 0 {
		n := 1
		for n < len(rules) && rules[n].Action == rules[0].Action && rules[n].Why == rules[0].Why && rules[n].When != nil {
			n++
		}
		w.alike(x, rules[:n])
		rules = rules[n:]
	}
	if total {
		w.add(x, w.Default, "", "no rule in the document")
	}
}

// alike writes rules with the same action.
func (w *writer) alike(x words, rules []Rule) {
	if rules[0].When == nil {
		w.add(x, rules[0].Action, "", rules[0].Why)
		return
	}
	var list alternatives
	for _, r := range rules {
		list = append(list, r.When)
	}
	if text := list.text(x); len(text) <= maxCondition {
		w.add(x, rules[0].Action, text, rules[0].Why)
		return
	}
	for _, one := range list {
		w.add(x, rules[0].Action, alternatives{one}.text(x), rules[0].Why)
	}
}

// add adds a row.
func (w *writer) add(x words, a Action, when, why string) {
	name, arches := x.syscall.Name, w.Arches
	if x.form == onOne {
		name, arches = x.covered[0].arch.GOARCH+"/"+name, []*arch.Arch{x.covered[0].arch}
	}
	cell := a.cell(arches)
	if why == "" {
		why = a.differs(arches)
	}
	w.rows = append(w.rows, row{name, cell, when, why})
}

// multiplexer writes the rows of a multiplexer. None are needed if the rows of its
// operations allow each of them and the document allows the multiplexer, or nothing concerns
// it.
func (w *writer) multiplexer(s *catalog.Syscall) {
	entries := w.entries(s)
	plain := func(e entry) bool {
		return len(e.rules) == 1 && e.rules[0].When == nil && e.rules[0].Action.Value == action.Allow
	}
	ruled := slices.ContainsFunc(s.Operations, func(o string) bool { return w.whole[o] })
	switch {
	case len(entries) == 0:
		return
	case !slices.ContainsFunc(entries, func(e entry) bool { return !plain(e) }) && !slices.ContainsFunc(s.Operations, func(o string) bool { return !w.allowed[o] }):
		return
	case !ruled && !slices.ContainsFunc(entries, func(e entry) bool { return len(e.rules) > 0 }):
		return
	}
	if ruled {
		w.rows = append(w.rows, row{syscall: "-" + s.Name, why: "its operations have rows; it has its own"})
	}
	w.alone(s, w.Default.Value == action.Allow)
}
