package eventlog

import (
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// The beginnings of records. The second ones are as the journal has them.
var (
	seccompRecord = regexp.MustCompile(`\btype=(?:1326|SECCOMP) (?:msg=)?audit|\baudit\[\d+\]: (?:SECCOMP|<audit-1326>) `)
	syscallRecord = regexp.MustCompile(`\btype=(?:1300|SYSCALL) (?:msg=)?audit|\baudit\[\d+\]: (?:SYSCALL|<audit-1300>) `)
	stampPattern  = regexp.MustCompile(`audit\(([^()]{1,64}):\d+\) ?:`)
)

// The fields of a record after its program, in the kernel's order (kernel/auditsc.c:
// audit_seccomp).
var seccompFields = []string{"sig", "arch", "syscall", "compat", "ip", "code"}

// enrichment is the mark before the names that auditd adds to a record.
const enrichment = "\x1d"

// record is a record of an audit log.
type record struct {
	line
	// start is where the record begins.
	start int
	// interpreted reports whether ausearch -i wrote it: strings stand without quotes.
	interpreted bool
}

// audit reads the records of seccomp and of audit rules. ok is false for another line.
func (l line) audit() (e Entry, ok bool) {
	// auditd adds names after the mark. They repeat the fields.
	l.text, _, _ = strings.Cut(l.text, enrichment)
	if at := seccompRecord.FindStringIndex(l.text); at != nil {
		return record{line: l, start: at[0]}.seccomp()
	}
	if at := syscallRecord.FindStringIndex(l.text); at != nil {
		return record{line: l, start: at[0]}.syscall()
	}
	return Entry{}, false
}

// begin returns the entry with the time of a record.
func (r *record) begin() Entry {
	e := Entry{File: r.Name, Line: r.Number, Time: r.time(r.start)}
	if m := stampPattern.FindStringSubmatchIndex(r.text); m != nil && m[0] >= r.start {
		e.Time = stamp(r.text[m[2]:m[3]])
		r.interpreted = strings.HasSuffix(r.text[m[0]:m[1]], " :")
	}
	return e
}

// stamp returns the time of seconds since 1970 as RFC 3339, or other text as it is.
func stamp(text string) string {
	seconds, fraction, ok := strings.Cut(text, ".")
	s, err := strconv.ParseInt(seconds, 10, 64)
	ms, errFraction := strconv.ParseInt((fraction + "000")[:3], 10, 32)
	if !ok || err != nil || errFraction != nil || s < 0 || s > maxSeconds {
		return text
	}
	return time.Unix(s, ms*int64(time.Millisecond)).UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// maxSeconds is the end of the year 9999.
const maxSeconds = 253402300799

// seccomp reads a record of seccomp.
func (r record) seccomp() (e Entry, ok bool) {
	e = r.begin()
	values, columns, end, ok := r.fields(seccompFields)
	if !ok {
		return Entry{}, false
	}
	r.program(&e, r.text[:end])
	if e.Event.Arch, e.Machine, ok = readArch(values[1]); !ok {
		return r.fail(columns[1], "want an AUDIT_ARCH value in hex, or a name", "arch %q", values[1])
	}
	if e.Number, ok = r.syscallNumber(values[1], values[2], e.Event.Arch); !ok {
		return r.fail(columns[2], r.remedy(), "syscall %q", values[2])
	}
	e.Compat = values[3] == "1"
	if e.Action, ok = readCode(values[5]); !ok {
		return r.fail(columns[5], "want the filter's return value in hex", "code %q", values[5])
	}
	e.AnyKill = values[5] == anyKill
	return e, true
}

// remedy returns the hint for a syscall without a meaning.
func (r record) remedy() string {
	if r.interpreted {
		return "read the log itself, or use ausearch --raw"
	}
	return ""
}

// syscallNumber returns the number of a record's syscall. A name with an unknown arch is of another
// table.
func (r record) syscallNumber(archText, text string, a *arch.Arch) (uint32, bool) {
	n, ok := readSyscall(text, a)
	named := text != "" && text[0] >= 'a'
	return n, ok && !(named && strings.HasPrefix(archText, notInterpreted) && !strings.HasPrefix(text, notInterpreted))
}

// fields returns the values of the last fields of a record, and where they stand. end is
// the place of the first. A program may choose its name: only what is last counts.
func (r record) fields(names []string) (values []string, columns []int, end int, ok bool) {
	values, columns = make([]string, len(names)), make([]int, len(names))
	end = len(r.text)
	for i := len(names) - 1; i >= 0; i-- {
		name := " " + names[i] + "="
		at := strings.LastIndex(r.text[r.start:end], name)
		if at < 0 {
			r.fail(end, "the record may be cut", "record without %s=", names[i])
			return nil, nil, 0, false
		}
		end = r.start + at
		columns[i] = end + len(name)
		values[i] = word(r.text[columns[i]:])
	}
	return values, columns, end, true
}

// word returns the text up to the next space.
func word(text string) string {
	text, _, _ = strings.Cut(text, " ")
	return text
}

// program reads the process and its program from the fields before the last ones.
func (r record) program(e *Entry, text string) {
	text = text[min(r.start, len(text)):]
	i := strings.Index(text, " pid=")
	if i < 0 {
		return
	}
	e.PID = word(text[i+len(" pid="):])
	comm := strings.Index(text[i:], " comm=")
	if comm < 0 {
		return
	}
	text = text[i+comm+len(" comm="):]
	if exe := strings.Index(text, " exe="); exe >= 0 {
		last := text[exe+len(" exe="):]
		if e.Audited {
			last, _, _ = strings.Cut(last, " subj=")
			last, _, _ = strings.Cut(last, " key=")
		}
		e.Exe = r.unquote(last)
		text = text[:exe]
	}
	e.Comm = r.unquote(text)
}

// unquote returns a string as the kernel writes it: in quotes, or in hex if it has spaces,
// quotes or control characters. A missing one is (null).
func (r record) unquote(text string) string {
	switch {
	case r.interpreted:
		return text
	case strings.HasPrefix(text, `"`):
		inner, _, _ := strings.Cut(text[1:], `"`)
		return inner
	}
	text = word(text)
	if data, err := hex.DecodeString(text); err == nil {
		return string(data)
	}
	return strings.Replace(text, "(null)", "", 1)
}

// The fields of a record of an audit rule before its program (kernel/auditsc.c:
// audit_log_exit).
var syscallFields = regexp.MustCompile(`(?:: | )arch=(\S+) syscall=(\S+)(?: per=\S+)?(?: success=\S+ exit=(?:\S+|[^=]*))? a0=(\S+) a1=(\S+) a2=(\S+) a3=(\S+) `)

// syscall reads a record of an audit rule. It has four arguments.
func (r record) syscall() (e Entry, ok bool) {
	e = r.begin()
	e.Audited = true
	m := syscallFields.FindStringSubmatchIndex(r.text[r.start:])
	if m == nil {
		return r.fail(r.start, "the record may be cut", "record without arch=, syscall= and a0= to a3=")
	}
	value := func(i int) string { return r.text[r.start+m[2*i] : r.start+m[2*i+1]] }
	if e.Event.Arch, e.Machine, ok = readArch(value(1)); !ok {
		return r.fail(r.start+m[2], "want an AUDIT_ARCH value in hex, or a name", "arch %q", value(1))
	}
	if e.Number, ok = r.syscallNumber(value(1), value(2), e.Event.Arch); !ok {
		return r.fail(r.start+m[4], r.remedy(), "syscall %q", value(2))
	}
	r.program(&e, r.text)
	if r.interpreted {
		return e, true
	}
	for i := range 4 {
		if e.Args[i], ok = parseHex(value(3 + i)); !ok {
			return r.fail(r.start+m[6+2*i], "want a number in hex", "argument %q", value(3+i))
		}
		e.Known |= event.Arguments(1) << i
	}
	return e, true
}

// parseHex reads a number in hex.
func parseHex(text string) (n uint64, ok bool) {
	n, err := strconv.ParseUint(text, 16, 64)
	return n, err == nil
}
