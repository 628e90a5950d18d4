package document

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// maxWork limits the work of a document, as package policy limits that of a policy.
const maxWork = 40_000_000

// Policy returns a policy with the verdicts of d in one profile. The error is of type
// [csvfile.Errors] for rules that a policy cannot have.
func (d *Document) Policy(c *catalog.Catalog, profile string) (text []byte, err error) {
	space := argset.NewSpace()
	w := &writer{Document: d, catalog: c, space: space, whole: make(map[string]bool), allowed: make(map[string]bool)}
	finished := space.Within(maxWork, func() {
		if w.errnos(); len(w.errors) == 0 {
			w.frame()
		}
		err = w.errors.Sorted()
	})
	if !finished {
		return nil, fmt.Errorf("%s: the conditions take too much work; use fewer", d.File)
	}
	if err != nil {
		return nil, err
	}
	if d.Grouped {
		if text = w.text(profile, w.folded()); d.check(c, profile, text) == nil {
			return text, nil
		}
	}
	text = w.text(profile, w.rows)
	return text, d.check(c, profile, text)
}

// errnos reports errnos missing on an architecture.
func (w *writer) errnos() {
	missing := func(x Action, a *arch.Arch) bool {
		_, ok := constants.Errno(x.Errno, a)
		return x.Errno != "" && !ok
	}
	for _, a := range w.Arches {
		if missing(w.Default, a) {
			w.errors = append(w.errors, structure.Place{File: w.File, Line: 1, Col: 1}.Error("", "the default errno %s does not exist on %s", w.Default.Errno, a.GOARCH))
		}
		for _, rules := range w.Rules[a.Index] {
			for _, r := range rules {
				if missing(r.Action, a) {
					w.errors = append(w.errors, r.Error("", "errno %s does not exist on %s", r.Action.Errno, a.GOARCH))
				}
			}
		}
	}
}

// frame writes the rows of the default action and those of syscalls.
func (w *writer) frame() {
	if w.Default.Value == action.Allow {
		w.syscalls()
		w.rows = append(w.rows, row{syscall: "@allow-all", why: "the default action"})
		return
	}
	cell := w.Default.cell(w.Arches)
	w.rows = append(w.rows, row{"violation", cell, "", "the default action"}, row{"unknown", cell, "", "for newer syscalls too"})
	w.syscalls()
}

// text returns the rows as CSV.
func (w *writer) text(profile string, rows []row) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "# profile %s: imported from %s (%s)\n", profile, printable(w.File), w.Format)
	if !slices.Equal(w.Arches, arch.Targets) {
		fmt.Fprintf(&b, "# for %s\n", strings.Join(arch.Names(w.Arches), ", "))
	}
	if slices.ContainsFunc(rows, func(r row) bool { return strings.Contains(r.when, "uint64(") }) {
		fmt.Fprintln(&b, "# uint64(x) has the bits that the kernel drops: runtimes compare them. x alone is without them.")
	}
	fmt.Fprintln(&b, event.Columns)
	out := csv.NewWriter(&b)
	for _, r := range rows {
		_ = out.Write([]string{profile, r.syscall, r.action, r.when, printable(r.why)}) // writes to a Builder do not fail
	}
	out.Flush()
	return []byte(b.String())
}

// printable returns text as a cell can hold it, in one line.
func printable(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, text)
	return strings.TrimSpace(strings.ToValidUTF8(text, " "))
}
