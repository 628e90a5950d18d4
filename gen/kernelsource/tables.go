package kernelsource

import (
	"bufio"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// source is the place of an architecture in the tree.
type source struct {
	goarch string
	// dir is the folder in arch.
	dir string
	// table is the path of the syscall table.
	table string
	// abis lists the values of the second column to read. Earlier ones win.
	abis []string
	// compat is set for an ABI of a 64-bit kernel: its entries are in the last column.
	compat bool
	// config lists the options of Kconfig with a value for the whole architecture.
	config map[string]bool
}

// The lists of values in the second column.
var (
	generic = []string{"64", "common", "renameat", "rlimit", "memfd_secret", "riscv"}
	n64     = []string{"n64", "common"}
	o32     = []string{"o32", "common"}
)

// The options for the width of the machine, and those of x86 and powerpc.
var (
	wide   = map[string]bool{"64BIT": true, "32BIT": false, "X86_64": true, "X86_32": false, "PPC64": true, "PPC32": false, "COMPAT": true}
	narrow = map[string]bool{"64BIT": false, "32BIT": true, "X86_64": false, "X86_32": true, "PPC64": false, "PPC32": true, "COMPAT": false}
)

// sources lists the places of all architectures.
var sources = []source{
	{"386", "x86", "arch/x86/entry/syscalls/syscall_32.tbl", []string{"i386"}, false, narrow},
	{"amd64", "x86", "arch/x86/entry/syscalls/syscall_64.tbl", []string{"common", "64"}, false, wide},
	{"arm", "arm", "arch/arm/tools/syscall.tbl", []string{"common", "eabi"}, false, narrow},
	{"arm64", "arm64", "scripts/syscall.tbl", generic, false, wide},
	{"loong64", "loongarch", "scripts/syscall.tbl", generic, false, wide},
	{"mips", "mips", "arch/mips/kernel/syscalls/syscall_o32.tbl", o32, false, narrow},
	{"mips64", "mips", "arch/mips/kernel/syscalls/syscall_n64.tbl", n64, false, wide},
	{"mips64le", "mips", "arch/mips/kernel/syscalls/syscall_n64.tbl", n64, false, wide},
	{"mipsle", "mips", "arch/mips/kernel/syscalls/syscall_o32.tbl", o32, false, narrow},
	{"ppc64", "powerpc", "arch/powerpc/kernel/syscalls/syscall.tbl", []string{"common", "nospu", "64"}, false, wide},
	{"ppc64le", "powerpc", "arch/powerpc/kernel/syscalls/syscall.tbl", []string{"common", "nospu", "64"}, false, wide},
	{"riscv64", "riscv", "scripts/syscall.tbl", generic, false, wide},
	{"s390x", "s390", "arch/s390/kernel/syscalls/syscall.tbl", []string{"common", "64"}, false, wide},
	{"ppc", "powerpc", "arch/powerpc/kernel/syscalls/syscall.tbl", []string{"common", "nospu", "32"}, true, wide},
}

// line is a line of a syscall table.
type line struct {
	name string
	// entry is the entry function with its prefix, empty if the kernel has none.
	entry string
}

// missing is the entry function of numbers without a syscall.
const missing = "sys_ni_syscall"

// read returns the lines of the table of s by number, base included.
func (s source) read(fsys fs.FS) (map[uint32]line, error) {
	f, err := open(fsys, s.table)
	if err != nil {
		return nil, fmt.Errorf("not a source tree of Linux 6.11 or newer: %w", err)
	}
	defer f.Close()
	lines := make(map[uint32]line)
	rank := make(map[uint32]int)
	scanner := bufio.NewScanner(f)
	for n := 1; scanner.Scan(); n++ {
		text, _, _ := strings.Cut(scanner.Text(), "#")
		cells := strings.Fields(text)
		if len(cells) == 0 {
			continue
		}
		number, err := strconv.ParseUint(cells[0], 10, 32)
		if err != nil || len(cells) < 3 {
			return nil, fmt.Errorf("%s:%d:1: %q; want number, ABI, name and entry function", s.table, n, scanner.Text())
		}
		r := slices.Index(s.abis, cells[1])
		key := uint32(number) + arch.ByGOARCH(s.goarch).Base
		if old, ok := rank[key]; r < 0 || ok && old < r {
			continue
		}
		rank[key], lines[key] = r, line{cells[2], s.entry(cells)}
	}
	return lines, scanner.Err()
}

// entry returns the entry function in the cells of a line.
func (s source) entry(cells []string) string {
	entry := ""
	if len(cells) > 3 {
		entry = cells[3]
	}
	if s.compat && len(cells) > 4 {
		entry = cells[4]
	}
	if entry == "-" || entry == missing {
		return ""
	}
	return entry
}
