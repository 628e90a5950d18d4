package document

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// form is the form of a row's syscall.
type form uint8

const (
	// operation covers all entry points of an operation: stat.
	operation form = iota
	// entryPoint covers a variant or a multiplexer on each architecture: stat64.
	entryPoint
	// onOne covers one syscall on one architecture: amd64/stat.
	onOne
)

// entry is a syscall on an architecture, with its rules.
type entry struct {
	*catalog.Syscall
	arch  *arch.Arch
	rules []Rule
}

// words finds the words of a row's condition.
type words struct {
	form
	// syscall is the name in the row.
	syscall *catalog.Syscall
	// covered lists the entry points with the row's rules.
	covered []entry
}

// register is a register as the condition of a row names it.
type register struct {
	name string
	// parameter is the name of the parameter, or empty.
	parameter string
	// bits is the least width of the parameter among the covered entry points. exact is
	// false if its value is not that of the bits: it has a sign, or is widened. whole
	// reports whether it has all bits of the register everywhere.
	bits         int
	exact, whole bool
	pointer      bool
}

var amd64 = arch.ByGOARCH("amd64")

// register returns the register of an argument. why is empty, or the reason why the row
// cannot name it. It completes "argument 2 of NAME".
func (w words) register(arg int) (r register, why string) {
	for _, p := range w.parameters() {
		at, reason := w.places(p, arg)
		if reason != "" {
			why = reason
			continue
		}
		if at == nil {
			continue
		}
		r = register{name: p.Name, parameter: p.Name, bits: 64, exact: true, whole: true, pointer: p.Kind == abi.Pointer}
		if _, reason, _ := w.place(w.covered[0], p, arg); p.Name == "" || reason != "" {
			r.name, r.parameter = fmt.Sprint("arg", arg), ""
		}
		if w.form != onOne && w.syscall.Numbers[amd64.Index] == catalog.NoNumber {
			// Package policy checks the condition on the first architecture too: 386 or arm.
			r.bits = 32
		}
		for i, x := range at {
			width := w.covered[i].arch.Width
			r.bits, r.whole = min(r.bits, x.Bits), r.whole && x.Bits == width
			r.exact = r.exact && (p.Name == "" || !x.Signed && x.Wide <= x.Bits)
		}
		return r, ""
	}
	if why == "" {
		why = "does not exist"
	}
	return register{}, why
}

// parameters lists the parameters that the row's condition may name.
func (w words) parameters() []abi.Parameter {
	if w.form != onOne {
		return abi.Parameters(w.syscall.Name)
	}
	var list []abi.Parameter
	for _, t := range abi.Entry(w.syscall.Name, w.covered[0].arch.GOARCH) {
		list = append(list, t.Parameter)
	}
	return list
}

// places returns how each covered entry point takes a parameter, if all have it in register
// arg; otherwise nil. why is the reason if it is there and a filter cannot check it.
func (w words) places(p abi.Parameter, arg int) (list []abi.Argument, why string) {
	for _, e := range w.covered {
		a, reason, ok := w.place(e, p, arg)
		switch {
		case !ok:
			return nil, ""
		case reason != "" && w.form == onOne:
			// A row for one entry point may test the register all the same.
			a = abi.Argument{Index: arg, Bits: e.arch.Width}
		case reason != "":
			return nil, reason
		}
		list = append(list, a)
	}
	return list, ""
}

// place returns how an entry point takes a parameter. ok is false if it has it elsewhere.
// A parameter without a name has the number of its register in the row.
func (w words) place(e entry, p abi.Parameter, arg int) (a abi.Argument, why string, ok bool) {
	if w.form == operation {
		a, why = abi.Find(e.Name, e.arch.GOARCH, p.Position)
		return a, why, why == "" && a.Index == arg && (p.Name != "" || p.Position == arg)
	}
	for _, t := range abi.Entry(e.Name, e.arch.GOARCH) {
		if t.Position == arg && t.Name == p.Name && (p.Name != "" || p.Position == arg) {
			return t.Argument, t.Why, true
		}
	}
	return abi.Argument{}, "", false
}

// subject returns the left side of a test: the parameter, if it has the bits of the test,
// and otherwise the whole register.
func (w words) subject(r register, t Test) string {
	fits := t.Value>>(r.bits-1)>>1 == 0
	switch {
	case t.Op == Masked || t.Op == NotMasked:
		if fits && t.Mask>>(r.bits-1)>>1 == 0 {
			return r.name
		}
	case t.Op == Equal || t.Op == NotEqual:
		if fits && r.whole && r.name != "" && (r.exact || r.bits == 64) {
			return r.name
		}
	case fits && r.whole && r.exact:
		return r.name
	}
	return "uint64(" + r.name + ")"
}

// test returns the text of a test.
func (w words) test(t Test) string {
	r, _ := w.register(t.Arg)
	value, mask := w.constant(r, t.Value), w.constant(r, t.Mask)
	switch t.Op {
	case Less, LessOrEqual, Greater, GreaterOrEqual:
		value = number(t.Value)
	}
	if t.Constant != "" {
		value, mask = t.Constant, t.Constant
	}
	left := w.subject(r, t)
	if t.Op == Masked || t.Op == NotMasked {
		left += " & " + operand(mask)
		value = w.constant(r, t.Value)
	}
	return fmt.Sprintf("%s %s %s", left, operators[t.Op], value)
}

// constant returns a value as a constant of the parameter, if it has the value on all
// covered architectures, and otherwise as a number.
func (w words) constant(r register, v uint64) string {
	if r.parameter != "" {
		for i, e := range w.covered {
			name := event.Constant(w.syscall.Operation(), r.parameter, v, r.bits, e.arch)
			if name == "" || i > 0 && name != event.Constant(w.syscall.Operation(), r.parameter, v, r.bits, w.covered[0].arch) {
				break
			}
			if i == len(w.covered)-1 {
				return name
			}
		}
	}
	return number(v)
}

// number returns a number as a condition has it.
func number(v uint64) string {
	if v < 10 {
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%#x", v)
}

// operand returns constants joined by | in parentheses.
func operand(constant string) string {
	for _, c := range constant {
		if c == '|' {
			return "(" + constant + ")"
		}
	}
	return constant
}
