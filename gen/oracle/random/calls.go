package random

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"slices"
)

// Calls draws numbers and arguments of an architecture at the boundaries of the
// conditions of a policy.
type Calls struct {
	goarch string
	// table lists all numbers of the architecture, sorted.
	table []uint32
	// targets lists the numbers with rows.
	targets []target
}

// target is a number with the atoms of each of its rows.
type target struct {
	nr          uint32
	multiplexer bool
	rules       [][]atom
}

// Calls returns a source of inputs on goarch for a policy.
func (g *Generator) Calls(policy []byte, goarch string) (*Calls, error) {
	r := csv.NewReader(bytes.NewReader(policy))
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	p, err := g.Oracle.Policy(policy)
	if err != nil {
		return nil, err
	}
	p.Constants = g.Constants
	rows := make([]row, len(records))
	for i, cells := range records {
		rows[i] = row(cells)
	}
	return newCalls(newIndex(g.machine(goarch), p.Constant), rows[1:])
}

// newCalls returns a source of inputs for rows.
func newCalls(x *index, rows []row) (*Calls, error) {
	c := &Calls{goarch: x.machine.goarch, table: x.table}
	for _, r := range rows {
		for _, name := range x.entries(r[cellSyscall]) {
			atoms, err := x.atoms(r[cellWhen], name)
			if err != nil {
				return nil, err
			}
			c.add(x.numbers[name], len(x.oracle.Operations(name)) > 1, atoms)
		}
	}
	return c, nil
}

// add adds a row with these atoms to a number.
func (c *Calls) add(nr uint32, multiplexer bool, atoms []atom) {
	i := slices.IndexFunc(c.targets, func(t target) bool { return t.nr == nr })
	if i < 0 {
		i = len(c.targets)
		c.targets = append(c.targets, target{nr: nr, multiplexer: multiplexer})
	}
	c.targets[i].rules = append(c.targets[i].rules, atoms)
}

// Next returns a number and arguments. Most of the time the number has a row, and some
// arguments are at the boundaries of its condition.
func (c *Calls) Next(r *rand.Rand) (nr uint32, args [6]uint64) {
	if len(c.targets) == 0 || chance(r, 8) {
		return c.elsewhere(r), background(r)
	}
	return c.aimed(r)
}

// background returns arguments independent of any row.
func background(r *rand.Rand) (args [6]uint64) {
	for i := range args {
		if chance(r, 60) {
			args[i] = word(r, 64)
		}
	}
	return args
}

// aimed returns a target with arguments for one of its rows.
func (c *Calls) aimed(r *rand.Rand) (nr uint32, args [6]uint64) {
	t, args := pick(r, c.targets), background(r)
	c.aim(r, t, &args)
	return t.nr, args
}

// aim sets arguments to boundaries of one row of a target.
func (c *Calls) aim(r *rand.Rand, t target, args *[6]uint64) {
	if t.multiplexer && chance(r, 60) {
		args[0] = r.Uint64N(27) | pick(r, []uint64{0, 0, 1 << 16, 1 << 31, 1 << 32, r.Uint64() << 32})
	}
	atoms := slices.Clone(pick(r, t.rules))
	r.Shuffle(len(atoms), func(i, j int) { atoms[i], atoms[j] = atoms[j], atoms[i] })
	for _, a := range atoms {
		if chance(r, 85) {
			args[a.arg] = perturbed(r, pick(r, a.words))
		}
	}
	if !is32(c.goarch) {
		return
	}
	// A 32-bit machine ignores the upper words.
	for i := range args {
		if chance(r, 50) {
			args[i] ^= r.Uint64() << 32
		}
	}
}

// limits lists numbers at the limits of tables and ABIs.
var limits = []uint32{
	0, 511, 512, 547, 548, 3999, 4000, 4999, 5000, 5999, 6000, 6999, 7000, 0xf0000, 0xf003f, 0xf0040,
	1<<30 - 1, 1 << 30, 1<<30 + 1, 1<<31 - 1, 1 << 31, 1<<32 - 2, 1<<32 - 1,
}

// elsewhere returns a number independent of any row.
func (c *Calls) elsewhere(r *rand.Rand) uint32 {
	switch r.IntN(5) {
	case 0, 1:
		return pick(r, c.table)
	case 2:
		return pick(r, c.table) + 1
	case 3:
		return pick(r, limits)
	}
	return uint32(word(r, 32))
}
