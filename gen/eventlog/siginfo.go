package eventlog

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// sigsysLine matches the signal as strace prints it.
var (
	sigsysLine = regexp.MustCompile(`SIGSYS \{([^{}]*)\}`)
	straceTask = regexp.MustCompile(`^(?:\[pid +(\d+)|(\d+) )`)
	straceTime = regexp.MustCompile(`(?:^|\] +|^\d+ +)(\d\d:\d\d:\d\d(?:\.\d+)?|\d{9,11}\.\d+) `)
)

// sigsys reads a SIGSYS of seccomp as strace prints it. ok is false for another line.
func (l line) sigsys() (e Entry, ok bool) {
	m := sigsysLine.FindStringSubmatchIndex(l.text)
	if m == nil {
		return Entry{}, false
	}
	fields, start := fieldsOf(l.text[m[2]:m[3]]), m[2]
	if code := fields["si_code"]; code != "SYS_SECCOMP" && code != "0x1" && code != "1" {
		return Entry{}, false
	}
	e = Entry{File: l.Name, Line: l.Number, Action: action.Trap}
	if task := straceTask.FindStringSubmatch(l.text); task != nil {
		e.PID = task[1] + task[2]
	}
	if at := straceTime.FindStringSubmatch(l.text[:m[0]]); at != nil {
		e.Time = stamp(at[1])
	}
	name := strings.TrimPrefix(fields["si_arch"], auditArch)
	if name != fields["si_arch"] {
		e.Event.Arch, e.Machine, ok = findMachine(strings.ToLower(name))
	} else {
		e.Event.Arch, e.Machine, ok = readArch(name)
	}
	if !ok {
		return l.fail(start, "", "siginfo with si_arch=%q", fields["si_arch"])
	}
	if e.Number, ok = readSyscall(fields["si_syscall"], e.Event.Arch); !ok {
		return l.fail(start, "", "siginfo with si_syscall=%q", fields["si_syscall"])
	}
	return e, true
}

// fieldsOf returns the values of name=value, separated by commas.
func fieldsOf(text string) map[string]string {
	fields := make(map[string]string)
	for part := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		fields[name] = value
	}
	return fields
}

// findMachine returns the architecture with an audit constant, without its prefix.
func findMachine(name string) (a *arch.Arch, machine string, ok bool) {
	for value, known := range machines() {
		if known == name {
			a, machine = byAudit(value)
			return a, machine, true
		}
	}
	return nil, "", false
}

// maxDump limits the bytes of a siginfo that gdb prints.
const maxDump = 64 << 10

// dump is a siginfo of gdb as far as it is read.
type dump struct {
	line, col int
	text      strings.Builder
	// open counts the open braces.
	open int
}

var (
	dumpBegin = regexp.MustCompile(`\{\s*si_signo = (?:31|12),|^\s+si_signo = (?:31|12),`)
	dumpCode  = regexp.MustCompile(`\bsi_code = (-?\d+)`)
	dumpSys   = regexp.MustCompile(`\b_syscall = (-?\d+),\s*_arch = (\d+)`)
	dumpPad   = regexp.MustCompile(`\b_pad = \{([^{}]*)\}`)
)

// beginDump begins a siginfo of gdb.
func (l line) beginDump() bool {
	at := dumpBegin.FindStringIndex(l.text)
	if at == nil {
		return false
	}
	l.dump = &dump{line: l.Number, col: at[0] + 1}
	if l.text[at[0]] != '{' {
		// The brace stands on the line before.
		l.dump.open = 1
	}
	l.continueDump()
	return true
}

// continueDump reads a line of a siginfo, up to its last brace.
func (l line) continueDump() {
	d := l.dump
	text := l.text[min(len(l.text), max(0, l.skip(d))):]
	d.text.WriteString(text)
	d.text.WriteByte('\n')
	d.open += strings.Count(text, "{") - strings.Count(text, "}")
	if d.open <= 0 || d.text.Len() > maxDump {
		l.endDump()
	}
}

// skip returns where the siginfo begins in the line.
func (l line) skip(d *dump) int {
	if d.line == l.Number {
		return d.col - 1
	}
	return 0
}

// endDump ends a siginfo and adds its entry.
func (r *reader) endDump() {
	d := r.dump
	r.dump = nil
	text := d.text.String()
	if code := dumpCode.FindStringSubmatch(text); code != nil && code[1] != seccompCode {
		return
	}
	e := Entry{File: r.Name, Line: d.line, Action: action.Trap}
	number, audit, ok := sysOf(text)
	if !ok {
		r.Fail(d.line, d.col, "print the whole $_siginfo", "siginfo without a syscall")
		return
	}
	e.Number = number
	e.Event.Arch, e.Machine = byAudit(audit)
	r.add(e)
}

// sysOf returns the syscall and the audit value of a siginfo: of member _sigsys, or of the
// union's words, where gdb has no such member. The address before them has one word or two.
func sysOf(text string) (number, audit uint32, ok bool) {
	if m := dumpSys.FindStringSubmatch(text); m != nil {
		n, errNumber := strconv.ParseInt(m[1], 10, 32)
		a, errArch := strconv.ParseUint(m[2], 10, 32)
		return uint32(n), uint32(a), errNumber == nil && errArch == nil
	}
	m := dumpPad.FindStringSubmatch(text)
	if m == nil {
		return 0, 0, false
	}
	var words []uint32
	for part := range strings.SplitSeq(m[1], ",") {
		n, err := strconv.ParseInt(strings.TrimSpace(part), 10, 32)
		if err != nil {
			break
		}
		words = append(words, uint32(n))
	}
	for _, i := range []int{1, 2} {
		if i+1 < len(words) {
			if _, known := machines()[words[i+1]]; known {
				return words[i], words[i+1], true
			}
		}
	}
	return 0, 0, false
}
