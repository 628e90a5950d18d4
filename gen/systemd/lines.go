package systemd

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// word is a part of a value.
type word struct {
	structure.Place
	text string
}

// assignment is a directive with its value.
type assignment struct {
	structure.Place
	name string
	// words holds the value, divided at spaces.
	words []word
	// why is the comment in the lines before, or empty.
	why string
}

// line is a line with its words. why is the comment in the lines before.
type line struct {
	words []word
	why   string
}

// executing lists the sections with directives about processes, others the rest.
var (
	executing = []string{"Service", "Socket", "Mount", "Swap"}
	others    = []string{"Unit", "Install", "Automount", "Path", "Timer", "Slice", "Scope"}
)

// lines reads the directives about processes in a file. Those before a section count too.
func (r *reader) lines(file string, data []byte) (list []assignment) {
	counts := true
	for _, line := range r.logical(file, data) {
		if line.words[0].text[0] == '[' {
			counts = r.section(line.words)
			continue
		}
		a, ok := r.assignment(line.words)
		a.why = line.why
		switch {
		case !ok:
		case counts:
			list = append(list, a)
		case filtering(a.name):
			r.Fail(a.Place, "move it to [Service]", "%s= has no effect in this section", a.name)
		}
	}
	return list
}

// logical returns the lines. Those that end in \ go on in the next, and comments between them do
// not count.
func (r *reader) logical(file string, data []byte) (list []line) {
	var next line
	more := false
	at := structure.Place{File: file, Col: 1}
	for text := range strings.Lines(string(data)) {
		at.Line++
		text = strings.TrimRight(text, "\r\n")
		if trimmed := strings.TrimLeft(text, " \t"); trimmed != "" && strings.Contains("#;", trimmed[:1]) {
			if !more {
				next.why = strings.TrimSpace(next.why + " " + strings.Trim(trimmed, "#; \t"))
			}
			continue
		}
		text, more = strings.CutSuffix(text, `\`)
		if next.words = append(next.words, divide(at, text)...); !more {
			if len(next.words) > 0 {
				list = append(list, next)
			}
			next = line{}
		}
	}
	if more {
		r.Fail(at, "", `the file ends after \`)
	}
	return list
}

// section reports whether the directives of a section are about processes.
func (r *reader) section(line []word) bool {
	name, ok := strings.CutSuffix(strings.TrimPrefix(line[0].text, "["), "]")
	switch {
	case !ok || len(line) > 1:
		r.Fail(line[0].Place, "write [Service]", "no section: %q", line[0].text)
	case !slices.Contains(executing, name) && !slices.Contains(others, name) && !strings.HasPrefix(name, "X-"):
		r.Fail(line[0].Place, "want one of "+strings.Join(slices.Concat(executing, others), ", "), "unknown section %q", name)
	}
	return slices.Contains(executing, name)
}

// assignment divides a line at its =.
func (r *reader) assignment(line []word) (a assignment, ok bool) {
	first, words := line[0], line[1:]
	name, value, ok := strings.Cut(first.text, "=")
	at := first.Place
	at.Col += len(name) + 1
	if !ok && len(words) > 0 {
		at = words[0].Place
		at.Col++
		value, ok = strings.CutPrefix(words[0].text, "=")
		words = words[1:]
	}
	if !ok {
		r.Fail(first.Place, "write DIRECTIVE=VALUE", "no = after %q", first.text)
		return a, false
	}
	if value != "" {
		words = append([]word{{at, value}}, words...)
	}
	return assignment{Place: first.Place, name: name, words: words}, true
}

// divide returns the words of a line.
func divide(at structure.Place, text string) (list []word) {
	for {
		trimmed := strings.TrimLeft(text, " \t")
		at.Col += len(text) - len(trimmed)
		if text = trimmed; text == "" {
			return list
		}
		n := strings.IndexAny(text, " \t")
		if n < 0 {
			n = len(text)
		}
		list = append(list, word{at, text[:n]})
		at.Col += n
		text = text[n:]
	}
}

// filtering reports whether a directive may have a filter.
func filtering(name string) bool {
	_, on := switches[name]
	return on || directives[name] != nil || unsayable[name] != ""
}
