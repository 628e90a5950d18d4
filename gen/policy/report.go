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
	// above is the line of the row from which on those above decide a call of it, on
	// the first architecture where they do; allowed says that this one allows it.
	above   int
	allowed bool
	// compared says that its condition was held against what stands below it, differs
	// that a call would end otherwise without it. below is the line of a row that would
	// allow the same call.
	compared, differs bool
	below             int
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
func (l *lists) decides(row *Row, difference bool) {
	o := l.outcome(row)
	o.decides = o.decides || difference
	if !slices.Contains(o.applies, l.a) {
		o.applies = append(o.applies, l.a)
	}
}

// shadowed notes that rows above decide all that x would of a call.
func (l *lists) shadowed(s *catalog.Syscall, x alternative) {
	before := l.byCall[s.Name][0]
	if o := l.outcome(x.row); o.above == 0 {
		o.above, o.allowed = before.row.line.Number, before.action == action.Allow
	}
	l.checkOpen(s, x, x.row)
}

// checkOpen reports, at a row, that rows above decide all that x would of a multiplexer,
// and make calls that x refuses: x then refuses one way in and leaves the other open.
func (l *lists) checkOpen(s *catalog.Syscall, x alternative, at *Row) {
	if len(l.wrong) > 0 || !s.Multiplexer() || x.row.call == s || action.MayProceed(x.action) {
		return
	}
	l.space.Work(1 + len(l.byCall[s.Name])/rowsPerWork)
	for _, y := range l.byCall[s.Name] {
		if y.row.call == s && action.MayProceed(y.action) {
			what := fmt.Sprintf("the row does not decide what %s makes: line %d does", s.Name, y.row.line.Number)
			l.report.fail(at.line.At(l.report.file, colSyscall, what, "this row above that one"), l.a)
			return
		}
	}
}

// checkDropped reports conditions that were taken out of a call's list, as they do not
// mean the same there, where rows behind make what they refuse. A row about the call
// itself says what is to become of it.
func (l *lists) checkDropped(s *catalog.Syscall) {
	for _, d := range l.dropped[s.Name] {
		left := d.when
		for _, x := range l.byCall[s.Name] {
			if x.row.call == s && (x.row.kind == addEntry || s.Multiplexer()) || len(l.wrong) > 0 {
				break
			}
			if action.MayProceed(x.action) && l.space.And(left, x.when) != argset.None {
				what := fmt.Sprintf("line %d takes in again what this row takes out, without the condition on line %d", x.row.line.Number, d.row.line.Number)
				want := fmt.Sprintf("a row %s behind that one", d.by.Syscall)
				if !s.Multiplexer() {
					want += fmt.Sprintf(", or a row %s/%s between", l.a.GOARCH, s.Name)
				}
				l.report.fail(d.by.line.At(l.report.file, colSyscall, what, want), l.a)
				break
			}
			left = l.space.Minus(left, x.when)
		}
	}
}

// compare notes which rows that allow by a condition make a difference to what stands
// below them. One that makes none is meant as a limit, and is no limit.
func (l *lists) compare(s *catalog.Syscall) {
	list := l.byCall[s.Name]
	if !slices.ContainsFunc(list, limits) {
		return
	}
	below := l.allowedBelow(list)
	left := argset.All
	for i, x := range list {
		if limits(x) {
			o := l.outcome(x.row)
			o.compared = true
			if decides := l.space.And(left, x.when); l.space.Minus(decides, below[i]) != argset.None {
				o.differs = true
			} else if !o.differs {
				o.below = max(o.below, l.allows(decides, list[i+1:]))
			}
		}
		left = l.space.Minus(left, x.when)
	}
}

// limits reports whether an alternative allows by a condition.
func limits(x alternative) bool { return x.row.when != nil && x.action == action.Allow }

// allowedBelow returns the arguments that the rest of a list behind each alternative
// allows by itself.
func (l *lists) allowedBelow(list []alternative) []argset.Set {
	below := make([]argset.Set, len(list))
	allowed := argset.None
	for i, x := range slices.Backward(list) {
		below[i] = allowed
		if x.action == action.Allow {
			allowed = l.space.Or(allowed, x.when)
		} else {
			allowed = l.space.Minus(allowed, x.when)
		}
	}
	return below
}

// allows returns the line of the last row of a list that allows some of the arguments,
// which the list allows by itself; 0 for no arguments.
func (l *lists) allows(arguments argset.Set, list []alternative) (line int) {
	for _, x := range list {
		if arguments == argset.None {
			break
		}
		if left := l.space.Minus(arguments, x.when); left != arguments {
			arguments, line = left, x.row.line.Number
		}
	}
	return line
}

// meaning returns what a row's condition means on the architecture.
func (l *lists) meaning(row *Row) (condition.Meaning, bool) {
	if row.when == nil {
		return condition.Meaning{Holds: argset.All}, true
	}
	meaning, problems := l.bind(row)
	for _, p := range problems {
		l.report.fail(l.conditionError(row.line, p), l.a)
	}
	o := l.outcome(row)
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
		problem.What, problem.Want = problem.Name+" does not exist", "a constant of every architecture, or a row ARCH/NAME for those that have it"
	} else if problem.Name != "" {
		if name, ok := p.hints.name("constant", problem.Name, constants.Names); ok {
			problem.Want = name
		}
	}
	return l.AtByte(p.file, colWhen, problem.Offset, problem.What, problem.Want)
}

// value returns the value that a row's action has on the architecture.
func (l *lists) value(row *Row) uint32 {
	value, ok := row.action.on(l.a)
	if !ok {
		l.report.fail(row.line.At(l.report.file, colAction, row.action.errno+" does not exist", "an error of every architecture"), l.a)
	}
	return value
}

// checkCarried reports conditions in a call's list that do not mean the same there.
func (l *lists) checkCarried(s *catalog.Syscall) {
	for _, x := range l.byCall[s.Name] {
		if x.lost == "" || len(l.wrong) > 0 {
			// A row that is wrong may be the one that takes it out.
			continue
		}
		want := fmt.Sprintf("another condition, or rows -ARCH/%s and ARCH/%[1]s behind this one for each", s.Name)
		if s.Multiplexer() && x.row.call != s {
			want = fmt.Sprintf("another condition, or a row -%s behind this one and all that take in its calls", s.Name)
		}
		l.report.fail(x.row.line.AtByte(l.report.file, colWhen, 0, x.lost, want), l.a)
	}
}

// errors returns all that is wrong, as an error.
func (r *report) errors(p *Policy) error {
	errs := slices.Clone(p.wrong)
	for e, on := range r.problems {
		if len(on) < len(r.selected) || len(on) == 1 {
			e.What += " on " + architectures(on)
		}
		errs = append(errs, e)
	}
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if e, idle := r.idle(row); idle && len(p.wrong) == 0 {
				errs = append(errs, e)
			}
		}
	}
	slices.SortFunc(errs, func(a, b csvfile.Error) int { return cmp.Compare(a.What, b.What) })
	return errs.Sorted()
}

// idle returns what is wrong with a row that makes no difference anywhere.
func (r *report) idle(row *Row) (e csvfile.Error, idle bool) {
	o := r.outcome(row)
	at := func(cell int, what, want string) (csvfile.Error, bool) {
		return row.line.At(r.file, cell, what, want), true
	}
	adds := row.kind == addOperation || row.kind == addEntry
	drops := row.kind == dropOperation || row.kind == dropEntry
	switch {
	case o.bound > 0 && o.always == o.bound:
		return at(colWhen, "the condition always holds", "an empty cell, or a condition that looks at an argument")
	case o.bound > 0 && o.never == o.bound:
		return at(colWhen, "the condition never holds", "one that holds for some arguments")
	case o.compared && !o.differs && o.below > 0:
		return at(colSyscall, fmt.Sprintf("the row changes nothing: line %d allows the same calls of %s", o.below, row.call.Name), fmt.Sprintf("this row behind that one, and a row -%s between", row.Syscall))
	case len(o.applies) == 0 || o.decides:
		return csvfile.Error{}, false
	case adds:
		return at(colSyscall, fmt.Sprintf("the row decides nothing: rows from line %d on decide every %s", o.above, row.call.Name), instead(row, o.allowed))
	case drops:
		return at(colSyscall, fmt.Sprintf("no row above has taken in %s", row.Syscall[1:]), "no row to take it out")
	}
	return csvfile.Error{}, false
}

// instead says where a row that decides nothing may be meant to be. A limit to what is
// allowed takes the place of what stands above it, an exception goes above that: the
// other way round, either would do nothing, or refuse more than is meant.
func instead(row *Row, allowed bool) string {
	between, above := fmt.Sprintf("a row -%s between", row.Syscall), "this one above them"
	switch {
	case row.when == nil:
		return between + ", or " + above
	case row.Action == "" && allowed:
		return between
	}
	return above
}

// notes says of each row which of the selected architectures lack its call.
func (r *report) notes(p *Policy) []string {
	var out []string
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if row.kind != addOperation && row.kind != dropOperation {
				continue
			}
			missing := slices.DeleteFunc(slices.Clone(r.selected), func(a *arch.Arch) bool { return slices.Contains(r.outcome(row).applies, a) })
			if len(missing) > 0 {
				at := row.line.At(r.file, colSyscall, "", "")
				out = append(out, fmt.Sprintf("%s:%d:%d: %s is not on %s: skipped there", r.file, at.Line, at.Col, row.call.Name, architectures(missing)))
			}
		}
	}
	return out
}

// architectures lists GOARCHes in words.
func architectures(list []*arch.Arch) string {
	return strings.Join(arch.Names(list), ", ")
}
