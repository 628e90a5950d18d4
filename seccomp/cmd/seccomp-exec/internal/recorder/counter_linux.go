package recorder

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/journal"
)

// Counter counts the syscalls of the program in a journal, beginning with its execve(2).
type Counter struct {
	journal *journal.Journal
	// pid is the program's process, proc the folder of proc(5). target is the process's
	// first argument before the program's execve(2).
	pid    int
	proc   string
	target string
	stage  stage
	// execve holds the arguments of the target's execve(2).
	execve [6]uint64
	// started holds the processes after execve(2) or execveat(2). The next syscall shows
	// the new program.
	started map[int]bool
	// last is the ID of the last notification.
	last uint64
	// Missed counts the syscalls that a signal ended before the recorder saw them: their
	// thread died, or a handler ran. After it most start again, and are counted; those
	// under a handler without SA_RESTART fail with EINTR.
	Missed int64
	seen   map[file]bool
}

// stage is a stage of the program's start.
type stage uint8

const (
	// waiting: the target makes syscalls of the Go runtime.
	waiting stage = iota
	// executing: the target makes execve(2). Its other threads may make syscalls until the
	// kernel ends them.
	executing
	// running: every syscall is the program's.
	running
)

// NewCounter returns a counter for the program of a target that has not begun. name is the
// target's first argument.
func NewCounter(j *journal.Journal, pid int, name, proc string) *Counter {
	return &Counter{journal: j, pid: pid, proc: proc, target: name, started: make(map[int]bool), seen: make(map[file]bool)}
}

// NewCounterOf returns a counter for running programs.
func NewCounterOf(j *journal.Journal, proc string) *Counter {
	c := NewCounter(j, 0, "", proc)
	c.stage = running
	return c
}

// count counts a syscall of a thread.
func (c *Counter) count(tid int, architecture, number uint32, args *[6]uint64) {
	executes := slices.Contains(executions(), execution{architecture, number})
	if c.stage != running && !c.begins(tid, executes, args) {
		return
	}
	if len(c.started) > 0 && c.started[tid] {
		delete(c.started, tid)
		c.inspect(tid)
	}
	if executes {
		c.started[c.process(tid)] = true
	}
	c.journal.Count(architecture, number, args)
}

// begins follows the start of the program, and reports whether a syscall is the program's.
// With its first one it counts the execve(2) of the target.
func (c *Counter) begins(tid int, executes bool, args *[6]uint64) bool {
	switch {
	case tid != c.pid:
	case c.stage == executing && !c.isTarget():
		c.stage = running
		c.started[tid] = true
		first := executions()[0]
		c.journal.Count(first.architecture, first.number, &c.execve)
		return true
	case executes:
		c.stage, c.execve = executing, *args
	default:
		// The execve(2) failed, or is still to come.
		c.stage = waiting
	}
	return false
}

// isTarget reports whether the process has not become the program.
func (c *Counter) isTarget() bool {
	text, err := os.ReadFile(c.proc + "/" + strconv.Itoa(c.pid) + "/cmdline")
	name, _, _ := strings.Cut(string(text), "\x00")
	return err == nil && name == c.target
}

// process returns the process of a thread: after execve(2) its first thread has the ID of
// the process.
func (c *Counter) process(tid int) int {
	if pid, err := strconv.Atoi(status(c.proc, tid, "Tgid")); err == nil {
		return pid
	}
	return tid
}

// execution is a number of an architecture.
type execution struct{ architecture, number uint32 }

// executions lists the syscalls that execute a program, execve first.
var executions = sync.OnceValue(func() (list []execution) {
	for _, a := range machines() {
		for _, name := range []string{"execve", "execveat"} {
			if n, ok := event.Number(name, a); ok {
				list = append(list, execution{a.Audit, n})
			}
		}
	}
	return list
})

// machines returns the architectures of this kernel's programs, the recorder's own first.
func machines() []*arch.Arch {
	own := arch.ByGOARCH(runtime.GOARCH)
	native, companion, ok := arch.Pair(own)
	switch {
	case !ok:
		return []*arch.Arch{own}
	case own == companion:
		// A recorder of 32 bits on a kernel of 64.
		return []*arch.Arch{own, native}
	}
	return []*arch.Arch{own, companion}
}

// ByAudit returns the architecture of a syscall, nil for one of another kernel.
func ByAudit(audit uint32) *arch.Arch {
	for _, a := range machines() {
		if a.Audit == audit {
			return a
		}
	}
	return nil
}

// Bits returns the bits of a syscall's arguments to tell apart: see [journal.Bits].
func Bits(architecture, number uint32) (bits [6]uint64, known bool) {
	a := ByAudit(architecture)
	if a == nil {
		return bits, false
	}
	e := event.Event{Arch: a, Number: number}
	return event.Deciding(a, number), e.Syscall() != nil
}

// status returns a field of a thread's status file in proc(5), "" without one.
func status(proc string, tid int, field string) string {
	text, err := os.ReadFile(proc + "/" + strconv.Itoa(tid) + "/status")
	if err != nil {
		return ""
	}
	return fieldOf(string(text), field)
}
