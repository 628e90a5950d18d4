package emit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// constant returns the name of a syscall's constant, as in x/sys/unix.
func constant(name string) string { return "SYS_" + strings.ToUpper(name) }

// names writes all names as one string, and the offset of each.
func names(c *catalog.Catalog) []jen.Code {
	text := []jen.Code{jen.Lit("")}
	ends := []jen.Code{item(jen.Id("0"), "")}
	numbers := []jen.Code{}
	end := 0
	for i := range c.Syscalls {
		name := c.Syscalls[i].Name
		text = append(text, jen.Lit(name))
		end += len(name)
		ends = append(ends, item(jen.Id(fmt.Sprintf("0x%04x", end)), name))
		numbers = append(numbers, item(jen.Id(constant(name)), ""))
	}
	return []jen.Code{
		documented(fmt.Sprintf("names holds every name in alphabetical order: %d bytes, %d names.", end, len(c.Syscalls)), jen.Const().Id("names").Op("=").Custom(jen.Options{Separator: " +", Multi: true}, text...)),
		documented(fmt.Sprintf("nameEnds holds the offsets in names: name i ends where name i+1 begins. %d bytes.", 2*(len(c.Syscalls)+1)), jen.Var().Id("nameEnds").Op("=").Index(jen.Op("...")).Uint16().Add(lines("{", "}", ends))),
		documented(fmt.Sprintf("numbers holds the syscalls in alphabetical order: %d bytes.", 4*len(c.Syscalls)), jen.Var().Id("numbers").Op("=").Index(jen.Op("...")).Id("Syscall").Add(lines("{", "}", numbers))),
	}
}

// syscalls writes the constants and the relations of a.
func syscalls(c *catalog.Catalog, a *arch.Arch) []jen.Code {
	g := c.Relations(a)
	var constants []jen.Code
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		def := jen.Id(constant(s.Name)).Id("Syscall").Op("=")
		if n, ok := s.Number(a); ok {
			def.Lit(int(n))
		} else {
			def.Id(fmt.Sprintf("0x%08x", s.Pseudo())).Comment("not on " + a.GOARCH + instead(g, s))
		}
		constants = append(constants, def)
	}
	out := []jen.Code{
		documented("The syscalls of Linux. Those missing on "+a.GOARCH+" have pseudo-numbers.", jen.Const().Add(lines("(", ")", constants))),
	}
	out = append(out, order(c, func(s *catalog.Syscall) uint32 { return s.Constant(a) })...)
	out = append(out, bases(a)...)
	return append(out,
		documented("known holds the numbers of the existing syscalls.", jen.Var().Id("known").Op("=").Index(jen.Op("...")).Id("Range").Add(lines("{", "}", rangeItems(existing(c, a), c.Names(a))))),
		absent(c, func(s *catalog.Syscall) bool { _, ok := s.Number(a); return !ok }),
		documented("variants lists the variants of each operation, ascending by operation.", jen.Var().Id("variants").Op("=").Index(jen.Op("...")).Id("relation").Add(lines("{", "}", relationItems(g.Variants)))),
		documented("multiplexers lists the multiplexers of each operation, ascending by operation.", jen.Var().Id("multiplexers").Op("=").Index(jen.Op("...")).Id("relation").Add(lines("{", "}", relationItems(g.Multiplexers)))),
	)
}

// noSyscalls writes the file for other systems: all constants, as pseudo-numbers, and empty
// tables.
func noSyscalls(c *catalog.Catalog) []jen.Code {
	var constants []jen.Code
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		constants = append(constants, jen.Id(constant(s.Name)).Id("Syscall").Op("=").Id(fmt.Sprintf("0x%08x", s.Pseudo())))
	}
	out := []jen.Code{
		documented("The syscalls of Linux, all as pseudo-numbers: this system has none of them.", jen.Const().Add(lines("(", ")", constants))),
	}
	out = append(out, order(c, (*catalog.Syscall).Pseudo)...)
	out = append(out, bases(&arch.Arch{})...)
	none := func(comment, name, of string) jen.Code {
		return documented(comment, jen.Var().Id(name).Op("=").Index(jen.Op("...")).Id(of).Values())
	}
	return append(out,
		none("known is empty: no number exists.", "known", "Range"),
		absent(c, func(*catalog.Syscall) bool { return true }),
		none("variants is empty.", "variants", "relation"),
		none("multiplexers is empty.", "multiplexers", "relation"))
}

// order writes the indexes of the names, ascending by number.
func order(c *catalog.Catalog, number func(*catalog.Syscall) uint32) []jen.Code {
	places := make([]int, len(c.Syscalls))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(i, j int) int {
		return cmp.Compare(number(&c.Syscalls[i]), number(&c.Syscalls[j]))
	})
	var items []jen.Code
	for _, i := range places {
		items = append(items, item(jen.Id(fmt.Sprintf("0x%03x", i)), c.Syscalls[i].Name))
	}
	return []jen.Code{
		documented(fmt.Sprintf("byNumber holds the indexes of numbers, ascending by number: %d bytes.", 2*len(places)), jen.Var().Id("byNumber").Op("=").Index(jen.Op("...")).Uint16().Add(lines("{", "}", items))),
	}
}

// bases writes the kernel's constant for the architecture, and the layout of its numbers.
func bases(a *arch.Arch) []jen.Code {
	var gap, gapSize int
	if g, ok := a.Gap(); ok {
		gap, gapSize = int(g.First), int(g.Last-g.First)+1
	}
	return []jen.Code{
		documented("AuditArch is the AUDIT_ARCH_* value of this architecture's syscalls in seccomp_data\n(include/uapi/linux/audit.h).", jen.Const().Id("AuditArch").Uint32().Op("=").Id(fmt.Sprintf("0x%08x", a.Audit))),
		documented("The layout of this architecture's numbers. The syscall table begins at TableBase and\nspans at most TableSize numbers; TableGapSize of them, from TableGap on, belong to\nanother calling convention. Syscalls outside the table begin at PrivateBase, 0 if there\nare none. For package seccomp.", jen.Const().Add(lines("(", ")", []jen.Code{
			jen.Id("TableBase").Id("Syscall").Op("=").Lit(int(a.Base)),
			jen.Id("TableSize").Id("Syscall").Op("=").Lit(int(a.TableSize)),
			jen.Id("TableGap").Id("Syscall").Op("=").Lit(gap),
			jen.Id("TableGapSize").Id("Syscall").Op("=").Lit(gapSize),
			jen.Id("PrivateBase").Id("Syscall").Op("=").Id(fmt.Sprintf("%#x", a.Private.First)),
		}))),
		documented("CompatSize limits the entries of [ProfileData.Compat]: 0 on an architecture without a\ncompanion ABI. For package seccomp.", jen.Const().Id("CompatSize").Uint32().Op("=").Lit(compatSize(a))),
	}
}

// compatLimit limits the listed numbers of a companion ABI. No ABI has as many.
const compatLimit = 1024

func compatSize(a *arch.Arch) int {
	if a.Companion == nil {
		return 0
	}
	return compatLimit
}

// existing returns the numbers of a as intervals.
func existing(c *catalog.Catalog, a *arch.Arch) []interval.Interval {
	p := decision.Uniform(decision.Denied)
	for n := range c.Names(a) {
		p = p.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
	}
	return p.Where(decision.Allowed)
}

// absent writes the pseudo-numbers of missing syscalls.
func absent(c *catalog.Catalog, missing func(*catalog.Syscall) bool) jen.Code {
	var numbers []interval.Interval
	for i := range c.Syscalls {
		if s := &c.Syscalls[i]; missing(s) {
			numbers = append(numbers, interval.Interval{First: s.Pseudo(), Last: s.Pseudo()})
		}
	}
	list := interval.Union(numbers)
	return documented(fmt.Sprintf("absent holds the pseudo-numbers of the syscalls missing here: %d bytes.", 8*len(list)), jen.Var().Id("absent").Op("=").Index(jen.Op("...")).Id("Range").Add(lines("{", "}", rangeItems(list, nil))))
}

// rangeItems writes intervals with the names of their bounds.
func rangeItems(intervals []interval.Interval, names map[uint32]string) []jen.Code {
	var items []jen.Code
	for _, i := range intervals {
		items = append(items, item(jen.Values(jen.Id("First").Op(":").Add(bound(i.First, names)), jen.Id("Last").Op(":").Add(bound(i.Last, names))), ""))
	}
	return items
}

// bound writes a number, as a constant if it has a name.
func bound(n uint32, names map[uint32]string) jen.Code {
	if name := names[n]; name != "" {
		return table(constant(name))
	}
	return jen.Id(fmt.Sprintf("%#x", n))
}

func relationItems(relations []catalog.Relation) []jen.Code {
	var items []jen.Code
	for _, r := range relations {
		items = append(items, item(jen.Values(jen.Id(constant(r.Call.Name)), jen.Id(constant(r.Entry.Name))), ""))
	}
	return items
}
