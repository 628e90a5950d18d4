package policy

import (
	"cmp"
	"fmt"
	"go/constant"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// warnConstants warns of a row's constants and numbers with several meanings.
func (r *report) warnConstants(p *Policy, row *Row, space *argset.Space) {
	if row.when == nil {
		return
	}
	space.Work(workName * len(row.names))
	for _, name := range row.names {
		r.warnOther(p, row, name)
	}
	if row.kind == addOperation && row.arch == nil && row.syscall != nil && row.syscall.Operation() == "ioctl" {
		for _, argument := range []string{"cmd", "arg1"} {
			for _, n := range row.when.Numbers(argument) {
				space.Work(workNumber)
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

// warnCommand warns of a number for a command of ioctl, if the command has another number
// on a selected architecture, or the number is another command there.
func (r *report) warnCommand(row *Row, n condition.Number) {
	meant := r.commands(n.Value)
	if len(meant) == 0 {
		return
	}
	var without []*arch.Arch
	others := make(map[string][]*arch.Arch)
	for _, a := range r.selected {
		names := constants.Commands(n.Value, a)
		_, exists := constants.Value(meant[0], a)
		switch {
		case slices.Contains(names, meant[0]):
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
	what := fmt.Sprintf("%#x is %s, but %s", n.Value, oneOf(meant), strings.Join(but, " and "))
	for _, a := range r.selected {
		r.warn(row.line.AtByte(colWhen, n.Offset, what, "write the name"), a)
	}
}

// commands returns the command with a value on most selected architectures, and its other
// names: those with the value on the same architectures.
func (r *report) commands(value uint64) []string {
	on := make(map[string][]*arch.Arch)
	for _, a := range r.selected {
		for _, name := range constants.Commands(value, a) {
			on[name] = append(on[name], a)
		}
	}
	names := slices.Sorted(maps.Keys(on))
	var best []*arch.Arch
	for _, name := range names {
		if len(on[name]) > len(best) {
			best = on[name]
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return !slices.Equal(on[name], best) })
}

// maxNames limits the names of one number in a warning.
const maxNames = 3

// oneOf joins names: A, B or C.
func oneOf(names []string) string {
	if len(names) > maxNames {
		return strings.Join(names[:maxNames], ", ") + " or another"
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
