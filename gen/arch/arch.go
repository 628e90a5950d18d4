// Package arch describes, as data, the architectures that Go runs Linux on:
// what a seccomp filter must know of each.
package arch

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Arch is one architecture: a GOARCH and its kernel's system call convention.
type Arch struct {
	// GOARCH is Go's name.
	GOARCH string
	// Audit is the AUDIT_ARCH_* value in seccomp_data.arch
	// (include/uapi/linux/audit.h).
	Audit uint32
	// Base is the first number of the system call table. mips adds a base for
	// each of its conventions.
	Base uint32
	// TableSize is how many numbers from Base on the table may span. The kernel's
	// ends at 471 (Linux 7.2). On mips another convention's numbers follow. On amd64
	// those of x32 stand in between: see [Arch.Gap].
	TableSize uint32
	// BigEndian is the byte order of the kernel's sock_filter and seccomp_data.
	BigEndian bool
	// Width is how many bits an argument has.
	Width int
	// ENOSYS is the errno of a call that does not exist; mips has its own numbers.
	ENOSYS uint16
	// Private is numbers outside the table: arm's calls from __ARM_NR_BASE on
	// (arch/arm/include/uapi/asm/unistd.h). Empty where First is 0.
	Private interval.Interval
	// Compat is the GOARCH whose programs this architecture's kernel runs as well;
	// empty if there is none.
	Compat string
	// Unknown is numbers that the kernel shows a filter in place of one that is
	// too large.
	Unknown []interval.Interval
	// Foreign lists the numbers of other calling conventions under the same audit
	// value, ascending. Every profile kills them, as it kills other architectures.
	Foreign []Convention
}

// Convention is a calling convention and its numbers.
type Convention struct {
	Name string
	interval.Interval
}

// UnknownLimit ends the numbers that can be a newer system call: bit 30 marks
// x32 on x86 and nothing elsewhere.
const UnknownLimit = 1 << 30

// x32 is the two ways to make an x32 call on amd64: with bit 30 set, and, on
// kernels before 5.4, under the bare numbers from 512 to 547. -1 has the bit
// too, but is no call: a tracer writes it to skip one.
var x32 = []Convention{
	{"x32", interval.Interval{First: 512, Last: 547}},
	{"x32", interval.Interval{First: 1 << 30, Last: 1<<32 - 2}},
}

// A mips kernel for several conventions goes by the number alone to tell which one
// a call is of (arch/mips/kernel/scall64-o32.S), and by the thread for the audit
// value. So a program of one convention can make the calls of the others.
var (
	mipsO32 = Convention{"o32", interval.Interval{First: 4000, Last: 4999}}
	mipsN64 = Convention{"n64", interval.Interval{First: 5000, Last: 5999}}
	mipsN32 = Convention{"n32", interval.Interval{First: 6000, Last: 6999}}
)

// All is every architecture of which a program can decide the calls: [Targets], and
// behind them ppc, whose programs the kernel of ppc64 runs. Go has that name, but
// builds nothing for it.
var All = []Arch{
	{GOARCH: "386", TableSize: 1024, Width: 32, Audit: 0x40000003, ENOSYS: 38},
	{GOARCH: "amd64", TableSize: 1024, Width: 64, Compat: "386", Audit: 0xc000003e, ENOSYS: 38, Foreign: x32},
	{GOARCH: "arm", TableSize: 1024, Width: 32, Audit: 0x40000028, ENOSYS: 38, Private: interval.Interval{First: 0xf0000, Last: 0xf003f}},
	{GOARCH: "arm64", TableSize: 1024, Width: 64, Compat: "arm", Audit: 0xc00000b7, ENOSYS: 38},
	{GOARCH: "loong64", TableSize: 1024, Width: 64, Audit: 0xc0000102, ENOSYS: 38},
	{GOARCH: "mips", TableSize: 1000, Width: 32, Audit: 0x00000008, ENOSYS: 89, Base: 4000, BigEndian: true, Foreign: []Convention{mipsN64, mipsN32}},
	{GOARCH: "mips64", TableSize: 1000, Width: 64, Compat: "mips", Audit: 0x80000008, ENOSYS: 89, Base: 5000, BigEndian: true, Foreign: []Convention{mipsO32, mipsN32}},
	{GOARCH: "mips64le", TableSize: 1000, Width: 64, Compat: "mipsle", Audit: 0xc0000008, ENOSYS: 89, Base: 5000, Foreign: []Convention{mipsO32, mipsN32}},
	{GOARCH: "mipsle", TableSize: 1000, Width: 32, Audit: 0x40000008, ENOSYS: 89, Base: 4000, Foreign: []Convention{mipsN64, mipsN32}},
	{GOARCH: "ppc64", TableSize: 1024, Width: 64, Compat: "ppc", Audit: 0x80000015, ENOSYS: 38, BigEndian: true},
	{GOARCH: "ppc64le", TableSize: 1024, Width: 64, Audit: 0xc0000015, ENOSYS: 38},
	{GOARCH: "riscv64", TableSize: 1024, Width: 64, Audit: 0xc00000f3, ENOSYS: 38},
	// s390x showed a number above its table as 0 on older kernels, and shows the low
	// 16 bits of any (arch/s390/kernel/syscall.c; seen on 7.2).
	{GOARCH: "s390x", TableSize: 1024, Width: 64, Audit: 0x80000016, ENOSYS: 38, BigEndian: true, Unknown: []interval.Interval{{First: 0, Last: 0}}},
	{GOARCH: "ppc", TableSize: 1024, Width: 32, Audit: 0x00000014, ENOSYS: 38, BigEndian: true},
}

// Targets is every GOARCH of linux that Go builds for, in alphabetical order, which is
// the order of the columns of syscalls.csv. Programs are written for these. They are
// the first of All.
var Targets = All[:len(All)-1]

// Index returns the place in All of the architecture with that GOARCH, or -1.
func Index(goarch string) int {
	for i, a := range All {
		if a.GOARCH == goarch {
			return i
		}
	}
	return -1
}

// Pair returns the places in All of two architectures of which All[a] is one: native,
// whose kernel also runs the programs of compat. ok is false if there is no such pair.
func Pair(a int) (native, compat int, ok bool) {
	for i := range All {
		if j := Index(All[i].Compat); j >= 0 && (i == a || j == a) {
			return i, j, true
		}
	}
	return 0, 0, false
}

// Table is the numbers that a's system call table may span.
func (a Arch) Table() interval.Interval {
	return interval.Interval{First: a.Base, Last: a.Base + a.TableSize - 1}
}

// Gap returns the numbers of another calling convention that lie within a's table. ok is
// false, and the interval holds nothing, if there are none.
func (a Arch) Gap() (gap interval.Interval, ok bool) {
	for _, c := range a.Foreign {
		if a.Table().Contains(c.First) && a.Table().Contains(c.Last) {
			return c.Interval, true
		}
	}
	return interval.Interval{First: 1, Last: 0}, false
}

// Holds reports whether n can be the number of a system call of a.
func (a Arch) Holds(n uint32) bool {
	gap, _ := a.Gap()
	return a.Table().Contains(n) && !gap.Contains(n) || a.Private.First != 0 && a.Private.Contains(n)
}

// ForeignNames names the conventions of the numbers of i, such as n64, n32. It returns ""
// unless all of i is foreign.
func (a Arch) ForeignNames(i interval.Interval) string {
	var names []string
	next := i.First
	for _, c := range a.Foreign {
		if !c.Contains(next) {
			continue
		}
		names = append(names, c.Name)
		if c.Contains(i.Last) {
			return strings.Join(slices.Compact(names), ", ")
		}
		next = c.Last + 1
	}
	return ""
}

// Names returns the GOARCH of each architecture in a list.
func Names(list []Arch) []string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = a.GOARCH
	}
	return names
}
