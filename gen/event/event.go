package event

import (
	"fmt"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Event is one execution of a syscall, as a filter sees it.
type Event struct {
	Arch   *arch.Arch
	Number uint32
	// Args holds the arguments as registers of Arch. Known lists those with a value.
	Args  [6]uint64
	Known Arguments
}

// Arguments is a set of arguments: bit i stands for argument i.
type Arguments uint8

// AllArguments holds the six arguments.
const AllArguments Arguments = 1<<6 - 1

// Has reports whether argument i is in k.
func (k Arguments) Has(i int) bool { return k&(1<<i) != 0 }

// tables holds the syscalls of the built-in catalog by [arch.Arch.Index] and number.
var tables = sync.OnceValue(func() []map[uint32]*catalog.Syscall {
	list := make([]map[uint32]*catalog.Syscall, len(arch.All))
	for i := range list {
		list[i] = make(map[uint32]*catalog.Syscall)
	}
	for s := range syscalls() {
		for i, a := range arch.All {
			if n, ok := s.Number(a); ok {
				list[i][n] = s
			}
		}
	}
	return list
})

// Syscall returns the syscall of the built-in catalog with the number of e, or nil.
func (e Event) Syscall() *catalog.Syscall { return tables()[e.Arch.Index][e.Number] }

// Number returns the number of a syscall on a, as [Event.Name] writes its name without a
// convention.
func Number(name string, a *arch.Arch) (n uint32, ok bool) {
	if s := byName()[name]; s != nil {
		return s.Number(a)
	}
	return 0, false
}

// Foreign returns the calling convention of a number outside the one of the architecture:
// x32, o32, n32 or n64. It returns "" for others.
func (e Event) Foreign() string {
	return e.Arch.ForeignNames(interval.Interval{First: e.Number, Last: e.Number})
}

// Name returns the name of the syscall: "socket". Before that of another calling
// convention stands its name: "x32 socket". A number without a name is "syscall 600".
func (e Event) Name() string {
	if s := e.Syscall(); s != nil {
		return s.Name
	}
	convention := e.Foreign()
	if convention == "" {
		return fmt.Sprintf("syscall %d", int32(e.Number))
	}
	name, number := foreignName(convention, e)
	if name == "" {
		name = fmt.Sprintf("syscall %d", number)
	}
	return convention + " " + name
}

// String returns the syscall with its arguments: kill(pid=7, sig=SIGKILL). Without known
// arguments it is the name. An unknown argument is "?".
func (e Event) String() string {
	if e.Known == 0 {
		return e.Name()
	}
	var parts []string
	if e.Syscall() == nil {
		for i, v := range e.Args {
			if e.Known.Has(i) {
				parts = append(parts, fmt.Sprintf("arg%d=%#x", i, v))
			}
		}
	}
	for _, p := range e.parameters() {
		parts = append(parts, p.text(e))
	}
	return e.Name() + "(" + strings.Join(parts, ", ") + ")"
}

// parameter is a parameter of an event's syscall. operation is the name of its operation.
type parameter struct {
	abi.Taken
	operation string
}

// parameters returns the parameters of e that have an argument.
func (e Event) parameters() []parameter {
	s := e.Syscall()
	if s == nil {
		return nil
	}
	var list []parameter
	for _, t := range abi.Entry(s.Name, e.Arch.GOARCH) {
		if t.Position >= len(e.Args) {
			continue
		}
		if t.Bits == 0 {
			// A parameter of which a filter cannot be sure: it has the bits of a register.
			t.Bits = e.Arch.Width
		}
		list = append(list, parameter{t, s.Operation()})
	}
	return list
}

// Used returns the bits of each argument that the kernel uses: all for a number without a
// syscall.
func (e Event) Used() [6]uint64 {
	var used [6]uint64
	for i := range used {
		if e.Syscall() == nil {
			used[i] = low(1<<64-1, e.Arch.Width)
		}
	}
	for _, p := range e.parameters() {
		used[p.Position] |= low(1<<64-1, p.Bits)
	}
	return used
}

// value returns the bits of the parameter in e.
func (p parameter) value(e Event) uint64 { return low(e.Args[p.Position], p.Bits) }

// low returns the low bits of v.
func low(v uint64, bits int) uint64 { return v << (64 - bits) >> (64 - bits) }

// text returns name=value.
func (p parameter) text(e Event) string {
	name := p.Name
	if name == "" {
		name = fmt.Sprintf("arg%d", p.Position)
	}
	switch {
	case !e.Known.Has(p.Position):
		return name + "=?"
	case p.Position == 0 && e.Syscall().Multiplexer():
		if operation := e.selected(); operation != "" {
			return fmt.Sprintf("%s=%d %s", name, p.value(e), operation)
		}
	}
	w := p.words(e)
	if word := w.name(p.value(e), p.Bits, e.Arch); word != "" {
		return name + "=" + word
	}
	return name + "=" + p.number(p.value(e), w)
}

// Constants returns the name of argument i by constants: AF_UNIX, or O_RDWR|O_CREAT. It
// returns "" without one.
func (e Event) Constants(i int) string {
	for _, p := range e.parameters() {
		if p.Position == i && (i > 0 || !e.Syscall().Multiplexer()) {
			return p.words(e).name(p.value(e), p.Bits, e.Arch)
		}
	}
	return ""
}

// plain limits the numbers written in decimal, if they have no sign.
const plain = 1 << 20

// number returns a value without a constant.
func (p parameter) number(v uint64, w words) string {
	switch {
	case v == 0:
		return "0"
	case w.octal:
		return fmt.Sprintf("0o%o", v)
	case p.Kind == abi.Integer && p.Signed:
		return fmt.Sprint(int64(v) << (64 - p.Bits) >> (64 - p.Bits))
	case p.Kind == abi.Integer && v < plain:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%#x", v)
}

// selected returns the operation that a multiplexer's first argument selects, or "".
func (e Event) selected() string {
	s := e.Syscall()
	if s == nil || !s.Multiplexer() || !e.Known.Has(0) {
		return ""
	}
	for _, operation := range s.Operations {
		mask, values, _ := abi.Selectors(s.Name, operation)
		for _, v := range values {
			if uint32(e.Args[0])&mask == v {
				return operation
			}
		}
	}
	return ""
}
