package random

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// examples is the number of inputs tried on an architecture before a row counts as
// without effect.
const examples = 24

// hasEffect reports whether appended rows would have an effect on examples. A condition
// must be true for some inputs and false for others.
func (d *draft) hasEffect(more []row) bool {
	if len(more) == 0 {
		return false
	}
	first := more[0]
	if first[cellSyscall] == "violation" || first[cellSyscall] == "unknown" {
		return true
	}
	return (first[cellWhen] == "" || d.varies(first)) && d.changes(first) && d.decidable(more)
}

// where returns architectures to try a row on.
func (d *draft) where(r row) []string {
	if goarch, _, ok := strings.Cut(strings.TrimPrefix(r[cellSyscall], "-"), "/"); ok {
		return []string{goarch}
	}
	return []string{"amd64", "386", pick(d.Rand, goarches())}
}

// varies reports whether a row's condition is true for some inputs and false for others.
func (d *draft) varies(r row) bool {
	p := d.traced([]row{header, r})
	for _, goarch := range d.where(r) {
		seen := make(map[uint32]bool)
		d.try(goarch, r, []row{r}, func(nr uint32, args [6]uint64) bool {
			if v, err := p.Decide(d.profile, goarch, nr, args); err == nil {
				seen[v] = true
			}
			return len(seen) > 1
		})
		if len(seen) > 1 {
			return true
		}
	}
	return false
}

// changes reports whether an appended row changes the deciding row of the current profile
// for one of its own inputs.
func (d *draft) changes(r row) bool {
	all := append(slices.Clone(d.rows), r)
	before, after := d.traced(d.rows), d.traced(all)
	for _, goarch := range d.where(r) {
		differ := func(nr uint32, args [6]uint64) bool {
			x, err1 := before.Decide(d.profile, goarch, nr, args)
			y, err2 := after.Decide(d.profile, goarch, nr, args)
			return err1 == nil && err2 == nil && x != y
		}
		if d.try(goarch, r, all[1:], differ) {
			return true
		}
	}
	return false
}

// try calls found with inputs of row r on goarch, at the boundaries of rows, until found
// returns true. It reports whether found did.
func (d *draft) try(goarch string, r row, rows []row, found func(nr uint32, args [6]uint64) bool) bool {
	calls, err := newCalls(d.index(goarch), rows)
	if err != nil {
		panic(err)
	}
	d.narrow(calls, r[cellSyscall])
	if len(calls.targets) == 0 {
		return false
	}
	for range examples {
		if found(calls.aimed(d.Rand)) {
			return true
		}
	}
	return false
}

// narrow reduces the targets of calls to those of a row. A row for a tier concerns all
// numbers, and a row for an earlier profile all targets.
func (d *draft) narrow(calls *Calls, syscall string) {
	x := d.index(calls.goarch)
	name, includes := strings.CutPrefix(syscall, "@")
	switch {
	case includes && slices.Contains(profiles, name):
	case includes && d.g.Oracle.Members(name) == nil:
		calls.targets = nil
		for _, nr := range calls.table {
			calls.add(nr, false, nil)
		}
	default:
		names := x.entries(syscall)
		calls.targets = slices.DeleteFunc(calls.targets, func(t target) bool {
			return !slices.ContainsFunc(names, func(name string) bool { return x.numbers[name] == t.nr })
		})
	}
}

// decidable reports whether the oracle decides the multiplexers without an error after
// rows are appended. Only a condition on a multiplexer can prevent it.
func (d *draft) decidable(more []row) bool {
	all := append(slices.Clone(d.rows), more...)
	if !slices.ContainsFunc(all, row.onMultiplexer) {
		return true
	}
	p := d.read(all)
	for _, goarch := range []string{"386", "mips", "mipsle", "ppc", "ppc64", "ppc64le", "s390x"} {
		for name := range inside {
			if _, err := p.Decide(d.profile, goarch, d.index(goarch).numbers[name], [6]uint64{99}); err != nil {
				return false
			}
		}
	}
	return true
}

// onMultiplexer reports whether a row has a condition on a multiplexer.
func (r row) onMultiplexer() bool {
	_, name, _ := strings.Cut(r[cellSyscall], "/")
	return inside[name] != nil && r[cellWhen] != ""
}

// traced returns a policy with a different action in each row: a decision then
// identifies its row.
func (d *draft) traced(rows []row) *oracle.Policy {
	// The current profile may have no row yet.
	out := []row{header, {d.profile, "violation", "kill"}}
	for i, r := range rows[1:] {
		switch syscall := r[cellSyscall]; {
		case syscall == "violation" || syscall == "unknown":
			continue
		case syscall[0] != '-' && (syscall[0] != '@' || d.g.Oracle.Members(syscall[1:]) != nil):
			r[cellAction] = fmt.Sprintf("trace:%d", i+1)
		}
		out = append(out, r)
	}
	return d.read(out)
}

// read returns the oracle's policy of rows.
func (d *draft) read(rows []row) *oracle.Policy {
	p, err := d.g.Oracle.Policy(encode(slices.Concat(rows[:1], d.own, rows[1:])...))
	if err != nil {
		panic(err)
	}
	p.Constants = d.g.Constants
	return p
}
