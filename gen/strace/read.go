package strace

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/logfile"
)

// maxTasks limits the tasks with open syscalls or of another ABI.
const maxTasks = 1 << 16

// Read reads a trace of programs on a, and yields its syscalls with their counts. The error
// is of type csvfile.Errors, unless reading fails.
func Read(name string, in io.Reader, a *arch.Arch, yield func(event.Event, uint64)) error {
	r := &reader{File: logfile.File{Name: name}, native: a, yield: yield, modes: make(map[string]*arch.Arch), open: make(map[[2]string]bool)}
	err := r.Read(in, func(text string) bool {
		r.line(text)
		return true
	})
	if err != nil {
		return err
	}
	return r.Err()
}

// reader reads the lines of one trace.
type reader struct {
	logfile.File
	native *arch.Arch
	yield  func(event.Event, uint64)
	// modes holds the architectures of tasks with another one than native, open the
	// syscalls that are not finished, by task and name.
	modes map[string]*arch.Arch
	open  map[[2]string]bool
	// traced reports whether a line of a trace was read: a table then repeats it.
	traced bool
	// table is the state of a table, and mode its architecture.
	table tableState
	mode  *arch.Arch
}

// columns matches what stands before a syscall: the task, the time of -t, -tt, -ttt or -r,
// and the pointer of -i or the number of -n.
var columns = regexp.MustCompile(`^(?:\[pid +(\d+)(?:<[^<>]*>)?\] |(\d+)(?:<[^<>]*>)? +)? *` +
	`(?:(?:\d\d:\d\d:\d\d(?:\.\d+)?|\+?\d+\.\d+) +)?(?:\(\+ *\d+\.\d+\) +)?(?:\[ *[0-9a-f?]+\] +)*`)

// attached matches a message of strace in the middle of a line.
var attached = regexp.MustCompile(`strace: Process \d+ attached$`)

var (
	beginning  = regexp.MustCompile(`^([a-z_][a-z0-9_]*)\(`)
	resumption = regexp.MustCompile(`^<\.\.\. ([a-z_][a-z0-9_]*) resumed>`)
	result     = regexp.MustCompile(`\)\s+= \S`)
	changeMode = regexp.MustCompile(`\[ Process PID=(\d+) runs in (32 bit|64 bit|x32) mode\. \]`)
)

// line reads the next line.
func (r *reader) line(text string) {
	if r.tableLine(text) {
		return
	}
	if m := changeMode.FindStringSubmatchIndex(text); m != nil {
		tasks := []string{text[m[2]:m[3]]}
		if m[0] == 0 {
			// Its lines have no task while there is no other one.
			tasks = append(tasks, "")
		}
		r.change(tasks, text[m[4]:m[5]], m[4])
		return
	}
	text = attached.ReplaceAllString(text, "")
	m := columns.FindStringSubmatchIndex(text)
	rest, task := text[m[1]:], ""
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			task = text[m[i]:m[i+1]]
		}
	}
	if m := beginning.FindStringSubmatch(rest); m != nil {
		r.begin(task, m[1], rest, len(text)-len(rest))
	} else if m := resumption.FindStringSubmatch(rest); m != nil {
		r.resume(task, m[1], len(text)-len(rest))
	}
}

// change sets the architecture of tasks.
func (r *reader) change(tasks []string, mode string, offset int) {
	if a := r.inMode(mode, offset); a != nil && len(r.modes) < maxTasks {
		for _, task := range tasks {
			r.modes[task] = a
		}
	}
}

// inMode returns the architecture of a mode, or reports that it has none and returns nil.
func (r *reader) inMode(mode string, offset int) *arch.Arch {
	switch {
	case mode == "x32":
		r.fail(offset, "trace the program of another ABI", "no rule can allow the syscalls of x32")
		return nil
	case mode == "64 bit" || r.native.Width == 32:
		return r.native
	case r.native.Companion == nil:
		r.fail(offset, "name the trace's architecture with -arch", "%s has no companion ABI", r.native.GOARCH)
	}
	return r.native.Companion
}

// find returns the event of a syscall of a task. The syscall may be one of the other ABI: a
// line without a task does not show it.
func (r *reader) find(task, name string) (event.Event, bool) {
	a := r.native
	if other := r.modes[task]; other != nil {
		a = other
	}
	e, ok := find(name, a)
	if _, companion, both := arch.Pair(r.native); !ok && both && a == r.native && len(r.modes) > 0 {
		e, ok = find(name, companion)
	} else if !ok {
		e, ok = find(name, r.native)
	}
	return e, ok
}

const unfinished = "<unfinished ...>"

// begin counts a syscall at its beginning. rest is the line from its name on.
func (r *reader) begin(task, name, rest string, offset int) {
	list, closed := arguments(rest[len(name)+1:])
	complete := result.MatchString(rest)
	if pending := strings.Contains(rest, "<unfinished ...>") || strings.Contains(rest, "<detached ...>"); closed && !complete && !pending {
		// Text of the program, such as "read(3) failed".
		return
	}
	e, ok := r.find(task, name)
	if !ok {
		if closed || strings.HasSuffix(rest, unfinished) {
			r.unknown(name, offset)
		}
		return
	}
	r.traced = true
	if !complete {
		if len(r.open) >= maxTasks {
			clear(r.open)
		}
		r.open[[2]string{task, name}] = true
	}
	r.yield(fill(e, name, list), 1)
}

// resume counts a syscall at its end, if its beginning is not in the trace.
func (r *reader) resume(task, name string, offset int) {
	// The beginning has no task if there was only one.
	for _, key := range [][2]string{{task, name}, {"", name}} {
		if r.open[key] {
			delete(r.open, key)
			return
		}
	}
	e, ok := r.find(task, name)
	if !ok {
		r.unknown(name, offset)
		return
	}
	r.traced = true
	r.yield(e, 1)
}

// unknown reports the name of a syscall that the architecture lacks.
func (r *reader) unknown(name string, offset int) {
	r.fail(offset, "name the trace's architecture with -arch", "%s has no syscall %q", r.native.GOARCH, name)
}

// fail reports a problem at a byte of the line.
func (r *reader) fail(offset int, hint, what string, a ...any) {
	r.Fail(r.Number, offset+1, hint, what, a...)
}

// tableState is where in a table of -c the reader is.
type tableState uint8

const (
	outside tableState = iota
	// header is after the names of the columns, rows after the line below them.
	header
	rows
)

var (
	tableHeader = regexp.MustCompile(`^% time +seconds +usecs/call +calls +errors +syscall$`)
	otherHeader = regexp.MustCompile(`^% time .*\bsyscall|\bcalls\b.*\bsyscall$`)
	tableMode   = regexp.MustCompile(`^System call usage summary for (32 bit|64 bit|x32) mode:$`)
	dashes      = regexp.MustCompile(`^-+(?: -+)+$`)
)

// tableLine reads a line of a table of -c. It returns false for another line.
func (r *reader) tableLine(text string) bool {
	if r.table == outside && !strings.Contains(text, "call") {
		return false
	}
	switch m := tableMode.FindStringSubmatchIndex(text); {
	case m != nil:
		r.mode = r.inMode(text[m[2]:m[3]], m[2])
		return true
	case r.table == outside && tableHeader.MatchString(text):
		r.table = header
		return true
	case r.table == outside && otherHeader.MatchString(text):
		r.fail(0, "use strace -c without -U", "table with other columns")
		return true
	case r.table == outside:
		return false
	case dashes.MatchString(text):
		if r.table++; r.table > rows {
			r.endTable()
		}
		return true
	}
	r.row(text)
	return true
}

// endTable ends a table. strace counts a syscall when it returns: the table lacks those at
// the end of each process.
func (r *reader) endTable() {
	for _, name := range []string{"exit", "exit_group"} {
		if e, ok := find(name, r.tableArch()); ok && !r.traced {
			r.yield(e, 1)
		}
	}
	r.table, r.mode = outside, nil
}

// tableArch returns the architecture of the table.
func (r *reader) tableArch() *arch.Arch {
	if r.mode != nil {
		return r.mode
	}
	return r.native
}

// row reads a row of a table: its fourth column is the count, its last one the syscall.
func (r *reader) row(text string) {
	cells := strings.Fields(text)
	if len(cells) != 5 && len(cells) != 6 {
		r.fail(0, "the table may be cut", "%d cells in a row of a table", len(cells))
		r.table = outside
		return
	}
	name := cells[len(cells)-1]
	n, err := strconv.ParseUint(cells[3], 10, 62)
	if err != nil {
		r.fail(strings.Index(text, cells[3]), "", "%q calls", cells[3])
		return
	}
	e, ok := find(name, r.tableArch())
	switch {
	case !ok:
		r.unknown(name, strings.LastIndex(text, name))
	case !r.traced:
		r.yield(e, n)
	}
}
