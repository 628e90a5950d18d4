package flow

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Call is a call with the number of a syscall and its arguments.
type Call struct {
	Number int64

	at        place
	arguments Arguments
}

// Arguments holds the values of the arguments of a syscall, nil if unknown.
type Arguments [6]ssa.Value

// Positions holds the parameters with the arguments of a syscall, -1 for none.
type Positions [6]int

// Argument returns the values of argument k of the syscall, or one problem if unknown.
func (w *World) Argument(c Call, k int) (*Result, error) {
	r := &resolver{World: w, seen: make(map[followed]bool), brief: true, result: &Result{}}
	if c.arguments[k] == nil {
		return r.result, r.fail(c.at.pos, "the argument is unknown")
	}
	err := r.value(c.arguments[k], c.at)
	return r.result, err
}

// tracer follows the number and the arguments of syscalls together, up to the calls with
// the number.
type tracer struct {
	*World
	seen  map[traced]bool
	calls []Call
}

// traced is a call with the known arguments there.
type traced struct {
	call      ssa.CallInstruction
	number    int
	arguments Positions
	fixed     Arguments
}

// Calls returns the calls of f with the numbers of syscalls. Parameter number of f is the
// number, and arguments lists those with the arguments.
func (w *World) Calls(f *ssa.Function, number int, arguments Positions) ([]Call, error) {
	t := &tracer{World: w, seen: make(map[traced]bool)}
	err := t.trace(f, number, arguments, Arguments{})
	return t.calls, err
}

// trace follows the calls of f. An argument that is no parameter of f has its value in
// fixed, or is unknown.
func (t *tracer) trace(f *ssa.Function, number int, arguments Positions, fixed Arguments) error {
	if err := t.loadUsers(packageOf(f).Path(), f.Name(), t.keyOf(f)); err != nil {
		return err
	}
	for _, s := range t.sites[t.keyOf(f)] {
		args := s.call.Common().Args
		key := traced{s.call, number, arguments, fixed}
		if t.seen[key] || number >= len(args) {
			continue
		}
		t.seen[key] = true
		values := fixed
		for k, i := range arguments {
			if i >= 0 && i < len(args) {
				values[k] = args[i]
			}
		}
		if err := t.traceCall(s, args[number], values); err != nil {
			return err
		}
	}
	for _, from := range t.references(t.keyOf(f)) {
		if jumper := t.functions[t.Canonical(from.Function)]; from.Tail && jumper != nil {
			if err := t.trace(jumper, number, arguments, fixed); err != nil {
				return err
			}
		}
	}
	return nil
}

// traceCall follows one call. If the number is a parameter of the caller, the calls
// of the caller follow.
func (t *tracer) traceCall(s site, number ssa.Value, values Arguments) error {
	if p, ok := unconverted(number).(*ssa.Parameter); ok && s.caller.Parent() == nil {
		var next Positions
		for k, v := range values {
			next[k] = -1
			if q, ok := unconverted(v).(*ssa.Parameter); ok {
				next[k], values[k] = slices.Index(s.caller.Params, q), nil
			}
		}
		return t.trace(s.caller, slices.Index(s.caller.Params, p), next, values)
	}
	at := place{s.call, s.caller, s.call.Pos()}
	r := &resolver{World: t.World, seen: make(map[followed]bool), result: &Result{}}
	if err := r.value(number, at); err != nil {
		return err
	}
	for _, v := range r.result.Values {
		t.calls = append(t.calls, Call{v.Number, at, values})
	}
	return nil
}

// unconverted returns the operand of conversions that keep at least 32 bits.
func unconverted(v ssa.Value) ssa.Value {
	for {
		c, ok := v.(*ssa.Convert)
		if !ok || !isInteger(c.Type()) || !isInteger(c.X.Type()) || isNarrow(c.Type()) {
			return v
		}
		v = c.X
	}
}

// isNarrow reports whether an integer type has fewer than 32 bits.
func isNarrow(t types.Type) bool {
	switch t.Underlying().(*types.Basic).Kind() {
	case types.Int8, types.Uint8, types.Int16, types.Uint16:
		return true
	}
	return false
}
