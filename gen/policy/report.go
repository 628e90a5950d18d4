package policy

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// report collects problems from all architectures. Each becomes one error, with a list of
// architectures.
type report struct {
	selected []*arch.Arch
	problems findings
	warnings findings
	// parts holds the parts of operations that siblings do too, nil for those that a filter
	// cannot check.
	parts map[partKey]*argset.Set
	// silenced holds the allowances with a warning.
	silenced map[*allowance]bool
	rows     map[*Row]*outcome
	// meanings caches the meanings of conditions.
	meanings map[binding]bound
	// work holds the work of each row.
	work map[*Row]int
}

// findings holds problems with the architectures of each.
type findings map[csvfile.Error][]*arch.Arch

// add adds a problem on a.
func (f findings) add(e csvfile.Error, a *arch.Arch) {
	if !slices.Contains(f[e], a) {
		f[e] = append(f[e], a)
	}
}

// list returns the problems by message. Each ends with its architectures, unless they are
// all of selected.
func (f findings) list(selected []*arch.Arch) csvfile.Errors {
	var out csvfile.Errors
	for e, on := range f {
		if len(on) < len(selected) || len(on) == 1 {
			e.What += " on " + architectures(on)
		}
		out = append(out, e)
	}
	slices.SortFunc(out, byMessage)
	return out
}

// byMessage orders problems of one place.
func byMessage(a, b csvfile.Error) int {
	return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Hint, b.Hint))
}

// outcome collects the effects of a row on all architectures.
type outcome struct {
	// applies lists the architectures with the row's syscall. decides reports whether the
	// row changes a decision on any of them.
	applies []*arch.Arch
	decides bool
	// earlier is the first row that shadows this one, alone or with later ones. allowed reports whether that row allows the syscall, alone whether it shadows
	// this row by itself. contradicts reports whether the earlier rows decide otherwise.
	// All are from the first entry point where they do, or from the first of all.
	earlier                     *Row
	allowed, alone, contradicts bool
	// compared reports whether noteDifferences looked at the row, differs whether some
	// input has another verdict without it. later is a row with the same effect.
	compared, differs bool
	later             *Row
	// bound counts the architectures with a valid condition, always and never those with
	// one always or never true.
	bound, always, never int
}

func newReport(selected []*arch.Arch) *report {
	return &report{selected: selected, problems: make(findings), warnings: make(findings), parts: make(map[partKey]*argset.Set), silenced: make(map[*allowance]bool),
		rows: make(map[*Row]*outcome), meanings: make(map[binding]bound), work: make(map[*Row]int)}
}

func (r *report) outcome(row *Row) *outcome {
	if r.rows[row] == nil {
		r.rows[row] = new(outcome)
	}
	return r.rows[row]
}

// fail reports a problem on a, if a is selected.
func (r *report) fail(e csvfile.Error, a *arch.Arch) {
	if slices.Contains(r.selected, a) {
		r.problems.add(e, a)
	}
}

// warn reports a probable mistake on a, if a is selected.
func (r *report) warn(e csvfile.Error, a *arch.Arch) {
	if slices.Contains(r.selected, a) {
		r.warnings.add(e, a)
	}
}

// noteEffect notes that the architecture has a row's syscall, and whether the row changed
// the decision of one of its entry points.
func (r *resolver) noteEffect(row *Row, difference bool) {
	o := r.outcome(row)
	o.decides = o.decides || difference
	if !slices.Contains(o.applies, r.a) {
		o.applies = append(o.applies, r.a)
	}
}

// noteShadowed notes that earlier rows decide all arguments of x.
func (r *resolver) noteShadowed(s *catalog.Syscall, x alternative) {
	o := r.outcome(x.Row)
	if x.Row.kind == include || o.contradicts {
		return
	}
	list := r.alternatives[s.Name]
	o.contradicts = !r.alike(list, x)
	if o.earlier == nil || o.contradicts {
		first := slices.IndexFunc(list, func(y alternative) bool { return r.space.Minus(x.When, y.When) == argset.None })
		o.alone = first >= 0
		y := list[max(first, 0)]
		o.earlier, o.allowed = y.Row, y.Action == action.Allow
	}
}

// alike reports whether a list has the alternative x, or decides its arguments like x. A
// row that allows by a condition looks like a limit: the list must then allow the same
// arguments and no others.
func (r *resolver) alike(list []alternative, x alternative) bool {
	if slices.ContainsFunc(list, func(y alternative) bool { return y.Action == x.Action && y.When == x.When }) {
		return true
	}
	left, allowed := x.When, argset.None
	for _, y := range list {
		if y.Action != x.Action && r.space.And(left, y.When) != argset.None {
			return false
		}
		left = r.space.Minus(left, y.When)
		switch {
		case !allowsByCondition(x) && left == argset.None:
			return true
		case y.Action == x.Action && r.space.Minus(y.When, x.When) == argset.None:
			allowed = r.space.Or(allowed, y.When)
		}
	}
	return allowed == x.When
}

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
			open = x.Row
		case x.Row.syscall != s && x.shadowed && !action.MayProceed(x.Action) && open != nil:
			line := open.line.Seen(x.by.line)
			what, hint := fmt.Sprintf("%s allows %s and bypasses this row", line, s.Name), "move this row before "+line
			if x.Row.when != nil {
				hint = withoutMultiplexer(open, x.by.line, "")
			}
			r.report.fail(x.by.line.At(colSyscall, what, hint), r.a)
		}
	}
}

// opens reports whether x is from a row for the multiplexer s itself and lets it proceed.
func (x alternative) opens(s *catalog.Syscall) bool {
	return x.Row.syscall == s && action.MayProceed(x.Action)
}

// withoutMultiplexer returns the hint for a condition on an operation of a multiplexer, if
// the row open lets the multiplexer proceed. from is the line of the message, place is empty
// or where the new row stands.
func withoutMultiplexer(open *Row, from *csvfile.Line, place string) string {
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
				line := x.Row.line.Seen(d.by.line)
				what := fmt.Sprintf("%s allows %s again and bypasses the condition of %s", line, s.Name, d.Row.line.Seen(d.by.line))
				hint := fmt.Sprintf("add %q after %s", d.by.Syscall, line)
				if !s.Multiplexer() {
					hint += fmt.Sprintf(", or a row %s/%s before it", r.a.GOARCH, s.Name)
				}
				r.report.fail(d.by.line.At(colSyscall, what, hint), r.a)
				break
			}
			undecided = r.space.Minus(undecided, x.When)
		}
	}
}

// noteDifferences notes whether rows allowing by a condition change a decision. If later
// rows allow the same arguments anyway, the condition limits nothing.
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
				o.later = last(o.later, r.allows(decides, list[i+1:]))
			}
		}
		undecided = r.space.Minus(undecided, x.When)
	}
}

// effective returns a list without those allowing alternatives decided by earlier ones.
// Of two equal rows only the second is then reported.
func (r *resolver) effective(list []alternative) []alternative {
	undecided := argset.All
	return slices.DeleteFunc(slices.Clone(list), func(x alternative) bool {
		idle := x.Action == action.Allow && r.space.And(undecided, x.When) == argset.None
		undecided = r.space.Minus(undecided, x.When)
		return idle
	})
}

// allowsByCondition reports whether x allows and its row has a condition.
func allowsByCondition(x alternative) bool { return x.Row.when != nil && x.Action == action.Allow }

// allowedAfter returns, for each alternative, the arguments allowed by the rest of the
// list alone.
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

// last returns the later of two rows. Either may be nil.
func last(a, b *Row) *Row {
	if a == nil || b != nil && b.index > a.index {
		return b
	}
	return a
}

// allows returns the last row needed to cover the arguments, in the order of list; nil for
// no arguments. The list allows all of them.
func (r *resolver) allows(arguments argset.Set, list []alternative) (row *Row) {
	for _, x := range list {
		if arguments == argset.None {
			break
		}
		if others := r.space.Minus(arguments, x.When); others != arguments {
			arguments, row = others, x.Row
		}
	}
	return row
}

// meaning returns the meaning of a row's condition on the architecture, with its named
// parameters at their reference places. It reports problems and then returns false.
func (r *resolver) meaning(row *Row) (condition.Meaning, bool) {
	if row.when == nil {
		return condition.Meaning{Holds: argset.All}, true
	}
	meaning, problems := r.bind(row, row.arguments.reference)
	for _, p := range problems {
		if !r.undefined(p.Name, r.a) {
			r.report.fail(r.conditionError(row, p), r.a)
		}
	}
	o := r.outcome(row)
	if len(problems) > 0 {
		// It may have an effect once it is corrected.
		o.decides = true
		return condition.Meaning{}, false
	}
	r.warnOfFlags(row, meaning)
	o.bound++
	switch meaning.Holds {
	case argset.All:
		o.always++
	case argset.None:
		o.never++
	}
	return meaning, true
}

// warnOfFlags warns of a refusal by == of a set of flags.
func (r *resolver) warnOfFlags(row *Row, meaning condition.Meaning) {
	if row.syscall == nil || action.MayProceed(r.value(row)) {
		return
	}
	for _, p := range row.parameters() {
		for _, name := range []string{p.Name, fmt.Sprint("arg", p.Position)} {
			if p.Kind == abi.Flags && slices.Contains(meaning.Equal, name) {
				what := fmt.Sprintf("== misses %s with another flag", name)
				hint := fmt.Sprintf("use &, as in %s & FLAG != 0, or in %[1]s & MASK == FLAG", name)
				r.warn(row.line.AtByte(colWhen, 0, what, hint), r.a)
			}
		}
	}
}

// conditionError returns the error for a problem with a row's condition. It adds a hint for
// an unknown name.
func (p *Policy) conditionError(row *Row, problem condition.Problem) csvfile.Error {
	switch {
	case p.constants[problem.Name] != nil:
		problem.What, problem.Hint = problem.Name+" has no value", "add a row const,ARCH/"+problem.Name+" for each architecture"
	case constants.Known(problem.Name):
		problem.What, problem.Hint = problem.Name+" does not exist", "write a row ARCH/NAME for each architecture with the constant"
	case problem.Name != "":
		problem.Hint = p.nameHint(row, problem)
	}
	return row.line.AtByte(colWhen, problem.Offset, problem.What, problem.Hint)
}

// nameHint returns the hint for an unknown name in a row's condition. A name without a
// capital may be meant for an argument.
func (p *Policy) nameHint(row *Row, problem condition.Problem) string {
	kind, names, list := "constant", p.constantNames, ""
	if row.syscall != nil && !token.IsExported(problem.Name) {
		kind, list = "argument of "+row.Syscall, row.parametersHint()
		names = func() []string {
			var all []string
			for _, p := range row.parameters() {
				all = append(all, p.Name)
			}
			return append(all, p.constantNames()...)
		}
	}
	meant, ok := p.hints.name(kind, problem.Name, names)
	switch {
	case ok && list != "":
		return "did you mean " + meant + "? " + list
	case ok:
		return "did you mean " + meant + "?"
	case list != "":
		return list
	}
	return problem.Hint
}

// value returns the SECCOMP_RET_* value of a row's action on the architecture.
func (r *resolver) value(row *Row) uint32 {
	value, ok := row.action.on(r.a)
	if !ok {
		r.report.fail(row.line.At(colAction, row.action.errno+" does not exist", "use an error of every architecture, or errno:N"), r.a)
	}
	return value
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
			hint = multiplexerHint(s, x, list)
		}
		r.report.fail(x.Row.line.AtByte(colWhen, x.obstacle.offset, x.obstacle.what, hint), r.a)
	}
}

// multiplexerHint returns the hint for x, a condition on an operation of the multiplexer s
// with a list of alternatives.
func multiplexerHint(s *catalog.Syscall, x alternative, list []alternative) string {
	if i := slices.IndexFunc(list, func(y alternative) bool { return y.opens(s) }); i >= 0 {
		return withoutMultiplexer(list[i].Row, x.Row.line, " before this row")
	}
	return fmt.Sprintf("add \"-%s\" after the last row that adds its operations, or \"%[1]s,errno:ENOSYS\" before this row", s.Name)
}

// errors returns the errors of all problems and rows.
func (r *report) errors(p *Policy) error {
	errs := append(slices.Clone(p.loadErrors), r.problems.list(r.selected)...)
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if e, found := r.noEffect(row); found && len(p.loadErrors) == 0 {
				errs = append(errs, e)
			}
		}
	}
	slices.SortFunc(errs, byMessage)
	return errs.Sorted()
}

// warningList returns the warnings in the order of the file.
func (r *report) warningList(p *Policy) csvfile.Warnings {
	list := append(r.warnings.list(r.selected), r.silent(p)...)
	_ = list.Sorted() // sorts in place
	return csvfile.Warnings(list)
}

// noEffect returns the error of a row without effect on every architecture.
func (r *report) noEffect(row *Row) (e csvfile.Error, found bool) {
	o := r.outcome(row)
	at := func(cell int, what, hint string) (csvfile.Error, bool) {
		return row.line.At(cell, what, hint), true
	}
	adds := row.kind == addOperation || row.kind == addEntryPoint
	removes := row.kind == removeOperation || row.kind == removeEntryPoint
	switch {
	case o.bound > 0 && o.always == o.bound:
		return at(colWhen, "the condition is always true", "leave the cell empty")
	case o.bound > 0 && o.never == o.bound:
		return at(colWhen, "the condition is never true", "")
	case o.compared && !o.differs && o.later != nil:
		return at(colSyscall, fmt.Sprintf("no effect: %s allows %s with the same arguments", o.later.line.Seen(row.line), row.syscall.Name), fmt.Sprintf("move this row after that line, with \"-%s\" between them", row.Syscall))
	case len(o.applies) == 0 || o.decides || adds && !o.contradicts:
		return csvfile.Error{}, false
	case adds && o.alone:
		return at(colSyscall, fmt.Sprintf("unreachable: %s already decides every %s", o.earlier.line.Seen(row.line), row.syscall.Name), unreachableHint(row, o.allowed))
	case adds:
		return at(colSyscall, fmt.Sprintf("unreachable: rows from %s on already decide every %s", o.earlier.line.Seen(row.line), row.syscall.Name), unreachableHint(row, o.allowed))
	case removes:
		return at(colSyscall, fmt.Sprintf("%s removes nothing: no earlier row adds %s", row.Syscall, row.Syscall[1:]), "")
	}
	return csvfile.Error{}, false
}

// unreachableHint returns the hint for a row shadowed by an earlier one. If both allow, a
// row with a condition is meant as a limit and must replace the earlier row: before it, it
// would have no effect. Other rows with a condition are exceptions and must come first: in
// place of the earlier row they would change the other arguments too. A row without a
// condition can be meant either way.
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

// notes returns the notes on all rows.
func (r *report) notes(p *Policy) []string {
	var out []string
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			for _, note := range r.rowNotes(row) {
				out = append(out, row.line.At(colSyscall, note, "").Error())
			}
		}
	}
	return out
}

// rowNotes returns the notes on a row: its syscall is missing on selected architectures, is
// a variant, or is decided alike by earlier rows.
func (r *report) rowNotes(row *Row) []string {
	if row.syscall == nil {
		return nil
	}
	var out []string
	o, name := r.outcome(row), row.syscall.Name
	missing := slices.DeleteFunc(slices.Clone(r.selected), func(a *arch.Arch) bool { return slices.Contains(o.applies, a) })
	if row.arch == nil && len(missing) > 0 {
		out = append(out, fmt.Sprintf("%s does not exist on %s; skipped there", name, architectures(missing)))
	}
	if row.arch == nil && len(row.syscall.Operations) == 1 {
		out = append(out, fmt.Sprintf("%s alone, a variant of %s", name, row.syscall.Operation()))
	}
	switch {
	case o.earlier == nil || o.decides:
	case o.alone:
		out = append(out, fmt.Sprintf("%s already decides %s alike", o.earlier.line.Seen(row.line), name))
	default:
		out = append(out, fmt.Sprintf("rows from %s on already decide %s alike", o.earlier.line.Seen(row.line), name))
	}
	return out
}

// architectures joins the names of architectures.
func architectures(list []*arch.Arch) string {
	return strings.Join(arch.Names(list), ", ")
}
