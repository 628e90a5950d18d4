package random

import (
	"slices"
	"strconv"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// kinds lists the kinds of rows with the weights of their proposals.
var kinds = []struct {
	weight  int
	propose func(*draft) []row
}{
	{36, (*draft).conditional},
	{8, (*draft).plain},
	{16, (*draft).local},
	{6, (*draft).multiplexer},
	{4, (*draft).multiplexed},
	{8, (*draft).variant},
	{9, (*draft).removal},
	{4, (*draft).group},
	{4, (*draft).tier},
	{5, (*draft).earlier},
	{6, (*draft).setting},
}

// propose returns rows to append to the current profile, or none.
func (d *draft) propose() []row {
	total := 0
	for _, k := range kinds {
		total += k.weight
	}
	n := d.IntN(total)
	for _, k := range kinds {
		if n -= k.weight; n < 0 {
			return k.propose(d)
		}
	}
	return nil
}

// row returns a row of the current profile.
func (d *draft) row(syscall, action, when string) row {
	why := pick(d.Rand, []string{"", "", "because", `it is "random", and more`})
	return row{d.profile, syscall, action, when, why}
}

// action returns an action, allow more often than others.
func (d *draft) action() string {
	if chance(d.Rand, 40) {
		return ""
	}
	return d.refusal()
}

// refusal returns an action other than allow.
func (d *draft) refusal() string {
	switch d.IntN(9) {
	case 0, 1:
		if len(d.errnos) > 0 {
			return "errno:" + pick(d.Rand, d.errnos)
		}
		return "errno:1"
	case 2:
		return "errno:" + strconv.Itoa(pick(d.Rand, []int{1, 13, 38, 255, 4094}))
	case 3:
		return "trace:" + strconv.Itoa(pick(d.Rand, []int{0, 1, 255, 256, 65535}))
	}
	return pick(d.Rand, oracle.Actions())
}

// conditional proposes a row with a condition on one of the draft's syscalls. If it tests
// an argument beyond the registers of mips, rows for mips and mipsle remove the syscall.
func (d *draft) conditional() []row {
	name := pick(d.Rand, d.syscalls)
	d.beyond = false
	rows := []row{d.row(name, d.action(), d.condition(scope{"", d.parameters(name, "")}, d.IntN(4)).text)}
	for _, goarch := range []string{"mips", "mipsle"} {
		for _, entry := range d.index(goarch).entries(name) {
			if d.beyond {
				rows = append(rows, d.row("-"+goarch+"/"+entry, "", ""))
			}
		}
	}
	return rows
}

// plain proposes a row without a condition.
func (d *draft) plain() []row {
	return []row{d.row(pick(d.Rand, d.any()), d.action(), "")}
}

// any returns names of one sort.
func (d *draft) any() []string {
	if chance(d.Rand, 40) {
		return d.syscalls
	}
	return entangled
}

// local proposes a row for one of the draft's syscalls on one architecture.
func (d *draft) local() []row {
	name, goarch := pick(d.Rand, d.syscalls), pick(d.Rand, goarches())
	if entries := d.index(goarch).entries(name); len(entries) > 0 {
		name = pick(d.Rand, entries)
	}
	if _, ok := d.index(goarch).numbers[name]; !ok {
		return nil
	}
	when := ""
	if list := d.parameters(name, goarch); len(list) > 0 && chance(d.Rand, 85) {
		when = d.condition(scope{goarch, list}, d.IntN(4)).text
	}
	return []row{d.row(goarch+"/"+name, d.action(), when)}
}

// multiplexer proposes a row for an entangled name on one architecture. A multiplexer may
// get a condition on its first two arguments.
func (d *draft) multiplexer() []row {
	name, goarch := pick(d.Rand, entangled), pick(d.Rand, goarches())
	if _, ok := d.index(goarch).numbers[name]; !ok {
		return nil
	}
	when := ""
	if len(d.g.Oracle.Operations(name)) > 1 && chance(d.Rand, 60) {
		when = d.condition(scope{goarch, d.parameters(name, goarch)[:2]}, d.IntN(2)).text
	}
	return []row{d.row(goarch+"/"+name, d.action(), when)}
}

// multiplexed proposes a row with a condition on a multiplexed operation, and a row to
// remove or to refuse the multiplexer, once per profile.
func (d *draft) multiplexed() []row {
	multiplexer := pick(d.Rand, multiplexers())
	if d.has(multiplexer) {
		return nil
	}
	name := pick(d.Rand, inside[multiplexer])
	d.beyond = false
	limit := d.row(name, d.action(), d.condition(scope{"", d.parameters(name, "")}, d.IntN(3)).text)
	switch {
	case d.beyond:
		return nil
	case chance(d.Rand, 50):
		return []row{limit, d.row("-"+multiplexer, "", "")}
	}
	return []row{limit, d.row(multiplexer, "errno:ENOSYS", "")}
}

// variant proposes a row for a variant alone, on all architectures with it.
func (d *draft) variant() []row {
	name := pick(d.Rand, variants)
	d.beyond = false
	when := ""
	if list := d.parameters(name, ""); len(list) > 0 && chance(d.Rand, 60) {
		when = d.condition(scope{"", list}, d.IntN(3)).text
	}
	if d.beyond {
		return nil
	}
	return []row{d.row(name, d.action(), when)}
}

// repeat returns a row of the current profile once more, or nil. Sometimes it names a
// variant instead of the operation. Without removals after it the row decides nothing.
func (d *draft) repeat() []row {
	var rules []row
	for _, r := range d.rows {
		switch first := r[cellSyscall][0]; {
		case r[cellProfile] != d.profile || r[cellSyscall] == "violation" || r[cellSyscall] == "unknown" || first == '@':
		case first == '-':
			rules = nil
		default:
			rules = append(rules, r)
		}
	}
	if len(rules) == 0 {
		return nil
	}
	again := pick(d.Rand, rules)
	if names := d.variantsOf(again[cellSyscall]); again[cellWhen] == "" && len(names) > 0 && chance(d.Rand, 50) {
		again[cellSyscall] = pick(d.Rand, names)
	}
	return []row{again}
}

// variantsOf returns the variants of an operation.
func (d *draft) variantsOf(operation string) []string {
	return slices.DeleteFunc(d.g.Oracle.Names(), func(name string) bool {
		return name == operation || !slices.Equal(d.g.Oracle.Operations(name), []string{operation})
	})
}

// group proposes a row for a group.
func (d *draft) group() []row {
	return []row{d.row("@"+pick(d.Rand, d.g.Oracle.Groups()), d.action(), "")}
}

// removal proposes a row to remove a syscall, or a group.
func (d *draft) removal() []row {
	if chance(d.Rand, 10) {
		return []row{d.row("-@"+pick(d.Rand, d.g.Oracle.Groups()), "", "")}
	}
	name := pick(d.Rand, d.any())
	if chance(d.Rand, 30) {
		name = pick(d.Rand, goarches()) + "/" + name
	}
	return []row{d.row("-"+name, "", "")}
}

// tier proposes a row to include a built-in profile, once per profile.
func (d *draft) tier() []row {
	tiers := slices.Concat(d.g.Oracle.Tiers, d.g.Oracle.Hardened, []string{"allow-all"})
	for _, tier := range tiers {
		if d.has("@" + tier) {
			return nil
		}
	}
	return []row{d.row("@"+pick(d.Rand, tiers), "", "")}
}

// earlier proposes a row to include an earlier profile.
func (d *draft) earlier() []row {
	name := pick(d.Rand, d.rows)[cellProfile]
	if name == header[cellProfile] || name == d.profile || d.has("@"+name) {
		return nil
	}
	return []row{d.row("@"+name, "", "")}
}

// setting proposes a violation or an unknown row, once per profile.
func (d *draft) setting() []row {
	name := pick(d.Rand, []string{"violation", "unknown"})
	if d.has(name) {
		return nil
	}
	return []row{d.row(name, d.refusal(), "")}
}
