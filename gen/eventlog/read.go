package eventlog

import (
	"io"
	"regexp"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/logfile"
)

// Read reads a log and yields its entries in order, until yield returns false. arches lists
// the architectures to choose from where a crash does not show one: all if it is empty.
//
// The error is of type csvfile.Errors, unless reading fails: it has the broken lines.
func Read(name string, r io.Reader, arches []*arch.Arch, yield func(Entry) bool) error {
	in := &reader{File: logfile.File{Name: name}, yield: yield, arches: arches}
	err := in.Read(r, func(text string) bool {
		in.line(clean(text))
		return !in.done
	})
	if err != nil {
		return err
	}
	in.end()
	return in.Err()
}

// color matches the sequences by which a terminal changes its color.
var color = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// clean removes colors.
func clean(text string) string {
	if strings.Contains(text, "\x1b") {
		text = color.ReplaceAllString(text, "")
	}
	return text
}

// reader reads the lines of one log.
type reader struct {
	logfile.File
	arches []*arch.Arch
	yield  func(Entry) bool
	done   bool
	// crash and dump are open: a crash up to its registers, and a siginfo up to its last
	// brace.
	crash *crash
	dump  *dump
}

// line is one line of a log.
type line struct {
	*reader
	text string
}

// line reads the next line.
func (r *reader) line(text string) {
	l := line{r, text}
	if r.dump != nil {
		l.continueDump()
		return
	}
	if r.crash != nil && l.continueCrash() {
		return
	}
	if !l.candidate() {
		return
	}
	if e, ok := l.audit(); ok {
		r.add(e)
	} else if e, ok := l.sigsys(); ok {
		r.add(e)
	} else if l.beginDump() || l.beginCrash() {
		return
	}
}

// candidate reports whether a line has a word of each beginning of an entry.
func (l line) candidate() bool {
	return strings.Contains(l.text, "audit") || strings.Contains(l.text, "SIGSYS") || strings.Contains(l.text, "si_signo")
}

// end ends the log: what is open is broken.
func (r *reader) end() {
	if r.dump != nil {
		r.endDump()
	}
	if r.crash != nil {
		r.endCrash()
	}
}

// add yields an entry.
func (r *reader) add(e Entry) { r.done = r.done || !r.yield(e) }

// fail reports a problem at a byte of the line. It returns what the callers return.
func (l line) fail(offset int, hint, what string, a ...any) (Entry, bool) {
	l.Fail(l.Number, offset+1, hint, what, a...)
	return Entry{}, false
}

// prefix matches the times that syslog and journalctl write before a line.
var prefix = regexp.MustCompile(`^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]{0,16})`)

// time returns the time before a place of the line, or "".
func (l line) time(before int) string {
	return strings.Trim(prefix.FindString(l.text[:before]), "[]")
}
