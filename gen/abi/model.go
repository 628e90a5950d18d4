package abi

import (
	"slices"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// syscall joins the files' data about one syscall.
type syscall struct {
	name string
	// operation is the syscall itself, except for a variant.
	operation *syscall
	// prototypes holds the prototype by architecture.
	prototypes map[string]*Prototype
	// facts holds the rows of review.csv by parameter.
	facts map[string]fact
	// differences holds the rows of differences.csv in order.
	differences []difference
	reference   reference
	// places holds the places of the syscall's own parameters by architecture.
	places map[string][]place
	// answers holds the results of [Find] by architecture and position.
	answers map[string][]answer
}

// answer is a result of [Find].
type answer struct {
	// own is the index of the syscall's own parameter, or -1.
	own      int
	argument Argument
	why      string
}

// reference is the prototype that gives the positions and the names of a syscall's
// parameters.
type reference struct {
	goarch     string
	parameters []parameter
}

// parameter is a parameter of a reference.
type parameter struct {
	Parameter
	// kernel is the kernel's name, for matching.
	kernel string
	signed bool
	// bits limits the bits on all architectures, 0 for no limit.
	bits int
}

// find returns a syscall of the catalog, or nil. Tests show that the embedded files are valid.
func find(name string) *syscall {
	if complete := all()[name]; complete != nil {
		return complete()
	}
	return nil
}

// all holds the functions of find by name: to complete every syscall takes longer than most
// programs need.
var all = sync.OnceValue(join)

// join joins the files. Each function completes its syscall once.
func join() map[string]func() *syscall {
	c, err := catalog.Shipped()
	if err != nil {
		panic(err)
	}
	declared := make(map[string]Prototypes)
	for _, p := range slices.Concat(byHand(), generated()) {
		declared[p.Syscall] = append(declared[p.Syscall], p)
	}
	syscalls := make(map[string]*syscall, len(c.Syscalls))
	for i := range c.Syscalls {
		syscalls[c.Syscalls[i].Name] = &syscall{name: c.Syscalls[i].Name, facts: make(map[string]fact)}
	}
	for _, f := range reviewed() {
		f.apply(syscalls)
	}
	for _, d := range different() {
		d.apply(syscalls)
	}
	functions := make(map[string]func() *syscall, len(syscalls))
	for i := range c.Syscalls {
		row := &c.Syscalls[i]
		s := syscalls[row.Name]
		functions[row.Name] = sync.OnceValue(func() *syscall {
			s.operation = s
			if name := row.Operation(); name != s.name {
				s.operation = functions[name]()
			}
			s.complete(row, declared[s.name])
			return s
		})
	}
	return functions
}

// complete sets all that follows from the prototypes and the operation.
func (s *syscall) complete(row *catalog.Syscall, declared Prototypes) {
	s.declare(row, declared)
	s.place()
	s.refer()
	s.answer()
}

// declare sets the prototypes of a syscall on its architectures. After an update of the
// catalog alone a syscall may lack them: a test fails, and no condition is possible.
func (s *syscall) declare(row *catalog.Syscall, declared Prototypes) {
	s.prototypes = make(map[string]*Prototype)
	for _, a := range arch.All {
		if _, ok := row.Number(a); !ok {
			continue
		}
		if p := declared.Find(s.name, a.GOARCH); p != nil {
			s.prototypes[a.GOARCH] = p
		}
	}
}

// refer sets the reference: the prototype of amd64, or without it that of most
// architectures, and of several the first.
func (s *syscall) refer() {
	best, most := "", 0
	for _, a := range arch.All {
		p := s.prototypes[a.GOARCH]
		if p == nil {
			continue
		}
		count := 0
		for _, q := range s.prototypes {
			if p.SameParameters(*q) {
				count++
			}
		}
		if count > most || a.GOARCH == "amd64" {
			best, most = a.GOARCH, count
		}
		if a.GOARCH == "amd64" {
			break
		}
	}
	s.reference.goarch = best
	for i, x := range s.places[best] {
		s.reference.parameters = append(s.reference.parameters, s.parameter(i, x))
	}
}

// parameter returns the parameter at a place of the reference.
func (s *syscall) parameter(position int, x place) parameter {
	p := parameter{Parameter{x.Name, position, Integer}, x.Name, x.signed, 0}
	if x.pointer {
		p.Kind = Pointer
	}
	f := s.facts[x.Name]
	if f.unnamed {
		p.Name = ""
	}
	if f.flags {
		p.Kind = Flags
	}
	if f.bits > 0 {
		p.bits, p.signed = f.bits, f.signed
	}
	return p
}

// place sets the places of the syscall's own parameters. They have the bits and the sign
// of review.csv.
func (s *syscall) place() {
	s.places = make(map[string][]place)
	for goarch, p := range s.prototypes {
		list := p.places(goarch)
		for i := range list {
			if f := s.facts[list[i].Name]; f.bits > 0 {
				list[i].bits, list[i].signed = min(list[i].bits, f.bits), f.signed
			}
		}
		s.places[goarch] = list
	}
}

// answer sets the results of [Find].
func (s *syscall) answer() {
	s.answers = make(map[string][]answer)
	for goarch := range s.prototypes {
		for _, p := range s.operation.reference.parameters {
			x := answer{own: -1}
			if x.own, x.why = s.counterpart(goarch, p); x.why == "" {
				x.argument, x.why = s.places[goarch][x.own].argument(goarch)
			}
			if x.why == "" {
				x.argument.Signed = p.signed
				if p.bits > 0 {
					x.argument.Bits = min(x.argument.Bits, p.bits)
				}
				if s.places[goarch][x.own].oldID() {
					x.argument.Wide = 32
				}
			}
			s.answers[goarch] = append(s.answers[goarch], x)
		}
	}
}

// counterpart returns the index of the syscall's own parameter for a parameter of its
// operation, or the reason why there is none for a filter to check.
func (s *syscall) counterpart(goarch string, p parameter) (own int, why string) {
	list := s.places[goarch]
	named := func(name string) int {
		return slices.IndexFunc(list, func(x place) bool { return x.Name == name })
	}
	for _, d := range s.differences {
		if !d.covers(goarch, p.kernel) {
			continue
		}
		if own = named(d.own); own < 0 && d.why == "" {
			return -1, missing
		}
		return own, d.why
	}
	if i := named(p.kernel); i >= 0 {
		return i, ""
	}
	if s.alike(list, p) {
		return p.Position, ""
	}
	return -1, missing
}

// alike reports whether the parameter at the position of p is the same under another
// name: its name is not one of the operation's, and both are pointers or both are not.
func (s *syscall) alike(list []place, p parameter) bool {
	if p.Position >= len(list) || list[p.Position].pointer != (p.Kind == Pointer) {
		return false
	}
	return !slices.ContainsFunc(s.operation.reference.parameters, func(q parameter) bool { return q.kernel == list[p.Position].Name })
}

// entry returns the syscall's own parameters on an architecture. Those of the operation
// have its names and kinds.
func (s *syscall) entry(goarch string) []Taken {
	var list []Taken
	for i, x := range s.places[goarch] {
		own := s.parameter(i, x)
		for position, y := range s.answers[goarch] {
			if p := s.operation.reference.parameters[position]; y.own == i {
				own.Name, own.signed = p.Name, p.signed
				if own.Kind == Integer {
					own.Kind = p.Kind
				}
			}
		}
		list = append(list, x.taken(own, goarch)...)
	}
	return list
}

// taken returns the arguments of x for a row about one entry point: several for a
// parameter split over registers.
func (x place) taken(p parameter, goarch string) []Taken {
	if x.registers == 1 {
		a, why := x.argument(goarch)
		a.Signed = p.signed && why == ""
		p.Position = x.index
		return []Taken{{p.Parameter, a, why}}
	}
	var list []Taken
	for i := range x.registers {
		half := place{ctype: ctype{bits: 32}, index: x.index + i, registers: 1}
		a, why := half.argument(goarch)
		list = append(list, Taken{Parameter{Position: half.index}, a, why})
	}
	return list
}
