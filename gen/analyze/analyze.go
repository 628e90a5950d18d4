package analyze

import (
	"cmp"
	"fmt"
	"go/token"
	"os"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/assembly"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// Result holds the syscalls of a program on one architecture.
type Result struct {
	Arch    *arch.Arch
	Program *build.Program
	// Uses is ascending by syscall and operation.
	Uses []Use
	// Problems holds the places with unknown numbers. Without problems Uses is complete.
	Problems []flow.Problem

	arguments argumentValues
}

// Use is an operation of a program through one entry point.
type Use struct {
	// Syscall is the entry point: socketcall for socket on 386.
	Syscall *catalog.Syscall
	// Operation is what the program does by it, and the entry point itself where the selector
	// of a multiplexer is unknown.
	Operation string
	// Selectors holds the selectors of Operation, ascending. It is empty for other syscalls.
	Selectors []uint32
	// Chain leads from a function of the program, or an initializer of the standard library,
	// to the function with the number. A use without chain has a Note.
	Chain []string
	Note  string

	origin origin
}

// finding is a number in a function.
type finding struct {
	number   uint32
	function string
	// note stands in place of a function.
	note string
	// selector is the first argument of a multiplexer, negative if unknown.
	selector int64
	pos      token.Position
}

// analysis is one run of Run.
type analysis struct {
	catalog *catalog.Catalog
	arch    *arch.Arch
	// names holds the names of syscalls by number.
	names   map[uint32]string
	program *build.Program
	world   *flow.World
	// work is a temporary folder; headers holds the folders of go_asm.h.
	work      string
	headers   map[*build.Package]string
	functions []*assembly.Function
	found     []finding
	problems  []flow.Problem
	arguments argumentValues
}

// Run builds a program and finds its syscalls.
func Run(c *catalog.Catalog, config build.Config) (*Result, error) {
	work, err := os.MkdirTemp("", "seccompgen")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(work)
	program, err := build.Build(config, work)
	if err != nil {
		return nil, err
	}
	return find(c, program, work)
}

// newWorld is a variable for tests: they keep the packages of the standard library.
var newWorld = flow.New

// find finds the syscalls of a program with work as a temporary folder.
func find(c *catalog.Catalog, program *build.Program, work string) (*Result, error) {
	world, err := newWorld(program)
	if err != nil {
		return nil, err
	}
	goarch := arch.ByGOARCH(program.GOARCH)
	a := &analysis{
		catalog: c, arch: goarch, names: c.Names(goarch), program: program, world: world,
		work: work, headers: make(map[*build.Package]string),
	}
	for _, step := range []func() error{a.readAssembly, a.findNumbers, a.findArguments, a.findPlugins, a.addKernel} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	uses := a.uses()
	slices.SortFunc(a.problems, flow.Problem.Compare)
	return &Result{goarch, program, uses, slices.Compact(a.problems), a.arguments}, nil
}

// findNumbers finds the numbers at all syscall instructions.
func (a *analysis) findNumbers() error {
	for _, f := range a.functions {
		if !a.world.Live(f.Symbol) {
			continue
		}
		for _, s := range f.Sites {
			if err := a.findAt(f, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// findAt finds the numbers at one syscall instruction.
func (a *analysis) findAt(f *assembly.Function, s assembly.Site) error {
	numbers, err := a.values(f, s.Pos, s.Number, false)
	if err != nil {
		return err
	}
	a.problems = append(a.problems, numbers.Problems...)
	for _, v := range numbers.Values {
		found := finding{number: uint32(v.Number), function: v.Function, selector: -1, pos: v.Pos}
		if named := a.syscall(found.number); named == nil || !named.Multiplexer() {
			a.found = append(a.found, found)
			continue
		}
		if err := a.addSelectors(f, s, found); err != nil {
			return err
		}
	}
	return nil
}

// addSelectors adds the finding of a multiplexer once per selector. The selectors are known
// if the number is a constant of the assembly: both registers then belong together.
func (a *analysis) addSelectors(f *assembly.Function, s assembly.Site, found finding) error {
	values, err := a.values(f, s.Pos, s.Arguments[0], true)
	if err != nil {
		return err
	}
	if len(s.Number.Parameters) > 0 || len(values.Problems) > 0 {
		a.found = append(a.found, found)
		return nil
	}
	for _, v := range values.Values {
		found.function, found.selector, found.pos = v.Function, int64(uint32(v.Number)), v.Pos
		a.found = append(a.found, found)
	}
	return nil
}

// values returns the values of a register at a syscall instruction. If brief, it stops at
// the first problem.
func (a *analysis) values(f *assembly.Function, pos string, v assembly.Values, brief bool) (*flow.Result, error) {
	out := &flow.Result{}
	at := flow.FilePosition(pos)
	fail := func(format string, args ...any) {
		out.Problems = append(out.Problems, flow.Problem{Pos: at, Text: fmt.Sprintf(format, args...)})
	}
	if v.Problem != "" {
		fail("%s: %s", f.Symbol, v.Problem)
	}
	for _, n := range v.Numbers {
		out.Values = append(out.Values, flow.Value{Number: n, Function: f.Symbol, Pos: at})
	}
	for _, p := range v.Parameters {
		if brief && len(out.Problems) > 0 {
			break
		}
		declared, err := a.world.Function(f.Symbol)
		if err != nil {
			return nil, err
		}
		if declared == nil {
			fail("%s has no declaration in Go", f.Symbol)
			continue
		}
		i, ok := a.world.ParameterAt(declared, p.Name, p.Offset)
		if !ok {
			fail("the declaration of %s in Go has no parameter %s at this offset", f.Symbol, p.Name)
			continue
		}
		result, err := a.world.Parameter(declared, i, brief)
		if err != nil {
			return nil, err
		}
		out.Values, out.Problems = append(out.Values, result.Values...), append(out.Problems, result.Problems...)
	}
	return out, nil
}

// syscall returns the syscall with a number, or nil.
func (a *analysis) syscall(number uint32) *catalog.Syscall {
	name, ok := a.names[number]
	if !ok {
		return nil
	}
	i, _ := slices.BinarySearchFunc(a.catalog.Syscalls, name, func(s catalog.Syscall, name string) int { return cmp.Compare(s.Name, name) })
	return &a.catalog.Syscalls[i]
}

// uses groups the findings by syscall and operation. The best chain explains each.
func (a *analysis) uses() []Use {
	grouped := make(map[[2]string]*Use)
	for _, f := range a.found {
		s := a.syscall(f.number)
		if s == nil {
			a.problems = append(a.problems, flow.Problem{Pos: f.pos, Text: fmt.Sprintf("number %d is no syscall of %s", int32(f.number), a.arch.GOARCH)})
			continue
		}
		key := [2]string{s.Name, f.operation(s)}
		if grouped[key] == nil {
			grouped[key] = &Use{Syscall: s, Operation: key[1]}
		}
		a.explain(grouped[key], f)
	}
	var out []Use
	for _, u := range grouped {
		slices.Sort(u.Selectors)
		u.Selectors = slices.Compact(u.Selectors)
		out = append(out, *u)
	}
	slices.SortFunc(out, compareUses)
	return out
}

// explain adds the selector and the reason of a finding to its use.
func (a *analysis) explain(u *Use, f finding) {
	if u.Syscall.Multiplexer() && u.Operation != u.Syscall.Name {
		u.Selectors = append(u.Selectors, uint32(f.selector))
	}
	if f.note != "" {
		u.Note = f.note
		return
	}
	if chain, from := a.chain(f.function); u.Chain == nil || compareChains(from, u.origin, chain, u.Chain) < 0 {
		u.Chain, u.origin = chain, from
	}
}

// operation returns the operation of a finding, a number of s.
func (f finding) operation(s *catalog.Syscall) string {
	if !s.Multiplexer() {
		return s.Operation()
	}
	for _, operation := range s.Operations {
		mask, values, ok := abi.Selectors(s.Name, operation)
		if ok && f.selector >= 0 && slices.Contains(values, uint32(f.selector)&mask) {
			return operation
		}
	}
	return s.Name
}

// compareUses orders uses by syscall, then by operation.
func compareUses(x, y Use) int {
	return cmp.Or(strings.Compare(x.Syscall.Name, y.Syscall.Name), strings.Compare(x.Operation, y.Operation))
}

// compareChains orders chains by origin, by length, then by their text.
func compareChains(from, other origin, x, y []string) int {
	return cmp.Or(cmp.Compare(from, other), cmp.Compare(len(x), len(y)), slices.Compare(x, y))
}
