package export

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// maxWork limits the work of a document.
const maxWork = 40_000_000

// maxTogether limits the rules of a syscall with equal first tests, if those of each action by
// itself are allowed too: they are fewer.
const maxTogether = 128

// Document returns a profile as a document. The error names the rows with verdicts that no
// document has. An approximate document refuses what they allow. differences describes it as
// package difference does, and ends with the syscalls of other rules by architecture.
func Document(s Source, f Format, approximate bool) (text []byte, differences []string, err error) {
	for _, a := range s.Arches {
		if !f.Names(a) {
			return nil, nil, fmt.Errorf("profile %s: %s has no name for %s; leave it out of -arch, or use -format oci", s.Name, f.title, a.GOARCH)
		}
	}
	w := &writer{Source: s, Format: f, approximate: approximate, rules: make(map[string][]oci.Entry), resolved: make(map[*arch.Arch]policy.Resolved), problems: problems{profile: s.Name}}
	if !s.Space.Within(min(maxWork, s.Space.Left()), func() { text, differences, err = w.document() }) {
		return nil, nil, fmt.Errorf("profile %s: the conditions take too much work; use fewer", s.Name)
	}
	return text, differences, err
}

// writer finds the rules of a document.
type writer struct {
	Source
	Format
	approximate bool
	// fallback is the default action.
	fallback uint32
	// rules holds the rules of each syscall, without its name.
	rules map[string][]oci.Entry
	// resolved holds the rows found so far, for messages.
	resolved map[*arch.Arch]policy.Resolved
	problems
}

// document returns the document and its differences.
func (w *writer) document() (text []byte, differences []string, err error) {
	w.chooseDefault()
	for i := range w.Catalog.Syscalls {
		w.syscall(&w.Catalog.Syscalls[i])
	}
	w.multiplexers()
	w.logged()
	if err := w.err(); err != nil {
		return nil, nil, err
	}
	text, got, err := w.readBack()
	if err != nil {
		return nil, nil, err
	}
	var dependent []string
	if w.approximate {
		if text, got, dependent, err = w.narrowed(text, got); err != nil {
			return nil, nil, err
		}
	} else {
		w.compare(got)
	}
	if err := w.err(); err != nil {
		return nil, nil, err
	}
	if n := len(text); n > w.maxBytes {
		return nil, nil, fmt.Errorf("profile %s: the document has %d bytes: runtimes take %d in %s; use fewer conditions, or -format oci", w.Name, n, w.maxBytes, w.title)
	}
	if text, differences, err = w.check(text, got); len(differences) > 0 && len(dependent) > 0 {
		differences = append(differences, strings.Join(dependent, ", ")+": the rules depend on the architecture; -arch exports architectures by themselves")
	}
	return text, differences, err
}

// narrowed narrows an approximate document until it allows no more than the profile. dependent
// lists the syscalls with other rules on another architecture.
func (w *writer) narrowed(text []byte, got map[*arch.Arch]decision.Decision) (_ []byte, _ map[*arch.Arch]decision.Decision, dependent []string, err error) {
	for i, narrow := range []func(*catalog.Syscall){w.common, w.refuse} {
		names := w.narrow(got, narrow)
		if len(names) == 0 {
			break
		}
		if i == 0 && len(w.Arches) > 1 {
			dependent = names
		}
		w.multiplexers()
		if text, got, err = w.readBack(); err != nil {
			return nil, nil, nil, err
		}
	}
	return text, got, dependent, nil
}

// chooseDefault sets the default action: that of numbers without a syscall.
func (w *writer) chooseDefault() {
	first := w.Arches[0]
	baseline, newer := w.backgrounds(first)
	w.fallback = newer
	if action.Exceeds(newer, baseline) {
		w.fallback = baseline
	}
	for _, a := range w.Arches {
		old, next := w.backgrounds(a)
		if old != next {
			w.fail(problem{w.background("unknown"), [2]string{fmt.Sprintf("the action for numbers without a syscall is %s, and %s for those newer than Linux 5.1", listing.ActionOn(old, a), listing.ActionOn(next, a)),
				": a document has one for both"}, "give the rows violation and unknown the same action, or use -approximate"}, a)
		} else if old != baseline {
			w.fail(problem{w.background("violation"), [2]string{"the default action is " + listing.ActionOn(old, a), fmt.Sprintf(", and %s on %s", listing.ActionOn(baseline, first), first.GOARCH)}, apart}, a)
		}
	}
	if w.fallback == action.Notify {
		w.fail(problem{w.background("violation"), [2]string{"notify cannot be the default action of a document"}, "use another action, or -approximate"})
		w.fallback = action.Errno | eperm
	}
	if enosys := unknownErrno(first); w.knows != nil && w.fallback != enosys {
		w.fail(problem{w.background("unknown"), [2]string{"the default action is " + listing.ActionOn(w.fallback, first), ": systemd returns ENOSYS for unknown syscalls"}, "use errno:ENOSYS for violation and unknown, or -approximate"})
		w.fallback = enosys
	}
	if of, number, _ := action.Of(w.fallback); w.fixedErrno && of.Value == action.Errno && number != eperm {
		w.fail(problem{w.background("unknown"), [2]string{"the default action is " + listing.ActionOn(w.fallback, first), ": " + w.title + " has no other errno there than EPERM"}, "use errno:EPERM for violation and unknown, or -approximate"})
		w.fallback = action.Errno | eperm
	}
}

// unknownErrno returns the action with ENOSYS on a.
func unknownErrno(a *arch.Arch) uint32 {
	n, _ := constants.Errno("ENOSYS", a)
	return action.Errno | n
}

// apart is the hint for differences between architectures.
const apart = "export these architectures by themselves with -arch, or use -approximate"

// eperm is EPERM, on all architectures.
const eperm = 1

// fail adds a problem. An approximate document has none.
func (w *writer) fail(p problem, on ...*arch.Arch) {
	if !w.approximate {
		w.problems.add(p, on...)
	}
}

// reference returns the architecture that the rules of a syscall are for: the first with the
// widest registers. The others must have the same. It is nil if no architecture has the
// syscall.
func (w *writer) reference(s *catalog.Syscall) *arch.Arch {
	var found *arch.Arch
	for _, a := range w.Arches {
		if _, ok := s.Number(a); ok && (found == nil || a.Width > found.Width) {
			found = a
		}
	}
	return found
}

// syscall finds the rules of a syscall.
func (w *writer) syscall(s *catalog.Syscall) {
	a := w.reference(s)
	if a == nil {
		return
	}
	nr, _ := s.Number(a)
	w.set(s, w.cases(a, nr), a)
}

// set sets the rules of a syscall to those for sets of arguments by action.
func (w *writer) set(s *catalog.Syscall, sets map[uint32]argset.Set, a *arch.Arch) {
	if s.Name == "write" && w.knows != nil && w.Space.Or(sets[action.Allow], sets[action.Log]) != argset.All {
		w.problems.add(problem{w.row(a, s.Name, argset.All), [2]string{"write is refused", ": systemd allows it, to start a service"}, "allow it for all arguments"}, a)
		return
	}
	sets = maps.Clone(sets)
	delete(sets, w.fallback)
	if notified, ok := sets[action.Notify]; ok && (s.Name == "write" || w.noNotify) {
		what := "runtimes refuse notify for write"
		if w.noNotify {
			what = "runtimes refuse notify in " + w.title
		}
		w.fail(problem{w.row(a, s.Name, notified), [2]string{what}, "use another action, or -approximate"})
		w.refuse(s)
		return
	}
	if p, ok := w.beyond(s, sets, a); ok {
		w.fail(p, a)
		w.refuse(s)
		return
	}
	list, of := w.list(s, sets, a)
	switch of {
	case widthLimit:
		w.fail(problem{w.row(a, s.Name, argset.All), [2]string{s.Name + " needs other rules", fmt.Sprintf(" than on %s: a document has the same for all", a.GOARCH)}, apart}, w.narrower(s, a)...)
		w.refuse(s)
		return
	case ruleLimit:
		w.fail(problem{w.row(a, s.Name, argset.All), [2]string{fmt.Sprintf("the conditions for %s need more than %d rules of %s", s.Name, w.maxRules, w.title)}, "simplify them, or use -approximate"})
		w.refuse(s)
		return
	case numberLimit:
		w.fail(problem{w.row(a, s.Name, argset.All), [2]string{fmt.Sprintf("the condition for %s tests bit 63 of an argument", s.Name), ": " + w.title + " has no numbers from 2^63 on"}, "use -format oci, or -approximate"})
		w.refuse(s)
		return
	}
	w.rules[s.Name] = list
}

// limit is a limit of the format that rules are beyond.
type limit uint8

const (
	noLimit limit = iota
	// widthLimit is for rules of different actions that share arguments where registers are
	// narrower.
	widthLimit
	numberLimit
	ruleLimit
)

// within returns rules of a syscall within the format, for the same arguments on a. ok is false
// for too many.
func (w *writer) within(s *catalog.Syscall, a *arch.Arch, list []oci.Entry, ok bool) (fitting []oci.Entry, of limit) {
	if !ok {
		return nil, ruleLimit
	}
	for _, e := range list {
		rules, ok := w.fit(e.When)
		if !ok {
			return nil, numberLimit
		}
		for _, when := range rules {
			fitting = append(fitting, oci.Entry{Action: e.Action, When: when})
		}
	}
	if len(fitting) > w.maxRules {
		return nil, ruleLimit
	}
	for _, narrow := range w.narrower(s, a) {
		if w.share(fitting, narrow) {
			return nil, widthLimit
		}
	}
	return fitting, noLimit
}

// narrower returns the architectures with a syscall whose registers are narrower than on a.
func (w *writer) narrower(s *catalog.Syscall, a *arch.Arch) (list []*arch.Arch) {
	for _, b := range w.Arches {
		if _, ok := s.Number(b); ok && b.Width < a.Width {
			list = append(list, b)
		}
	}
	return list
}

// share reports whether rules of different actions share arguments on a. Runtimes drop the upper
// half of numbers on 32 bits: two rules may become one.
func (w *writer) share(list []oci.Entry, a *arch.Arch) bool {
	held := make(map[uint32]argset.Set)
	for _, e := range list {
		holds := document.Holds(w.Space, a, document.Rule{When: oci.Tests(a, e.When)})
		held[e.Action] = w.Space.Or(held[e.Action], holds)
		for value, set := range held {
			if value != e.Action && w.Space.And(set, holds) != argset.None {
				return true
			}
		}
	}
	return false
}

// beyond returns a problem if the format lacks an action of a syscall, or the tests that its
// sets need.
func (w *writer) beyond(s *catalog.Syscall, sets map[uint32]argset.Set, a *arch.Arch) (p problem, ok bool) {
	for _, value := range slices.Sorted(maps.Keys(sets)) {
		set := sets[value]
		of, _, _ := action.Of(value)
		switch {
		case w.actions != nil && !slices.Contains(w.actions, of.Value):
			return problem{w.row(a, s.Name, set), [2]string{w.title + " cannot have the action " + listing.ActionOn(value, a)}, "use another action, or -approximate"}, true
		case w.noTests && set != argset.None && set != argset.All:
			return problem{w.row(a, s.Name, set), [2]string{"the action for " + s.Name + " depends on its arguments", ": " + w.title + " has no conditions"}, "refuse it or allow it for all arguments, or use -approximate"}, true
		}
	}
	return p, false
}

// logged finds the rules that a filter of SystemCallLog refuses, if there is one.
func (w *writer) logged() {
	logs := func(list []oci.Entry) bool {
		return slices.ContainsFunc(list, func(e oci.Entry) bool { return e.Action == action.Log })
	}
	if w.knows == nil || !slices.ContainsFunc(slices.Collect(maps.Values(w.rules)), logs) {
		return
	}
	for i := range w.Catalog.Syscalls {
		s := &w.Catalog.Syscalls[i]
		if len(w.rules[s.Name]) > 0 && !w.knows(s.Name) {
			a := w.reference(s)
			w.fail(problem{w.row(a, s.Name, argset.All), [2]string{"systemd does not know " + s.Name, ": beside a rule with log it fails with ENOSYS"}, "refuse it with ENOSYS, or use -approximate"}, a)
			w.refuse(s)
		}
	}
}

// list returns the rules for sets of arguments: those that libseccomp 2.5 takes in full, or, if
// these are too many and the default action refuses, the fewest of other kinds. A lost rule has
// the default action then.
func (w *writer) list(s *catalog.Syscall, sets map[uint32]argset.Set, a *arch.Arch) (list []oci.Entry, of limit) {
	within := func(more []oci.Entry, ok bool) ([]oci.Entry, limit) { return w.within(s, a, more, ok) }
	list, of = within(cover{w.Space, a.Width, false}.rules(sets, 0))
	if action.MayProceed(w.fallback) || of == noLimit && len(list) <= maxTogether {
		return list, of
	}
	single := cover{w.Space, a.Width, true}
	for _, find := range []func(map[uint32]argset.Set) ([]oci.Entry, bool){single.separate, single.products} {
		more, next := within(find(sets))
		if next < of || next == noLimit && len(more) < len(list) {
			list, of = more, next
		}
	}
	return list, of
}

// refuse sets the rules of a syscall to a refusal of all arguments. That of a multiplexer is a
// rule even if the default action refuses: libseccomp adds rules for its operations otherwise.
func (w *writer) refuse(s *catalog.Syscall) {
	delete(w.rules, s.Name)
	if action.MayProceed(w.fallback) || s.Multiplexer() {
		w.rules[s.Name] = []oci.Entry{{Action: w.refusal()}}
	}
}

// refusal returns a refusal other than the default action.
func (w *writer) refusal() uint32 {
	if enosys := unknownErrno(w.Arches[0]); w.fallback != enosys {
		return enosys
	}
	return action.Errno | eperm
}

// common gives a syscall the actions that are the same on all architectures, and refuses other
// arguments. A multiplexer is refused.
func (w *writer) common(s *catalog.Syscall) {
	if s.Multiplexer() {
		w.refuse(s)
		return
	}
	var sets map[uint32]argset.Set
	for _, a := range w.Arches {
		nr, ok := s.Number(a)
		if !ok {
			continue
		}
		all := w.cases(a, nr)
		if sets == nil {
			sets = all
		}
		for value := range sets {
			sets[value] = w.Space.And(sets[value], all[value])
		}
	}
	rest := argset.All
	for _, set := range sets {
		rest = w.Space.Minus(rest, set)
	}
	if action.MayProceed(w.fallback) {
		sets[w.refusal()] = w.Space.Or(sets[w.refusal()], rest)
	}
	w.set(s, sets, w.reference(s))
}

// entries returns the rules: those for all arguments first, with the names of all syscalls
// with equal rules.
func (w *writer) entries() []oci.Entry {
	byRules := make(map[string]*oci.Entry)
	var order []*oci.Entry
	for _, name := range slices.Sorted(maps.Keys(w.rules)) {
		for _, r := range w.rules[name] {
			key := fmt.Sprint(r.Action, r.When)
			if byRules[key] == nil {
				byRules[key] = &oci.Entry{Action: r.Action, When: r.When}
				order = append(order, byRules[key])
			}
			byRules[key].Names = append(byRules[key].Names, name)
		}
	}
	slices.SortStableFunc(order, func(a, b *oci.Entry) int { return cmp.Compare(min(len(a.When), 1), min(len(b.When), 1)) })
	var list []oci.Entry
	for _, e := range order {
		list = append(list, *e)
	}
	return list
}

// readBack returns the document, and its decisions by architecture as package oci reads it.
func (w *writer) readBack() (text []byte, got map[*arch.Arch]decision.Decision, err error) {
	text = w.write(w.Name, oci.Filter{Default: w.fallback, Arches: w.Arches, Entries: w.entries(), NoErrno: w.fixedErrno})
	d, err := w.read(text, w.Catalog, w.Arches)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: a mistake in seccompgen, please report it", err)
	}
	got = make(map[*arch.Arch]decision.Decision)
	for _, a := range w.Arches {
		if got[a], err = d.Decide(w.Catalog, w.Space, a); err != nil {
			return nil, nil, err
		}
	}
	return text, got, nil
}

// narrow narrows the rules of each syscall allowed more often than by the profile, and returns
// their names.
func (w *writer) narrow(got map[*arch.Arch]decision.Decision, narrow func(*catalog.Syscall)) (names []string) {
	for i := range w.Catalog.Syscalls {
		s := &w.Catalog.Syscalls[i]
		if slices.ContainsFunc(w.Arches, func(a *arch.Arch) bool { return w.wrong(s, a, got[a], action.Exceeds) != argset.None }) {
			narrow(s)
			names = append(names, s.Name)
		}
	}
	return names
}
