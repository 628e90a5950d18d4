package eventlog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// layout is how Go prints the registers of an architecture (runtime/signal_*.go), and which
// of them a syscall uses: see syscall(2).
type layout struct {
	// goarches lists the architectures, by the order of their bytes apart.
	goarches []string
	// first and last are the first register and the last one.
	first, last string
	// count is the number of registers.
	count int
	// number is the register with the number of the syscall, arguments those with its
	// arguments.
	number    string
	arguments []string
}

// layouts lists the layouts. The two of mips have the same registers. On mips64 the stack
// pointer of Go has more than 32 bits.
var layouts = []layout{
	{[]string{"amd64"}, "rax", "gs", 21, "rax", []string{"rdi", "rsi", "rdx", "r10", "r8", "r9"}},
	{[]string{"386"}, "eax", "gs", 13, "eax", []string{"ebx", "ecx", "edx", "esi", "edi", "ebp"}},
	{[]string{"arm"}, "trap", "fault", 21, "r7", []string{"r0", "r1", "r2", "r3", "r4", "r5"}},
	{[]string{"arm64"}, "r0", "fault", 34, "r8", []string{"r0", "r1", "r2", "r3", "r4", "r5"}},
	{[]string{"loong64"}, "r0", "link", 34, "r11", []string{"r4", "r5", "r6", "r7", "r8", "r9"}},
	{[]string{"mipsle", "mips"}, "r0", "hi", 36, "r2", []string{"r4", "r5", "r6", "r7"}},
	{[]string{"mips64le", "mips64"}, "r0", "hi", 36, "r2", []string{"r4", "r5", "r6", "r7", "r8", "r9"}},
	{[]string{"ppc64le", "ppc64"}, "r0", "trap", 38, "r0", []string{"r3", "r4", "r5", "r6", "r7", "r8"}},
	{[]string{"riscv64"}, "ra", "pc", 32, "a7", []string{"a0", "a1", "a2", "a3", "a4", "a5"}},
	{[]string{"s390x"}, "r0", "link", 18, "r1", []string{"r2", "r3", "r4", "r5", "r6", "r7"}},
}

// crash is a crash of a Go program as far as it is read.
type crash struct {
	line, col int
	time      string
	comm, pid string
	// files lists architectures named by Go's files in the stacks.
	files []string
	// function is the last function outside of Go's own packages, of the first goroutine.
	// caller adds its file and line.
	function, caller string
	// goroutines counts the stacks.
	goroutines int
	registers  map[string]uint64
	// order lists the registers as they came. wide is true for one with more than 32 bits.
	order []string
	wide  bool
}

var (
	crashBegin = regexp.MustCompile(`SIGSYS: bad system call\s*$`)
	crashCode  = regexp.MustCompile(`\bPC=0x[0-9a-f]+ m=\d+ sigcode=(-?\d+)`)
	register   = regexp.MustCompile(`(?:^|[\s:|])([a-z][a-z0-9]{1,6})\s+0x([0-9a-f]{1,16})(?:\s+([a-z][a-z0-9]{1,6})\s+0x([0-9a-f]{1,16}))?\s*$`)
	// service matches the program and its process before a line of syslog or the journal.
	service  = regexp.MustCompile(`([^\s\[\]]{1,64})\[(\d{1,10})\]: $`)
	goFile   = regexp.MustCompile(`_linux_([a-z0-9]+)\.go:\d+`)
	position = regexp.MustCompile(`[\t ](\S+\.go:\d+)(?: \+0x[0-9a-f]+.*)?$`)
)

// goPackages lists the packages on a stack between a program and the syscall.
var goPackages = []string{"syscall.", "runtime.", "internal/", "golang.org/x/sys/", "os."}

// seccompCode is si_code of a SIGSYS of seccomp.
const seccompCode = "1"

// beginCrash begins a crash at its first line.
func (l line) beginCrash() bool {
	at := crashBegin.FindStringIndex(l.text)
	if at == nil {
		return false
	}
	l.crash = &crash{line: l.Number, col: at[0] + 1, time: l.time(at[0]), registers: make(map[string]uint64)}
	if m := service.FindStringSubmatch(l.text[:at[0]]); m != nil {
		l.crash.comm, l.crash.pid = m[1], m[2]
	}
	return true
}

// continueCrash reads a line of a crash. It returns false if the line is not of it.
func (l line) continueCrash() bool {
	c := l.crash
	if c.goroutines > 1 && len(c.order) == 0 && !strings.Contains(l.text, "0x") && !l.candidate() {
		// Most lines of a crash, in other stacks.
		return true
	}
	if m := register.FindStringSubmatch(l.text); m != nil && (len(c.order) > 0 || isFirst(m[1])) {
		c.add(m[1], m[2])
		if m[3] != "" {
			c.add(m[3], m[4])
		}
		return true
	}
	switch code := crashCode.FindStringSubmatch(l.text); {
	case len(c.order) > 0 || crashBegin.MatchString(l.text):
		l.endCrash()
		return false
	case code != nil && code[1] != seccompCode:
		// Another process sent the signal.
		l.crash = nil
		return true
	}
	c.stack(l.text)
	return !l.begins()
}

// begins reports whether a line begins another entry.
func (l line) begins() bool {
	if !l.candidate() {
		return false
	}
	for _, x := range []*regexp.Regexp{seccompRecord, syscallRecord, sigsysLine, dumpBegin} {
		if x.MatchString(l.text) {
			return true
		}
	}
	return false
}

// isFirst reports whether a register is the first of a layout.
func isFirst(name string) bool {
	return slices.ContainsFunc(layouts, func(x layout) bool { return x.first == name })
}

// add adds a register.
func (c *crash) add(name, digits string) {
	if len(c.order) > maxRegisters {
		return
	}
	c.order = append(c.order, name)
	c.registers[name], _ = strconv.ParseUint(digits, 16, 64)
	c.wide = c.wide || c.registers[name] >= 1<<32
}

// maxRegisters is more than the registers of any layout.
const maxRegisters = 64

// stack reads a line of a stack.
func (c *crash) stack(text string) {
	if strings.Contains(text, "goroutine ") {
		c.goroutines++
	}
	if m := goFile.FindStringSubmatch(text); m != nil && len(c.files) == 0 && arch.ByGOARCH(m[1]) != nil {
		c.files = []string{m[1]}
	}
	if c.goroutines > 1 || c.caller != "" {
		return
	}
	if m := position.FindStringSubmatch(text); m != nil && c.function != "" {
		c.caller = c.function + " " + m[1]
	} else if name := function(text); name != "" && !ofGo(name) {
		c.function = name
	}
}

// function returns the function of a line with its arguments: main.(*T).F for
// main.(*T).F(0x1, {...}). It returns "" for another line.
func function(text string) string {
	open := strings.LastIndexByte(text, '(')
	if open < 0 || !strings.HasSuffix(text, ")") {
		return ""
	}
	name := text[strings.LastIndexAny(text[:open], " \t")+1 : open]
	if !strings.Contains(name, ".") {
		return ""
	}
	return name
}

// ofGo reports whether a function is of Go's own packages.
func ofGo(function string) bool {
	return slices.ContainsFunc(goPackages, func(prefix string) bool { return strings.HasPrefix(function, prefix) })
}

// endCrash ends a crash and adds its entry.
func (r *reader) endCrash() {
	c := r.crash
	r.crash = nil
	if len(c.order) == 0 {
		r.Fail(c.line, c.col, "run the program with GOTRACEBACK=single", "crash without registers")
		return
	}
	e := Entry{File: r.Name, Line: c.line, Time: c.time, Comm: c.comm, PID: c.pid, Caller: c.caller, Action: action.Trap}
	for _, x := range layouts {
		if c.has(x) && c.describe(&e, x, r.arches) {
			r.add(e)
			return
		}
	}
	r.Fail(c.line, c.col, "keep all its lines", "crash with %d registers, not those of one architecture", len(c.order))
}

// has reports whether the registers are those of a layout.
func (c *crash) has(x layout) bool {
	_, number := c.registers[x.number]
	return len(c.order) == x.count && c.order[0] == x.first && c.order[len(c.order)-1] == x.last && number
}

// describe sets the syscall of e from the registers of a layout. It returns false if they
// are those of another one.
func (c *crash) describe(e *Entry, x layout, arches []*arch.Arch) bool {
	chosen := archesOf(x.goarches)
	if c.wide && chosen[0].Width == 32 {
		return false
	}
	e.Event = event.Event{Number: uint32(c.registers[x.number])}
	for i, name := range x.arguments {
		v, ok := c.registers[name]
		if !ok {
			return false
		}
		e.Args[i] = v
		e.Known |= event.Arguments(1) << i
	}
	for _, list := range [][]*arch.Arch{archesOf(c.files), arches} {
		if both := common(chosen, list); len(both) > 0 {
			chosen = both
		}
	}
	e.Event.Arch, e.Others = chosen[0], chosen[1:]
	return true
}

// archesOf returns the architectures with some names.
func archesOf(goarches []string) []*arch.Arch {
	var list []*arch.Arch
	for _, goarch := range goarches {
		list = append(list, arch.ByGOARCH(goarch))
	}
	return list
}

// common returns the architectures of both lists, in the order of the first.
func common(list, other []*arch.Arch) []*arch.Arch {
	var both []*arch.Arch
	for _, a := range list {
		if slices.Contains(other, a) {
			both = append(both, a)
		}
	}
	return both
}
