package eventlog

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

const (
	// maxLine limits the bytes of a line. Longer ones are cut.
	maxLine = 64 << 10
	// maxErrors limits the reported errors of one file.
	maxErrors = 100
)

// Read reads a log and yields its entries in order, until yield returns false. arches lists
// the architectures to choose from where a crash does not show one: all if it is empty.
//
// The error is of type [csvfile.Errors], unless reading fails: it has the broken lines.
func Read(name string, r io.Reader, arches []*arch.Arch, yield func(Entry) bool) error {
	in := &reader{file: name, yield: yield, arches: arches}
	lines := bufio.NewReaderSize(r, maxLine)
	for !in.done {
		text, err := lines.ReadSlice('\n')
		in.number++
		in.line(clean(string(text)))
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = lines.ReadSlice('\n')
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	in.end()
	return in.errs.Sorted()
}

// color matches the sequences by which a terminal changes its color.
var color = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// clean removes the end of a line, and colors.
func clean(text string) string {
	text = strings.TrimRight(text, "\r\n")
	if strings.Contains(text, "\x1b") {
		text = color.ReplaceAllString(text, "")
	}
	return text
}

// reader reads the lines of one log.
type reader struct {
	file   string
	number int
	arches []*arch.Arch
	yield  func(Entry) bool
	done   bool
	errs   csvfile.Errors
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
	l.reader.fail(l.number, offset+1, hint, what, a...)
	return Entry{}, false
}

// fail reports a problem. The last one of many stands for all others.
func (r *reader) fail(line, col int, hint, what string, a ...any) {
	switch len(r.errs) {
	case maxErrors:
		what, hint, a = "more broken lines", "", nil
	case maxErrors + 1:
		return
	}
	r.errs = append(r.errs, csvfile.Error{File: r.file, Line: line, Col: col, What: csvfile.Message(what, a...), Hint: hint})
}

// prefix matches the times that syslog and journalctl write before a line.
var prefix = regexp.MustCompile(`^(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]{0,16})`)

// time returns the time before a place of the line, or "".
func (l line) time(before int) string {
	return strings.Trim(prefix.FindString(l.text[:before]), "[]")
}
