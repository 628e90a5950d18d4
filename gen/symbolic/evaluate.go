package symbolic

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// Result holds the outcomes of a program, or of several.
type Result struct {
	// Space holds all sets. They are sets of architectures, numbers and arguments.
	Space *argset.Space
	// Returns holds the inputs of each returned value: disjoint sets, and all inputs.
	Returns map[uint32]argset.Set
	// Reached holds for each instruction the inputs to execute it.
	Reached []argset.Set
}

const (
	// maxWork limits the work for a program, in steps of [argset.Space.Work].
	maxWork = 30e6
	// maxValues limits the values of a return of A.
	maxValues = 4096
)

// limit returns the steps for an operation: maxWork, or those left of a caller's limit.
func limit(space *argset.Space) int { return min(maxWork, space.Left()) }

// evaluator executes a program.
type evaluator struct {
	*argset.Space
	program   []bpf.Instruction
	bigEndian bool
	live      []registerSet
	// states holds the state before each instruction with inputs.
	states []*state
	Result
}

// state holds the inputs to arrive at an instruction, and the registers in use from there
// on. The others are nil.
type state struct {
	when argset.Set
	regs [registers]argset.Value
}

// Evaluate executes a program on all inputs. The sets of the result are in space. It is an
// error if the kernel refuses the program, if it loads the instruction pointer, or if the
// sets are too large.
func Evaluate(program []bpf.Instruction, space *argset.Space, bigEndian bool) (Result, error) {
	if err := bpf.Check(program); err != nil {
		return Result{}, err
	}
	e := &evaluator{Space: space, program: program, bigEndian: bigEndian, live: live(program), states: make([]*state, len(program))}
	e.Result = Result{Space: space, Returns: make(map[uint32]argset.Set), Reached: make([]argset.Set, len(program))}
	first := &state{when: argset.All}
	first.regs[regA], first.regs[regX] = constant(0), constant(0)
	e.states[0] = first
	var err error
	at := 0
	if !space.Within(limit(space), func() {
		for at = 0; at < len(program) && err == nil; at++ {
			err = e.step(at)
		}
	}) {
		return Result{}, fmt.Errorf("instruction %d: the values up to here take too much work; the program is beyond exact evaluation", at)
	}
	if err != nil {
		return Result{}, err
	}
	return e.Result, nil
}

// step executes the instruction at pc.
func (e *evaluator) step(pc int) error {
	s, i := e.states[pc], e.program[pc]
	if s == nil {
		return nil
	}
	e.Reached[pc], e.states[pc] = s.when, nil
	targets := i.Successors(pc)
	switch code, _ := i.Operation(); {
	case code == bpf.Return:
		e.returns(i.K, s.when)
		return nil
	case code == bpf.ReturnA:
		return e.returnA(pc, s)
	case i.Kind() == bpf.Test:
		yes := e.test(i, s)
		e.flow(targets[0], s, e.And(s.when, yes))
		e.flow(targets[1], s, e.Minus(s.when, yes))
		return nil
	case i.Kind() == bpf.Jump:
		e.flow(targets[0], s, s.when)
		return nil
	case code == bpf.LoadAbs && (i.K == 8 || i.K == 12):
		return fmt.Errorf("instruction %d: loads the instruction pointer; the program decides by the address of the code, beyond its syscalls", pc)
	case code == bpf.Divide:
		// Division by a zero X returns 0.
		zero := e.And(s.when, e.equal(e.operand(i, s), constant(0)))
		e.returns(0, zero)
		s.when = e.Minus(s.when, zero)
	}
	e.execute(i, s)
	e.flow(targets[0], s, s.when)
	return nil
}

// returns adds inputs of a returned value.
func (e *evaluator) returns(value uint32, when argset.Set) {
	if when != argset.None {
		e.Returns[value] = e.Or(e.Returns[value], when)
	}
}

// returnA adds the inputs of each value of A.
func (e *evaluator) returnA(pc int, s *state) error {
	var divide func(bit int, value uint32, when argset.Set)
	divide = func(bit int, value uint32, when argset.Set) {
		switch {
		case when == argset.None || len(e.Returns) > maxValues:
		case bit < 0:
			e.returns(value, when)
		default:
			yes := s.regs[regA][bit]
			divide(bit-1, value, e.Minus(when, yes))
			divide(bit-1, value|1<<bit, e.And(when, yes))
		}
	}
	divide(wordBits-1, 0, s.when)
	if len(e.Returns) > maxValues {
		return fmt.Errorf("instruction %d: returns over %d values; the program is beyond exact evaluation", pc, maxValues)
	}
	return nil
}

// flow adds the inputs in when of state s to those of the instruction at target.
func (e *evaluator) flow(target int, s *state, when argset.Set) {
	if when == argset.None {
		return
	}
	next := e.states[target]
	if next == nil {
		next = &state{when: when}
		for r := range registers {
			if e.live[target].has(r) {
				next.regs[r] = s.regs[r]
			}
		}
		e.states[target] = next
		return
	}
	for r := range registers {
		if e.live[target].has(r) && !slices.Equal(next.regs[r], s.regs[r]) {
			next.regs[r] = e.choose(when, s.regs[r], next.regs[r])
		}
	}
	next.when = e.Or(next.when, when)
}

// operand returns the second operand of arithmetic or of a test.
func (e *evaluator) operand(i bpf.Instruction, s *state) argset.Value {
	if _, withX := i.Operation(); withX {
		return s.regs[regX]
	}
	return constant(i.K)
}

// test returns the inputs with a true test.
func (e *evaluator) test(i bpf.Instruction, s *state) argset.Set {
	a, b := s.regs[regA], e.operand(i, s)
	switch code, _ := i.Operation(); code {
	case bpf.JumpEqual:
		return e.equal(a, b)
	case bpf.JumpAbove:
		return e.Not(e.atLeast(b, a))
	case bpf.JumpAtLeast:
		return e.atLeast(a, b)
	}
	return e.anyBit(a, b)
}

// execute sets a register of s.
func (e *evaluator) execute(i bpf.Instruction, s *state) {
	_, sets, _ := effect(i)
	value := &s.regs[sets]
	switch i.Code {
	case bpf.LoadAbs:
		*value = e.load(i.K)
	case bpf.LoadImm, bpf.LoadXImm:
		*value = constant(i.K)
	case bpf.LoadLen, bpf.LoadXLen:
		*value = constant(bpf.DataSize)
	case bpf.LoadMem, bpf.LoadXMem:
		*value = s.regs[memory+register(i.K)]
	case bpf.StoreA, bpf.CopyAToX:
		*value = s.regs[regA]
	case bpf.StoreX, bpf.CopyXToA:
		*value = s.regs[regX]
	default:
		*value = e.compute(i, s.regs[regA], e.operand(i, s))
	}
}

// compute returns the result of arithmetic.
func (e *evaluator) compute(i bpf.Instruction, a, b argset.Value) argset.Value {
	switch code, _ := i.Operation(); code {
	case bpf.Add:
		return e.add(a, b, argset.None)
	case bpf.Subtract:
		return e.subtract(a, b)
	case bpf.Multiply:
		return e.multiply(a, b)
	case bpf.Divide:
		return e.divide(a, b)
	case bpf.And:
		return bitwise(a, b, e.And)
	case bpf.Or:
		return bitwise(a, b, e.Or)
	case bpf.Xor:
		return bitwise(a, b, e.exclusive)
	case bpf.Left:
		return e.shift(a, b, 1)
	case bpf.Right:
		return e.shift(a, b, -1)
	}
	return e.subtract(constant(0), a)
}

// load returns the word of struct seccomp_data at an offset.
func (e *evaluator) load(offset uint32) argset.Value {
	switch offset {
	case bpf.OffsetNr:
		return e.Number()
	case bpf.OffsetArch:
		return e.Architecture()
	}
	position, second := int(offset-16)/8, offset%8 != 0
	value := e.Argument(position, 64)
	if second != e.bigEndian {
		return value[wordBits:]
	}
	return value[:wordBits]
}
