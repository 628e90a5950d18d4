package main

import (
	"runtime"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// span holds the numbers first to last, both included.
type span struct {
	first, last uint32
}

// spans returns the numbers to try: the table and some numbers after it, and the numbers
// around a change of sign, size or ABI.
func spans() []span {
	list := []span{
		{uint32(tables.TableBase), uint32(tables.TableBase) + 1023},
		{1<<30 - 1, 1 << 30},
		{1 << 31, 1 << 31},
		{1<<32 - 2, 1<<32 - 1},
	}
	if tables.PrivateBase != 0 {
		list = append(list, span{uint32(tables.PrivateBase), uint32(tables.PrivateBase) + 63})
	}
	if tables.TableBase != 0 {
		// The tables of the three ABIs of mips. A 64-bit kernel selects the ABI by the
		// number, not by the program.
		list = append(list, span{4000, 6999})
	}
	if runtime.GOARCH == "amd64" {
		// x32 sets bit 30.
		list = append(list, span{1 << 30, 1<<30 + 547})
	}
	return list
}

// numbers returns the numbers of spans, ascending, each once.
func numbers() []uint32 {
	var list []uint32
	for _, s := range spans() {
		for n := uint64(s.first); n <= uint64(s.last); n++ {
			list = append(list, uint32(n))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// tried returns the numbers to try without the exempt ones, ascending.
func tried() []uint32 {
	skipped := exempt()
	return slices.DeleteFunc(numbers(), func(n uint32) bool { return slices.Contains(skipped, n) })
}

// exempt returns the numbers that newer kernels hide from filters: the kernel places these
// syscalls itself. A syscall by hand ends in a signal, so the guest cannot try them.
func exempt() []uint32 {
	var list []uint32
	for _, name := range []string{"uretprobe", "uprobe"} {
		if s, ok := tables.Lookup(name); ok && s.Exists() {
			list = append(list, uint32(s))
		}
	}
	return list
}
