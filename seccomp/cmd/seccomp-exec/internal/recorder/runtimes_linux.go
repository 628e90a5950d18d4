package recorder

import (
	"debug/elf"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// The runtimes of programs, as bits of [journal.Journal.Mark].
const (
	Libc uint32 = 1 << iota
	Go
)

// file identifies a file.
type file struct{ device, inode uint64 }

// inspect marks the runtimes of the program that a process executes.
func (c *Counter) inspect(pid int) {
	if c.journal.Runtimes() == Libc|Go {
		return
	}
	f, err := os.OpenFile(c.proc+"/"+strconv.Itoa(pid)+"/exe", os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		// The program is not readable by its user.
		return
	}
	defer f.Close()
	var info unix.Stat_t
	if unix.Fstat(int(f.Fd()), &info) != nil {
		return
	}
	id := file{uint64(info.Dev), info.Ino}
	if !c.seen[id] {
		c.seen[id] = true
		c.journal.Mark(runtimesOf(f))
	}
}

// runtimesOf returns the runtimes of a program. A file with an interpreter is linked to a
// libc, and so is any other without the build ID of Go.
func runtimesOf(f *os.File) uint32 {
	program, err := elf.NewFile(f)
	if err != nil {
		return 0
	}
	defer program.Close()
	var found uint32
	if program.Section(".go.buildinfo") != nil || program.Section(".note.go.buildid") != nil {
		found |= Go
	}
	for _, p := range program.Progs {
		if p.Type == elf.PT_INTERP {
			found |= Libc
		}
	}
	if found == 0 {
		found = Libc
	}
	return found
}

// fieldOf returns a field of a status file.
func fieldOf(text, field string) string {
	_, value, _ := strings.Cut(text, "\n"+field+":")
	value, _, _ = strings.Cut(value, "\n")
	return strings.TrimSpace(value)
}
