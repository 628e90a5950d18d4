package policy

import (
	"fmt"
	"go/token"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

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
