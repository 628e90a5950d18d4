package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// report gathers what is wrong, and on which architectures, so that each thing is
// said once.
type report struct {
	file     string
	selected []*arch.Arch
	// problems is by place and words, with the architectures.
	problems map[csvfile.Error][]*arch.Arch
	rows     map[*Row]*outcome
	// meanings remembers what conditions mean.
	meanings map[binding]bound
	// work is how much each row took.
	work map[*Row]int
}

// outcome is what has come of a row on all architectures.
type outcome struct {
	// applies is where its call exists, decides whether it ever makes a difference.
	applies []*arch.Arch
	decides bool
	// earlier is the line of the first row before it in the way, on the first architecture
	// with all of a syscall decided by such rows. allowed reports whether that row allows
	// the syscall, alone whether it suffices, repeats whether it does the same.
	earlier                 int
	allowed, alone, repeats bool
	// compared reports whether its condition was compared with later rows, differs whether
	// some input has another verdict without it. later is the line of a row that would
	// allow the same.
	compared, differs bool
	later             int
	// bound, always and never count the architectures on which its condition has a
	// meaning, holds always, and never.
	bound, always, never int
}

func newReport(file string, selected []*arch.Arch) *report {
	return &report{file: file, selected: selected, problems: make(map[csvfile.Error][]*arch.Arch), rows: make(map[*Row]*outcome),
		meanings: make(map[binding]bound), work: make(map[*Row]int)}
}

func (r *report) outcome(row *Row) *outcome {
	if r.rows[row] == nil {
		r.rows[row] = new(outcome)
	}
	return r.rows[row]
}

// fail reports what is wrong on a, if that matters.
func (r *report) fail(e csvfile.Error, a *arch.Arch) {
	if slices.Contains(r.selected, a) && !slices.Contains(r.problems[e], a) {
		r.problems[e] = append(r.problems[e], a)
	}
}

// decides notes that a row concerns a call, and whether it makes a difference to it.
func (r *resolver) noteEffect(row *Row, difference bool) {
	o := r.outcome(row)
	o.decides = o.decides || difference
	if !slices.Contains(o.applies, r.a) {
		o.applies = append(o.applies, r.a)
	}
}

// shadowed notes that earlier rows decide all arguments of x.
func (r *resolver) noteShadowed(s *catalog.Syscall, x alternative) {
	if o := r.outcome(x.Row); o.earlier == 0 {
		list := r.alternatives[s.Name]
		first := slices.IndexFunc(list, func(y alternative) bool { return r.space.Minus(x.When, y.When) == argset.None })
		o.alone = first >= 0
		y := list[max(first, 0)]
		o.earlier, o.allowed = y.Row.line.Number, y.Action == action.Allow
		o.repeats = o.alone && y.When == x.When && y.Action == x.Action && y.Row.kind == x.Row.kind && y.Row.syscall == x.Row.syscall
	}
	r.checkBypass(s, x, x.Row)
}

// checkBypass reports, at a row, that rows above decide all that x would of a multiplexer,
// and make calls that x refuses: x then refuses one way in and leaves the other open.
func (r *resolver) checkBypass(s *catalog.Syscall, x alternative, at *Row) {
	if len(r.loadErrors) > 0 || !s.Multiplexer() || x.Row.syscall == s || action.MayProceed(x.Action) {
		return
	}
	r.space.Work(1 + len(r.alternatives[s.Name])/rowsPerWork)
	for _, y := range r.alternatives[s.Name] {
		if y.Row.syscall == s && action.MayProceed(y.Action) {
			what := fmt.Sprintf("line %d allows %s and bypasses this row", y.Row.line.Number, s.Name)
			r.report.fail(at.line.At(r.report.file, colSyscall, what, fmt.Sprintf("move this row before line %d", y.Row.line.Number)), r.a)
			return
		}
	}
}

// checkRemovals reports conditions that were taken out of a call's list, as they do not
// mean the same there, where rows behind make what they refuse. A row about the call
// itself says what is to become of it.
func (r *resolver) checkRemovals(s *catalog.Syscall) {
	for _, d := range r.removals[s.Name] {
		undecided := d.When
		for _, x := range r.alternatives[s.Name] {
			if x.Row.syscall == s && (x.Row.kind == addEntryPoint || s.Multiplexer()) || len(r.loadErrors) > 0 {
				break
			}
			if action.MayProceed(x.Action) && r.space.And(undecided, x.When) != argset.None {
				what := fmt.Sprintf("line %d allows %s again and bypasses the condition of line %d", x.Row.line.Number, s.Name, d.Row.line.Number)
				hint := fmt.Sprintf("add %q after line %d", d.by.Syscall, x.Row.line.Number)
				if !s.Multiplexer() {
					hint += fmt.Sprintf(", or a row %s/%s before it", r.a.GOARCH, s.Name)
				}
				r.report.fail(d.by.line.At(r.report.file, colSyscall, what, hint), r.a)
				break
			}
			undecided = r.space.Minus(undecided, x.When)
		}
	}
}

// compare notes which rows that allow by a condition make a difference to what stands
// below them. One that makes none is meant as a limit, and is no limit.
func (r *resolver) noteDifferences(s *catalog.Syscall) {
	list := r.effective(r.alternatives[s.Name])
	if !slices.ContainsFunc(list, allowsByCondition) {
		return
	}
	after := r.allowedAfter(list)
	undecided := argset.All
	for i, x := range list {
		if allowsByCondition(x) {
			o := r.outcome(x.Row)
			o.compared = true
			if decides := r.space.And(undecided, x.When); r.space.Minus(decides, after[i]) != argset.None {
				o.differs = true
			} else if !o.differs {
				o.later = max(o.later, r.allows(decides, list[i+1:]))
			}
		}
		undecided = r.space.Minus(undecided, x.When)
	}
}

// effective returns a list without the alternatives that allow only what earlier ones
// decide. Of two equal rows the second has no effect, and not the first.
func (r *resolver) effective(list []alternative) []alternative {
	undecided := argset.All
	return slices.DeleteFunc(slices.Clone(list), func(x alternative) bool {
		idle := x.Action == action.Allow && r.space.And(undecided, x.When) == argset.None
		undecided = r.space.Minus(undecided, x.When)
		return idle
	})
}

// limits reports whether an alternative allows by a condition.
func allowsByCondition(x alternative) bool { return x.Row.when != nil && x.Action == action.Allow }

// allowedAfter returns the arguments that the rest of a list behind each alternative
// allows by itself.
func (r *resolver) allowedAfter(list []alternative) []argset.Set {
	after := make([]argset.Set, len(list))
	allowed := argset.None
	for i, x := range slices.Backward(list) {
		after[i] = allowed
		if x.Action == action.Allow {
			allowed = r.space.Or(allowed, x.When)
		} else {
			allowed = r.space.Minus(allowed, x.When)
		}
	}
	return after
}

// allows returns the line of the last row of a list that allows some of the arguments,
// which the list allows by itself; 0 for no arguments.
func (r *resolver) allows(arguments argset.Set, list []alternative) (line int) {
	for _, x := range list {
		if arguments == argset.None {
			break
		}
		if others := r.space.Minus(arguments, x.When); others != arguments {
			arguments, line = others, x.Row.line.Number
		}
	}
	return line
}

// meaning returns what a row's condition means on the architecture.
func (r *resolver) meaning(row *Row) (condition.Meaning, bool) {
	if row.when == nil {
		return condition.Meaning{Holds: argset.All}, true
	}
	meaning, problems := r.bind(row)
	for _, p := range problems {
		r.report.fail(r.conditionError(row.line, p), r.a)
	}
	o := r.outcome(row)
	if len(problems) > 0 {
		// It may decide something once that is put right.
		o.decides = true
		return condition.Meaning{}, false
	}
	o.bound++
	switch meaning.Holds {
	case argset.All:
		o.always++
	case argset.None:
		o.never++
	}
	return meaning, true
}

// conditionError places what is wrong with a condition. Of a name that is no constant
// anywhere, or not here, it says what is meant.
func (p *Policy) conditionError(l *csvfile.Line, problem condition.Problem) csvfile.Error {
	if constants.Known(problem.Name) {
		problem.What, problem.Hint = problem.Name+" does not exist", "write a row ARCH/NAME for each architecture with the constant"
	} else if problem.Name != "" {
		if name, ok := p.hints.name("constant", problem.Name, constants.Names); ok {
			problem.Hint = "did you mean " + name + "?"
		}
	}
	return l.AtByte(p.file, colWhen, problem.Offset, problem.What, problem.Hint)
}

// value returns the value that a row's action has on the architecture.
func (r *resolver) value(row *Row) uint32 {
	value, ok := row.action.on(r.a)
	if !ok {
		r.report.fail(row.line.At(r.report.file, colAction, row.action.errno+" does not exist", "use an error of every architecture, or errno:N"), r.a)
	}
	return value
}

// checkPortable reports conditions in a call's list that do not mean the same there.
func (r *resolver) checkPortable(s *catalog.Syscall) {
	for _, x := range r.alternatives[s.Name] {
		if x.notPortable == "" || len(r.loadErrors) > 0 {
			// A row that is wrong may be the one that takes it out.
			continue
		}
		hint := fmt.Sprintf("add \"-ARCH/%s\" and \"ARCH/%[1]s\" after this row, for each architecture", s.Name)
		if s.Multiplexer() && x.Row.syscall != s {
			hint = fmt.Sprintf("add \"-%s\" after the last row that adds its operations, or \"%[1]s,errno:ENOSYS\" before this row", s.Name)
		}
		r.report.fail(x.Row.line.AtByte(r.report.file, colWhen, 0, x.notPortable, hint), r.a)
	}
}

// errors returns all that is wrong, as an error.
func (r *report) errors(p *Policy) error {
	errs := slices.Clone(p.loadErrors)
	for e, on := range r.problems {
		if len(on) < len(r.selected) || len(on) == 1 {
			e.What += " on " + architectures(on)
		}
		errs = append(errs, e)
	}
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if e, found := r.noEffect(row); found && len(p.loadErrors) == 0 {
				errs = append(errs, e)
			}
		}
	}
	slices.SortFunc(errs, func(a, b csvfile.Error) int { return cmp.Compare(a.What, b.What) })
	return errs.Sorted()
}

// idle returns what is wrong with a row that makes no difference anywhere.
func (r *report) noEffect(row *Row) (e csvfile.Error, found bool) {
	o := r.outcome(row)
	at := func(cell int, what, hint string) (csvfile.Error, bool) {
		return row.line.At(r.file, cell, what, hint), true
	}
	adds := row.kind == addOperation || row.kind == addEntryPoint
	removes := row.kind == removeOperation || row.kind == removeEntryPoint
	switch {
	case o.bound > 0 && o.always == o.bound:
		return at(colWhen, "the condition is always true", "leave the cell empty")
	case o.bound > 0 && o.never == o.bound:
		return at(colWhen, "the condition is never true", "")
	case o.compared && !o.differs && o.later > 0:
		return at(colSyscall, fmt.Sprintf("no effect: line %d allows %s with the same arguments", o.later, row.syscall.Name), fmt.Sprintf("move this row after that line, with \"-%s\" between them", row.Syscall))
	case len(o.applies) == 0 || o.decides:
		return csvfile.Error{}, false
	case adds && o.repeats:
		return at(colSyscall, fmt.Sprintf("duplicate of line %d", o.earlier), "")
	case adds && o.alone:
		return at(colSyscall, fmt.Sprintf("unreachable: line %d already decides every %s", o.earlier, row.syscall.Name), unreachableHint(row, o.allowed))
	case adds:
		return at(colSyscall, fmt.Sprintf("unreachable: rows from line %d on already decide every %s", o.earlier, row.syscall.Name), unreachableHint(row, o.allowed))
	case removes:
		return at(colSyscall, fmt.Sprintf("%s removes nothing: no earlier row adds %s", row.Syscall, row.Syscall[1:]), "")
	}
	return csvfile.Error{}, false
}

// instead says where a row that decides nothing may be meant to be. A limit to what is
// allowed takes the place of what stands above it, an exception goes above that: the
// other way round, either would do nothing, or refuse more than is meant.
func unreachableHint(row *Row, allowed bool) string {
	between, before := fmt.Sprintf("add \"-%s\" between them", row.Syscall), "move this row before it"
	switch {
	case row.when == nil:
		return before + ", or " + between
	case row.Action == "" && allowed:
		return between
	}
	return before
}

// notes says of each row which of the selected architectures lack its call.
func (r *report) notes(p *Policy) []string {
	var out []string
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if row.kind != addOperation && row.kind != removeOperation {
				continue
			}
			missing := slices.DeleteFunc(slices.Clone(r.selected), func(a *arch.Arch) bool { return slices.Contains(r.outcome(row).applies, a) })
			if len(missing) > 0 {
				at := row.line.At(r.file, colSyscall, "", "")
				out = append(out, fmt.Sprintf("%s:%d:%d: %s does not exist on %s; skipped there", r.file, at.Line, at.Col, row.syscall.Name, architectures(missing)))
			}
		}
	}
	return out
}

// architectures lists GOARCHes in words.
func architectures(list []*arch.Arch) string {
	return strings.Join(arch.Names(list), ", ")
}
