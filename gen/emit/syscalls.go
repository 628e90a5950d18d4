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
func syscalls(c *catalog.Catalog, a *arch.Arch) source {
	out := source{name: "zsyscalls_linux_" + a.GOARCH + ".go", tag: "linux && " + a.GOARCH}
	g := c.Relations(a)
	out.code = append(out.code, out.constants(c, "The syscalls of Linux. Those missing on "+a.GOARCH+" have pseudo-numbers.", func(s *catalog.Syscall) string {
		if n, ok := s.Number(a); ok {
			return fmt.Sprint(n)
		}
		return fmt.Sprintf("0x%08x // not on %s", s.Pseudo(), a.GOARCH+instead(g, s))
	}), out.order(c, func(s *catalog.Syscall) uint32 { return s.Constant(a) }))
	out.code = append(out.code, bases(a)...)
	out.code = append(out.code,
		out.array("known holds the numbers of the existing syscalls.", "known", "Range", out.ranges(existing(c, a), c.Names(a))),
		out.absent(c, func(s *catalog.Syscall) bool { _, ok := s.Number(a); return !ok }),
		out.array("variants lists the variants of each operation, ascending by operation.", "variants", "relation", relations(g.Variants)),
		out.array("multiplexers lists the multiplexers of each operation, ascending by operation.", "multiplexers", "relation", relations(g.Multiplexers)))
	return out
}

// noSyscalls writes the file for other systems: all constants, as pseudo-numbers, and empty
// tables.
func noSyscalls(c *catalog.Catalog) source {
	out := source{name: "zsyscalls_other.go", tag: "!linux"}
	out.code = append(out.code, out.constants(c, "The syscalls of Linux, all as pseudo-numbers: this system has none of them.", func(s *catalog.Syscall) string {
		return fmt.Sprintf("0x%08x", s.Pseudo())
	}), out.order(c, (*catalog.Syscall).Pseudo))
	out.code = append(out.code, bases(&arch.Arch{})...)
	out.code = append(out.code,
		out.array("known is empty: no number exists.", "known", "Range", nil),
		out.absent(c, func(*catalog.Syscall) bool { return true }),
		out.array("variants is empty.", "variants", "relation", nil),
		out.array("multiplexers is empty.", "multiplexers", "relation", nil))
	return out
}

// constants writes a constant for each syscall. value returns what follows the sign of
// equality.
func (s *source) constants(c *catalog.Catalog, comment string, value func(s *catalog.Syscall) string) jen.Code {
	width := 0
	for i := range c.Syscalls {
		width = max(width, len(constant(c.Syscalls[i].Name)))
	}
	list := make([]string, len(c.Syscalls))
	for i := range c.Syscalls {
		x := &c.Syscalls[i]
		list[i] = fmt.Sprintf("%-*s Syscall = %s", width, constant(x.Name), value(x))
	}
	s.texts = append(s.texts, newText(1, "constants = 0", list))
	return documented(comment, jen.Const().Add(lines("(", ")", []jen.Code{jen.Id("constants").Op("=").Lit(0)})))
}

// array writes a variable with an array, one item per line.
func (s *source) array(comment, name, of string, items []string) jen.Code {
	return documented(comment, jen.Var().Id(name).Op("=").Index(jen.Op("...")).Id(of).Add(s.literal(1, items)))
}

// order writes the indexes of the names, ascending by number.
func (s *source) order(c *catalog.Catalog, number func(*catalog.Syscall) uint32) jen.Code {
	places := make([]int, len(c.Syscalls))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(i, j int) int {
		return cmp.Compare(number(&c.Syscalls[i]), number(&c.Syscalls[j]))
	})
	var items []string
	for _, i := range places {
		items = append(items, fmt.Sprintf("0x%03x, // %s", i, c.Syscalls[i].Name))
	}
	return s.array(fmt.Sprintf("byNumber holds the indexes of numbers, ascending by number: %d bytes.", 2*len(places)), "byNumber", "uint16", items)
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
func (s *source) absent(c *catalog.Catalog, missing func(*catalog.Syscall) bool) jen.Code {
	var numbers []interval.Interval
	for i := range c.Syscalls {
		if s := &c.Syscalls[i]; missing(s) {
			numbers = append(numbers, interval.Interval{First: s.Pseudo(), Last: s.Pseudo()})
		}
	}
	list := interval.Union(numbers)
	return s.array(fmt.Sprintf("absent holds the pseudo-numbers of the syscalls missing here: %d bytes.", 8*len(list)), "absent", "Range", s.ranges(list, nil))
}

// ranges writes intervals with the names of their bounds, one per line.
func (s *source) ranges(intervals []interval.Interval, names map[uint32]string) []string {
	var items []string
	for _, i := range intervals {
		items = append(items, fmt.Sprintf("{First: %s, Last: %s},", s.bound(i.First, names), s.bound(i.Last, names)))
	}
	return items
}

// bound writes a number, as a constant if it has a name.
func (s *source) bound(n uint32, names map[uint32]string) string {
	if name := names[n]; name != "" {
		return s.tables + constant(name)
	}
	return fmt.Sprintf("%#x", n)
}

// relations writes relations, one per line.
func relations(list []catalog.Relation) []string {
	var items []string
	for _, r := range list {
		items = append(items, fmt.Sprintf("{%s, %s},", constant(r.Call.Name), constant(r.Entry.Name)))
	}
	return items
}
