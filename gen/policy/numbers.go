package policy

import (
	"cmp"
	"fmt"
	"go/constant"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// warnConstants warns of a row's constants and numbers with several meanings.
func (r *report) warnConstants(p *Policy, row *Row) {
	if row.when == nil {
		return
	}
	for _, name := range row.names {
		r.warnOther(p, row, name)
	}
	if row.kind == addOperation && row.arch == nil && row.syscall != nil && row.syscall.Operation() == "ioctl" {
		for _, argument := range []string{"cmd", "arg1"} {
			for _, n := range row.when.Numbers(argument) {
				r.warnCommand(row, n)
			}
		}
	}
}

// warnOther warns of a constant with another value in the kernel's headers than in x/sys.
func (r *report) warnOther(p *Policy, row *Row, name string) {
	if p.constants[name] != nil {
		return
	}
	for _, a := range r.selected {
		other, differs := constants.Other(name, a)
		if !differs || row.arch != nil && row.arch != a {
			continue
		}
		v, _ := constants.Value(name, a)
		offset, _ := row.when.Find(name)
		what := fmt.Sprintf("%s is %#x in golang.org/x/sys/unix, and %#x in the kernel's headers", name, constant.Val(v), constant.Val(other))
		r.warn(row.line.AtByte(colWhen, offset, what, "write the number, or a constant of your own"), a)
	}
}

// command is a command of ioctl, with the number of selected architectures where it has the
// value of a number.
type command struct {
	name  string
	count int
}

// warnCommand warns of a number for a command of ioctl, if the command has another number
// on a selected architecture, or the number is another command there.
func (r *report) warnCommand(row *Row, n condition.Number) {
	meant := r.command(n.Value)
	if meant.count == len(r.selected) || meant.count == 0 {
		return
	}
	var without []*arch.Arch
	others := make(map[string][]*arch.Arch)
	for _, a := range r.selected {
		names := constants.Commands(n.Value, a)
		_, exists := constants.Value(meant.name, a)
		switch {
		case slices.Contains(names, meant.name):
		case len(names) > 0:
			others[names[0]] = append(others[names[0]], a)
		case exists:
			without = append(without, a)
		}
	}
	var but []string
	for _, name := range slices.SortedFunc(maps.Keys(others), func(x, y string) int { return cmp.Compare(others[x][0].Index, others[y][0].Index) }) {
		but = append(but, fmt.Sprintf("%s on %s", name, architectures(others[name])))
	}
	if len(without) > 0 {
		but = append(but, "not on "+architectures(without))
	}
	if len(but) == 0 {
		return
	}
	for _, a := range r.selected {
		what := fmt.Sprintf("%#x is %s, but %s", n.Value, meant.name, strings.Join(but, " and "))
		r.warn(row.line.AtByte(colWhen, n.Offset, what, "write "+meant.name), a)
	}
}

// command returns the command with a value on most selected architectures: of several the
// one with the shortest name.
func (r *report) command(value uint64) command {
	count := make(map[string]int)
	for _, a := range r.selected {
		for _, name := range constants.Commands(value, a) {
			count[name]++
		}
	}
	var best command
	for name, n := range count {
		if c := (command{name, n}); best.name == "" || compareCommands(c, best) < 0 {
			best = c
		}
	}
	return best
}

// compareCommands orders commands: the best known first.
func compareCommands(x, y command) int {
	return cmp.Or(cmp.Compare(y.count, x.count), cmp.Compare(len(x.name), len(y.name)), cmp.Compare(x.name, y.name))
}
