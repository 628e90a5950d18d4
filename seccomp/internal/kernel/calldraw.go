package kernel

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

// For each row of the policy, perSide calls are drawn for which its condition holds,
// and as many for which it does not, unless tries calls do not have them. All that is
// near to the first of them is there too.
const (
	perSide   = 24
	nearFirst = 2
	tries     = 1500
)

// callDraw draws calls for the rows of a policy.
type callDraw struct {
	*random.Generator
	rng    *rand.Rand
	goarch string
	width  int
	names  map[uint32]string
	rows   []policyRow
	policy *oracle.Policy
}

func newCallDraw(o *oracle.Oracle, text []byte, goarch string, seed uint64) (*callDraw, error) {
	rows, err := policyRows(text)
	if err != nil {
		return nil, err
	}
	policy, err := readPolicy(o, text)
	return &callDraw{
		Generator: &random.Generator{Oracle: o, Constants: constantOn},
		rng:       rand.New(rand.NewPCG(seed, 0)),
		goarch:    goarch,
		width:     arch.ByGOARCH(goarch).Width,
		names:     namesOf(o, goarch),
		rows:      rows,
		policy:    policy,
	}, err
}

// readPolicy returns a policy as the oracle has it.
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

// all returns calls for every row, each once.
func (d *callDraw) all() ([]Call, error) {
	var list []Call
	drawn := make(map[Call]bool)
	for _, row := range d.rows {
		calls, err := d.draw(row)
		if err != nil {
			return nil, err
		}
		for _, c := range calls {
			if !drawn[c] {
				drawn[c] = true
				list = append(list, c)
			}
		}
	}
	return list, nil
}

// numbered returns two calls of every number that the guest can try, without the bits of
// the arguments and with all of them. The first argument is the number, as mips takes the
// call of number 4000 for the one of that argument.
//
// s390x shows filters the low 16 bits of a number. What is above is left to the filters
// without conditions, which are held against the numbers that arrive.
func (d *callDraw) numbered(profile string) []Call {
	leave, ones := skipped(d.Oracle, d.goarch), uint64(1)<<d.width-1
	var list []Call
	for _, n := range numbers(d.goarch) {
		if slices.Contains(leave, n) || d.goarch == "s390x" && n > 1<<16-1 {
			continue
		}
		list = append(list,
			Call{Filter: profile, Number: n, Args: [6]uint64{uint64(n)}},
			Call{Filter: profile, Number: n, Args: [6]uint64{uint64(n), ones, ones, ones, ones, ones}})
	}
	return list
}

// draw returns calls for a row.
func (d *callDraw) draw(row policyRow) ([]Call, error) {
	if _, name := row.call(); name != "" {
		row.action = "" // So that it is no violation's.
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
	var list []Call
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

// add adds calls that differ in their arguments.
func (d *callDraw) add(list []Call, row policyRow, number uint32, all ...[6]uint64) []Call {
	for _, args := range all {
		for i := range args {
			// What is above the machine's width does not exist.
			args[i] &= 1<<d.width - 1
		}
		list = append(list, Call{Filter: row.profile, Number: number, Args: args})
	}
	return list
}

// holds reports whether the condition of a row holds for a call, by a policy of that
// row alone. ok is false if the row is not about the call, or not once rows behind it
// have taken it out of a multiplexer.
func (d *callDraw) holds(alone *oracle.Policy, row policyRow, number uint32, args [6]uint64) (holds, ok bool) {
	if !d.concerns(row, number) {
		return false, false
	}
	action, err := alone.Decide(row.profile, d.goarch, number, args)
	return action != killed, err == nil
}

// concerns reports whether a row is about a number.
func (d *callDraw) concerns(row policyRow, number uint32) bool {
	goarch, name := row.call()
	entry, ok := d.names[number]
	if !ok || name == "" || goarch != "" && goarch != d.goarch {
		return false
	}
	operations := d.Oracle.Operations(name)
	if len(operations) > 1 {
		return entry == name
	}
	return slices.Contains(d.Oracle.Operations(entry), operations[0])
}

// around returns arguments that are near to those of a call in one that decides.
func (d *callDraw) around(row policyRow, number uint32, args [6]uint64) [][6]uint64 {
	multiplexer := len(d.Oracle.Operations(d.names[number])) > 1
	var list [][6]uint64
	for i := range args {
		if strings.Contains(row.when, fmt.Sprint("arg", i)) || i == 0 && multiplexer {
			list = append(list, neighbours(args, i, d.width)...)
		}
	}
	return list
}

// neighbours returns arguments that differ in the one with an index: by one, in each
// bit, in the sign, and in what the upper word is.
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
