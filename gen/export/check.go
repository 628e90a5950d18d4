package export

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/difference"
)

// different reports whether two actions differ.
func different(got, want uint32) bool { return got != want }

// wrong returns the arguments of a syscall with a wrong action in a document. is compares it
// with that of the profile.
func (w *writer) wrong(s *catalog.Syscall, a *arch.Arch, got decision.Decision, is func(got, want uint32) bool) argset.Set {
	nr, ok := s.Number(a)
	set := argset.None
	if !ok {
		return set
	}
	wanted := w.cases(a, nr)
	for value, x := range got.ByAction(nr) {
		for want, y := range wanted {
			if is(value, want) {
				set = w.Space.Or(set, w.Space.And(x, y))
			}
		}
	}
	return set
}

// compare adds a problem for each syscall with wrong verdicts in the document. Its rules are
// right on the architecture that they are for.
func (w *writer) compare(got map[*arch.Arch]decision.Decision) {
	for i := range w.Catalog.Syscalls {
		s := &w.Catalog.Syscalls[i]
		for _, a := range w.Arches {
			if set := w.wrong(s, a, got[a], different); set != argset.None && a != w.reference(s) {
				w.fail(problem{w.row(a, s.Name, set), [2]string{s.Name + " needs other rules", fmt.Sprintf(" than on %s: a document has the same for all", w.reference(s).GOARCH)}, apart}, a)
			}
		}
	}
}

// check compares a finished document with the profile. It may not allow more, and differs
// only if it is approximate.
func (w *writer) check(text []byte, got map[*arch.Arch]decision.Decision) ([]byte, []string, error) {
	was := make(map[*arch.Arch]decision.Decision)
	for _, a := range w.Arches {
		was[a] = w.Decisions[a.Index]
	}
	compared := difference.Compared{Was: was, Now: got}
	lines := compared.Summary(w.Catalog)
	wrong := lines
	if w.approximate {
		compared.Within = true
		wrong = compared.Summary(w.Catalog)
	}
	if len(wrong) > 0 {
		return nil, nil, fmt.Errorf("profile %s: the document would differ: a mistake in seccompgen, please report it\n%s", w.Name, strings.Join(wrong, "\n"))
	}
	return text, lines, nil
}
