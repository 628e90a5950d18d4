package policy

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// checkBypasses reports refused operations with an open entry point: a refusal without a
// remainder in the multiplexer s, because an earlier row for s itself lets the operation
// proceed.
func (r *resolver) checkBypasses(s *catalog.Syscall) {
	if len(r.loadErrors) > 0 || !s.Multiplexer() {
		return
	}
	r.space.Work(1 + len(r.alternatives[s.Name])/rowsPerWork)
	var open *Row
	for _, x := range r.alternatives[s.Name] {
		switch {
		case x.opens(s) && open == nil:
			open = x.shown()
		case x.Row.syscall != s && x.shadowed && !action.MayProceed(x.Action) && open != nil:
			line := open.line.Seen(x.by.line)
			what, hint := fmt.Sprintf("%s allows %s and bypasses this row", line, s.Name), "move this row before "+line
			if x.Row.when != nil {
				hint = r.withoutMultiplexer(s, open, x.by.line, "")
			}
			r.report.fail(x.by.line.At(colSyscall, what, hint), r.a)
		}
	}
}

// opens reports whether x is from a row for the multiplexer s itself and lets it proceed.
func (x alternative) opens(s *catalog.Syscall) bool {
	return x.Row.syscall == s && action.MayProceed(x.Action)
}

// withoutMultiplexer returns the hint for a condition on an operation of the multiplexer s, if
// the row open lets it proceed, perhaps by a hardened profile. from is the line of the
// message, place is empty or where the new row stands.
func (r *resolver) withoutMultiplexer(s *catalog.Syscall, open *Row, from *csvfile.Line, place string) string {
	if open.kind == include {
		return fmt.Sprintf("add \"-%s/%s\" after %s", r.a.GOARCH, s.Name, open.line.Seen(from))
	}
	return fmt.Sprintf("add \"-%s\" after the last row that adds its operations, or write \"%[1]s,errno:ENOSYS\"%s instead of %s", open.Syscall, place, open.line.Seen(from))
}

// checkRemovals reports removed conditions bypassed by later rows: a row removed a refusal
// from one entry point of an operation, and a later one lets the same arguments proceed
// there. A later row that names the entry point is intended, and ends the check.
func (r *resolver) checkRemovals(s *catalog.Syscall) {
	for _, d := range r.removals[s.Name] {
		undecided := d.When
		for _, x := range r.alternatives[s.Name] {
			if x.Row.syscall == s && x.Row.kind == addEntryPoint || len(r.loadErrors) > 0 {
				break
			}
			if action.MayProceed(x.Action) && r.space.And(undecided, x.When) != argset.None {
				line := x.shown().line.Seen(d.at.line)
				what := fmt.Sprintf("%s allows %s again and bypasses the condition of %s", line, s.Name, d.Row.line.Seen(d.at.line))
				hint := fmt.Sprintf("add %q after %s", d.by.Syscall, line)
				if !s.Multiplexer() {
					hint += fmt.Sprintf(", or a row %s/%s before it", r.a.GOARCH, s.Name)
				}
				r.report.fail(d.at.line.At(colSyscall, what, hint), r.a)
				break
			}
			undecided = r.space.Minus(undecided, x.When)
		}
	}
}

// checkPortable reports conditions that cannot be checked for s.
func (r *resolver) checkPortable(s *catalog.Syscall) {
	list := r.deciding(s)
	for _, x := range list {
		if x.obstacle == nil || x.shadowed || len(r.loadErrors) > 0 {
			// With errors in rows, a removal row may be missing.
			continue
		}
		hint := x.obstacle.hint
		if s.Multiplexer() && x.Row.syscall != s {
			hint = r.multiplexerHint(s, x, list)
		}
		r.report.fail(x.Row.line.AtByte(colWhen, x.obstacle.offset, x.obstacle.what, hint), r.a)
	}
}

// multiplexerHint returns the hint for x, a condition on an operation of the multiplexer s
// with a list of alternatives.
func (r *resolver) multiplexerHint(s *catalog.Syscall, x alternative, list []alternative) string {
	if i := slices.IndexFunc(list, func(y alternative) bool { return y.opens(s) }); i >= 0 {
		return r.withoutMultiplexer(s, list[i].shown(), x.Row.line, " before this row")
	}
	return fmt.Sprintf("add \"-%s\" after the last row that adds its operations, or \"%[1]s,errno:ENOSYS\" before this row", s.Name)
}
