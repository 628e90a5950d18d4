package symbolic

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// None returns the result of a process without a filter.
func None(space *argset.Space) Result {
	return Result{Space: space, Returns: map[uint32]argset.Set{action.Allow: argset.All}}
}

// Stack returns the result of the filters of a process, the first installed one first. Of
// their actions the strictest wins, and of equal ones that of the newest filter (kernel/
// seccomp.c, seccomp_run_filters). The sets of all are in space.
func Stack(filters []Result, space *argset.Space) (out Result, err error) {
	out = None(space)
	if !space.Within(limit(space), func() {
		for _, f := range slices.Backward(filters) {
			out = out.with(f)
		}
	}) {
		return Result{}, fmt.Errorf("%d filters together take too much work; the process is beyond exact evaluation", len(filters))
	}
	return out, nil
}

// with returns the result of newer filters and an older one.
func (r Result) with(older Result) Result {
	returns := make(map[uint32]argset.Set)
	for _, a := range slices.Sorted(maps.Keys(r.Returns)) {
		for _, b := range slices.Sorted(maps.Keys(older.Returns)) {
			value := Stricter(b, a)
			if both := r.Space.And(r.Returns[a], older.Returns[b]); both != argset.None {
				returns[value] = r.Space.Or(returns[value], both)
			}
		}
	}
	return Result{Space: r.Space, Returns: returns}
}

// Stricter returns the value of two filters, an older and a newer one.
func Stricter(older, newer uint32) uint32 {
	if int32(class(older)) < int32(class(newer)) {
		return older
	}
	return newer
}

// class returns the action of a value without its operand.
func class(value uint32) uint32 { return value &^ 0xffff }
