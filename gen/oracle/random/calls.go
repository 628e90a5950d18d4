package random

import (
	"bytes"
	"encoding/csv"
	"math/rand/v2"
	"slices"
)

// Calls draws calls of an architecture that are likely to tell apart what rows of a
// policy decide.
type Calls struct {
	goarch string
	// table is every number, sorted; targets is those that rows are for.
	table   []uint32
	targets []target
}

// target is a number and the atoms of each row for it.
type target struct {
	nr          uint32
	multiplexer bool
	rules       [][]atom
}

// Calls returns the calls of goarch for a policy.
func (g *Generator) Calls(policy []byte, goarch string) (*Calls, error) {
	r := csv.NewReader(bytes.NewReader(policy))
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(records))
	for i, cells := range records {
		rows[i] = row(cells)
	}
	return newCalls(newIndex(g, goarch), rows[1:])
}

// newCalls returns the calls for rows.
func newCalls(x *index, rows []row) (*Calls, error) {
	c := &Calls{goarch: x.goarch, table: x.table}
	for _, r := range rows {
		atoms, err := x.atoms(r[cellWhen])
		if err != nil {
			return nil, err
		}
		for _, name := range x.entries(r[cellSyscall]) {
			c.add(x.numbers[name], len(x.oracle.Operations(name)) > 1, atoms)
		}
	}
	return c, nil
}

// add adds a row to a number's.
func (c *Calls) add(nr uint32, multiplexer bool, atoms []atom) {
	i := slices.IndexFunc(c.targets, func(t target) bool { return t.nr == nr })
	if i < 0 {
		i = len(c.targets)
		c.targets = append(c.targets, target{nr: nr, multiplexer: multiplexer})
	}
	c.targets[i].rules = append(c.targets[i].rules, atoms)
}

// Next returns a call. Mostly some of its arguments are at the boundaries of a row for
// its number.
func (c *Calls) Next(r *rand.Rand) (nr uint32, args [6]uint64) {
	if len(c.targets) == 0 || chance(r, 8) {
		return c.elsewhere(r), background(r)
	}
	return c.aimed(r)
}

// background returns arguments that are for no row.
func background(r *rand.Rand) (args [6]uint64) {
	for i := range args {
		if chance(r, 60) {
			args[i] = word(r, 64)
		}
	}
	return args
}

// aimed returns a call to one of the targets.
func (c *Calls) aimed(r *rand.Rand) (nr uint32, args [6]uint64) {
	t, args := pick(r, c.targets), background(r)
	c.aim(r, t, &args)
	return t.nr, args
}

// aim sets arguments for one of a target's rows.
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
	// The upper words do not count there.
	for i := range args {
		if chance(r, 50) {
			args[i] ^= r.Uint64() << 32
		}
	}
}

// limits is numbers at which something changes on some architecture.
var limits = []uint32{
	0, 511, 512, 547, 548, 3999, 4000, 4999, 5000, 5999, 6000, 6999, 7000, 0xf0000, 0xf003f, 0xf0040,
	1<<30 - 1, 1 << 30, 1<<30 + 1, 1<<31 - 1, 1 << 31, 1<<32 - 2, 1<<32 - 1,
}

// elsewhere returns a number that may be in no row.
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
