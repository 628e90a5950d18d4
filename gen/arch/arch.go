package arch

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// Arch is one architecture: a GOARCH and the syscall convention of its kernel. Only the
// elements of [All] exist, so two pointers are equal for the same architecture.
type Arch struct {
	// GOARCH is Go's name.
	GOARCH string
	// Index is the index in All, for slices by architecture.
	Index int
	// Target reports whether Go builds for this architecture. The others are only companion
	// ABIs. They have no column in syscalls.csv: package catalog derives their numbers.
	Target bool
	// Companion is the companion ABI: a 32-bit architecture with programs for the same
	// 64-bit kernel. It is nil for kernels of one architecture.
	Companion *Arch
	// Audit is the AUDIT_ARCH_* value in seccomp_data.arch
	// (include/uapi/linux/audit.h).
	Audit uint32
	// Base is the first number of the syscall table. mips adds a base for each of its
	// conventions.
	Base uint32
	// TableSize limits the table to the numbers from Base to Base+TableSize-1. The table of
	// Linux 7.2 ends at Base+471. On mips the numbers of another convention follow. On amd64
	// those of x32 lie inside: see [Arch.Gap].
	TableSize uint32
	// BigEndian is the byte order of the kernel's sock_filter and seccomp_data.
	BigEndian bool
	// Width is the number of bits of an argument.
	Width int
	// ENOSYS is the errno for a missing syscall. mips has its own errnos.
	ENOSYS uint16
	// AllowCache reports whether kernels since Linux 5.11 record the numbers always allowed
	// by a filter, and skip the filter for them. mips kernels do not: they lack
	// SECCOMP_ARCH_NATIVE (arch/mips/include/asm/seccomp.h).
	AllowCache bool
	// Private holds the numbers outside the table: arm's syscalls from __ARM_NR_BASE on
	// (arch/arm/include/uapi/asm/unistd.h). It is empty if First is 0.
	Private interval.Interval
	// Replaced holds numbers shown to a filter in place of a larger one.
	Replaced []interval.Interval
	// Foreign lists the numbers of other calling conventions under the same audit
	// value, ascending. Every profile kills them, as it kills other architectures.
	Foreign []Convention
}

// Convention is a calling convention and its numbers.
type Convention struct {
	Name string
	interval.Interval
}

const (
	// firstNewer is the first number newer than the baseline, without the Base:
	// pidfd_send_signal. Since Linux 5.1 all architectures share one table from there on.
	// Libraries can do without its syscalls: they take ENOSYS for an older kernel.
	firstNewer = 424
	// newerLimit ends these numbers. From it on bit 30 is set: on x86 it marks x32,
	// elsewhere it is not used.
	newerLimit = 1 << 30
)

// x32 holds the numbers of x32 on amd64: those with bit 30 set and, on kernels before
// 5.4, also 512 to 547. -1 has bit 30 set, but is not a syscall: a tracer writes it to
// skip one.
var x32 = []Convention{
	{"x32", interval.Interval{First: 512, Last: 547}},
	{"x32", interval.Interval{First: 1 << 30, Last: 1<<32 - 2}},
}

// On a mips kernel with several conventions, the number selects the convention of a
// syscall (arch/mips/kernel/scall64-o32.S). The audit value is always that of the thread.
// So a thread of one convention can make syscalls of the others.
var (
	mipsO32 = Convention{"o32", interval.Interval{First: 4000, Last: 4999}}
	mipsN64 = Convention{"n64", interval.Interval{First: 5000, Last: 5999}}
	mipsN32 = Convention{"n32", interval.Interval{First: 6000, Last: 6999}}
)

// The architectures.
var (
	i386     = &Arch{GOARCH: "386", Target: true, AllowCache: true, TableSize: 1024, Width: 32, Audit: 0x40000003, ENOSYS: 38}
	amd64    = &Arch{GOARCH: "amd64", Target: true, AllowCache: true, TableSize: 1024, Width: 64, Companion: i386, Audit: 0xc000003e, ENOSYS: 38, Foreign: x32}
	arm      = &Arch{GOARCH: "arm", Target: true, AllowCache: true, TableSize: 1024, Width: 32, Audit: 0x40000028, ENOSYS: 38, Private: interval.Interval{First: 0xf0000, Last: 0xf003f}}
	arm64    = &Arch{GOARCH: "arm64", Target: true, AllowCache: true, TableSize: 1024, Width: 64, Companion: arm, Audit: 0xc00000b7, ENOSYS: 38}
	loong64  = &Arch{GOARCH: "loong64", Target: true, AllowCache: true, TableSize: 1024, Width: 64, Audit: 0xc0000102, ENOSYS: 38}
	mips     = &Arch{GOARCH: "mips", Target: true, TableSize: 1000, Width: 32, Audit: 0x00000008, ENOSYS: 89, Base: 4000, BigEndian: true, Foreign: []Convention{mipsN64, mipsN32}}
	mips64   = &Arch{GOARCH: "mips64", Target: true, TableSize: 1000, Width: 64, Companion: mips, Audit: 0x80000008, ENOSYS: 89, Base: 5000, BigEndian: true, Foreign: []Convention{mipsO32, mipsN32}}
	mips64le = &Arch{GOARCH: "mips64le", Target: true, TableSize: 1000, Width: 64, Companion: mipsle, Audit: 0xc0000008, ENOSYS: 89, Base: 5000, Foreign: []Convention{mipsO32, mipsN32}}
	mipsle   = &Arch{GOARCH: "mipsle", Target: true, TableSize: 1000, Width: 32, Audit: 0x40000008, ENOSYS: 89, Base: 4000, Foreign: []Convention{mipsN64, mipsN32}}
	ppc64    = &Arch{GOARCH: "ppc64", Target: true, AllowCache: true, TableSize: 1024, Width: 64, Companion: ppc, Audit: 0x80000015, ENOSYS: 38, BigEndian: true}
	ppc64le  = &Arch{GOARCH: "ppc64le", Target: true, AllowCache: true, TableSize: 1024, Width: 64, Audit: 0xc0000015, ENOSYS: 38}
	riscv64  = &Arch{GOARCH: "riscv64", Target: true, AllowCache: true, TableSize: 1024, Width: 64, Audit: 0xc00000f3, ENOSYS: 38}
	// Older s390x kernels show 0 for numbers after the table, current ones the low 16 bits
	// of each number (arch/s390/kernel/syscall.c; seen on 7.2).
	s390x = &Arch{GOARCH: "s390x", Target: true, AllowCache: true, TableSize: 1024, Width: 64, Audit: 0x80000016, ENOSYS: 38, BigEndian: true, Replaced: []interval.Interval{{First: 0, Last: 0}}}
	ppc   = &Arch{GOARCH: "ppc", AllowCache: true, TableSize: 1024, Width: 32, Audit: 0x00000014, ENOSYS: 38, BigEndian: true}
)

// All lists the architectures: [Targets], then ppc, the companion ABI of ppc64. Go reserves
// the name ppc, but cannot build for it.
var All = indexed(i386, amd64, arm, arm64, loong64, mips, mips64, mips64le, mipsle, ppc64, ppc64le, riscv64, s390x, ppc)

// Targets lists the architectures of Go on Linux, in alphabetical order. syscalls.csv has a
// column for each, in this order. They are the first elements of All.
var Targets = slices.DeleteFunc(slices.Clone(All), func(a *Arch) bool { return !a.Target })

// indexed sets the Index of each architecture in a list, and returns the list.
func indexed(list ...*Arch) []*Arch {
	for i, a := range list {
		a.Index = i
	}
	return list
}

// ByGOARCH returns the architecture with a GOARCH, or nil.
func ByGOARCH(goarch string) *Arch {
	for _, a := range All {
		if a.GOARCH == goarch {
			return a
		}
	}
	return nil
}

// Pair returns both architectures of a kernel, given either one. ok is false if a has no
// companion ABI and is not one.
func Pair(a *Arch) (native, companion *Arch, ok bool) {
	for _, n := range All {
		if n.Companion != nil && (n == a || n.Companion == a) {
			return n, n.Companion, true
		}
	}
	return nil, nil, false
}

// Table returns the numbers reserved for the syscall table of a.
func (a *Arch) Table() interval.Interval {
	return interval.Interval{First: a.Base, Last: a.Base + a.TableSize - 1}
}

// Newer returns the numbers newer than the baseline, known to the tables or not. Some of
// them are Foreign.
func (a *Arch) Newer() interval.Interval {
	return interval.Interval{First: a.Base + firstNewer, Last: newerLimit - 1}
}

// Gap returns the numbers of another calling convention within the table of a. If there
// are none, ok is false and the interval is empty.
func (a *Arch) Gap() (gap interval.Interval, ok bool) {
	for _, c := range a.Foreign {
		if a.Table().Contains(c.First) && a.Table().Contains(c.Last) {
			return c.Interval, true
		}
	}
	return interval.Interval{First: 1, Last: 0}, false
}

// Holds reports whether n can be the number of a syscall of a.
func (a *Arch) Holds(n uint32) bool {
	gap, _ := a.Gap()
	return a.Table().Contains(n) && !gap.Contains(n) || a.Private.First != 0 && a.Private.Contains(n)
}

// ForeignNames returns the conventions of the numbers in i: "n64, n32". It returns "" if
// some of i is not foreign.
func (a *Arch) ForeignNames(i interval.Interval) string {
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

// Set returns the architectures of a list in the order of All, without duplicates.
func Set(list []*Arch) []*Arch {
	return slices.DeleteFunc(slices.Clone(All), func(a *Arch) bool { return !slices.Contains(list, a) })
}

// Names returns the GOARCH of each architecture in a list.
func Names(list []*Arch) []string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = a.GOARCH
	}
	return names
}
