package expect

import (
	"fmt"
	"go/constant"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
)

// For each row of a policy, up to perSide syscalls satisfy its condition and up to
// perSide do not, from at most tries drawn ones. The first nearFirst of each side come
// with all their neighbours.
const (
	perSide   = 24
	nearFirst = 2
	tries     = 1500
)

// syscallDrawer draws syscalls for the rows of a policy.
type syscallDrawer struct {
	*random.Generator
	rng    *rand.Rand
	goarch string
	width  int
	rows   []policyRow
	policy *oracle.Policy
}

func newSyscallDrawer(o *oracle.Oracle, text []byte, goarch string, seed uint64) (*syscallDrawer, error) {
	rows, err := policyRows(text)
	if err != nil {
		return nil, err
	}
	policy, err := readPolicy(o, text)
	return &syscallDrawer{
		Generator: &random.Generator{Oracle: o, Constants: constantOn},
		rng:       rand.New(rand.NewPCG(seed, 0)),
		goarch:    goarch,
		width:     arch.ByGOARCH(goarch).Width,
		rows:      rows,
		policy:    policy,
	}, err
}

// drawSyscalls returns syscalls for every row of a policy and of every number, and their
// drawer.
func drawSyscalls(o *oracle.Oracle, text []byte, goarch string, seed uint64) (*syscallDrawer, []Syscall, error) {
	d, err := newSyscallDrawer(o, text, goarch, seed)
	if err != nil {
		return nil, nil, err
	}
	list, err := d.all()
	if err != nil {
		return nil, nil, err
	}
	for _, profile := range d.policy.Profiles() {
		list = append(list, d.numbered(profile)...)
	}
	return d, list, nil
}

// readPolicy returns the oracle's reading of a policy.
func readPolicy(o *oracle.Oracle, text []byte) (*oracle.Policy, error) {
	policy, err := o.Policy(text)
	if err == nil {
		policy.Constants = constantOn
	}
	return policy, err
}

// constantOn returns the value of a constant of golang.org/x/sys/unix on goarch.
func constantOn(name, goarch string) (constant.Value, bool) {
	return constants.Value(name, arch.ByGOARCH(goarch))
}

// all returns syscalls for every row, each once.
func (d *syscallDrawer) all() ([]Syscall, error) {
	var list []Syscall
	drawn := make(map[Syscall]bool)
	for _, row := range d.rows {
		more, err := d.draw(row)
		if err != nil {
			return nil, err
		}
		for _, s := range more {
			if !drawn[s] {
				drawn[s] = true
				list = append(list, s)
			}
		}
	}
	return list, nil
}

// numbered returns two syscalls of every number in reach of the guest: one with all bits
// of the arguments clear, one with all set. The first argument is the number itself,
// because mips turns number 4000, syscall(2), into the number in its first argument.
//
// S390x shows filters the low 16 bits of a number, so it gets no higher ones here. The
// filters without conditions cover them.
func (d *syscallDrawer) numbered(profile string) []Syscall {
	leave, ones := skipped(d.Oracle, d.goarch), uint64(1)<<d.width-1
	var list []Syscall
	for _, n := range numbers(d.goarch) {
		if slices.Contains(leave, n) || d.goarch == "s390x" && n > 1<<16-1 {
			continue
		}
		list = append(list,
			Syscall{Filter: profile, Number: n, Args: [6]uint64{uint64(n)}},
			Syscall{Filter: profile, Number: n, Args: [6]uint64{uint64(n), ones, ones, ones, ones, ones}})
	}
	return list
}

// draw returns syscalls for a row.
func (d *syscallDrawer) draw(row policyRow) ([]Syscall, error) {
	if _, name := row.target(); name != "" {
		row.action = "" // Unlike the action of violations.
	}
	alone := policyText(row)
	calls, err := d.Calls(alone, d.goarch)
	if err != nil {
		return nil, err
	}
	policy, err := readPolicy(d.Oracle, alone)
	if err != nil {
		return nil, err
	}
	var list []Syscall
	drawn := make(map[bool]int)
	for i := 0; i < tries && (drawn[true] < perSide || drawn[false] < perSide); i++ {
		number, args := calls.Next(d.rng)
		holds, ok := d.holds(policy, row, number, args)
		if !ok {
			continue
		}
		drawn[holds]++
		switch n := drawn[holds]; {
		case n <= nearFirst:
			list = d.add(list, row, number, d.around(row, number, args)...)
			fallthrough
		case n <= perSide:
			list = d.add(list, row, number, args)
		}
	}
	return list, nil
}

// add adds syscalls of one number with different arguments.
func (d *syscallDrawer) add(list []Syscall, row policyRow, number uint32, all ...[6]uint64) []Syscall {
	for _, args := range all {
		for i := range args {
			// A register has only width bits.
			args[i] &= 1<<d.width - 1
		}
		list = append(list, Syscall{Filter: row.profile, Number: number, Args: args})
	}
	return list
}

// holds reports whether a syscall satisfies the condition of a row. alone is a policy of
// that row only. ok is false if the row does not concern the syscall.
func (d *syscallDrawer) holds(alone *oracle.Policy, row policyRow, number uint32, args [6]uint64) (holds, ok bool) {
	if !d.concerns(row, number) {
		return false, false
	}
	action, err := alone.Decide(row.profile, d.goarch, number, args)
	return action != killed, err == nil
}

// concerns reports whether a row concerns a number.
func (d *syscallDrawer) concerns(row policyRow, number uint32) bool {
	goarch, name := row.target()
	entry, ok := d.Oracle.NameOf(d.goarch, number)
	if !ok || name == "" || goarch != "" && goarch != d.goarch {
		return false
	}
	operations := d.Oracle.Operations(name)
	if len(operations) > 1 {
		return entry == name
	}
	return slices.Contains(d.Oracle.Operations(entry), operations[0])
}

// around returns the neighbours of a syscall's arguments in each argument of the row's
// condition, and in the selector of a multiplexer.
func (d *syscallDrawer) around(row policyRow, number uint32, args [6]uint64) [][6]uint64 {
	name, _ := d.Oracle.NameOf(d.goarch, number)
	multiplexer := d.Oracle.Multiplexes(name)
	parameters := oracle.Parameters(name, d.goarch)
	var list [][6]uint64
	for i := range args {
		named := i < len(parameters) && parameters[i].Name != "" && strings.Contains(row.when, parameters[i].Name)
		if named || strings.Contains(row.when, fmt.Sprint("arg", i)) || i == 0 && multiplexer {
			list = append(list, neighbours(args, i, d.width)...)
		}
	}
	return list
}

// neighbours returns arguments with another value in argument i: one less or more, another
// sign, another high word, or one bit flipped.
func neighbours(args [6]uint64, i, width int) [][6]uint64 {
	v := args[i]
	words := []uint64{v - 1, v + 1, -v, ^v, uint64(uint32(v)), uint64(int32(v)), v<<32 | v>>32}
	for bit := range width {
		words = append(words, v^1<<bit)
	}
	var list [][6]uint64
	for _, w := range words {
		args[i] = w
		list = append(list, args)
	}
	return list
}
