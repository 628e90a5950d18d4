package minijail

import (
	"path"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// The limits of files with @include.
const (
	maxFiles = 64
	maxRules = 10_000
)

// reader reads the files of a policy.
type reader struct {
	structure.Decoder
	read     func(name string) ([]byte, error)
	syscalls map[string]*catalog.Syscall
	document *document.Document
	// statements lists those with rules, of all files.
	statements []statement
	files      int
	denylist   bool
	// compiled is the first word of compile_seccomp_policy.py, or nil; returning the first
	// return after a condition.
	compiled, returning *token
	seen                map[string]bool
}

// statement is a line with rules: its syscalls and their filters.
type statement struct {
	names   []name
	filters []filter
}

// name is a syscall, on the listed architectures or on all.
type name struct {
	token
	arches []*arch.Arch
}

// filter is an action for arguments.
type filter struct {
	structure.Place
	// clauses holds alternatives of tests. Without any, the filter is for all arguments.
	clauses [][]test
	action  document.Action
	// otherwise is the action of minijail0 for other arguments, or nil.
	otherwise *document.Action
}

// Read reads a policy for some architectures. read returns the content of a file for
// @include. The error is of type [csvfile.Errors].
func Read(file string, data []byte, read func(name string) ([]byte, error), c *catalog.Catalog, arches []*arch.Arch) (*document.Document, error) {
	r := &reader{read: read, syscalls: make(map[string]*catalog.Syscall), document: document.New(file, "minijail", arches), seen: make(map[string]bool)}
	for i := range c.Syscalls {
		r.syscalls[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	r.document.Default = document.Action{Value: action.KillProcess}
	r.file(file, data)
	if r.compiled != nil && r.returning != nil {
		r.Fail(r.returning.Place, "write {condition; allow, return ERRNO}, or {condition; return ERRNO, allow}",
			"return after a condition: minijail0 returns the errno if it is false, and compile_seccomp_policy.py, with %q, if it is true", r.compiled.text)
	}
	if err := r.Errors.Sorted(); err != nil {
		return nil, err
	}
	r.resolve()
	return r.document, r.Errors.Sorted()
}

// file reads a file, and those that it includes.
func (r *reader) file(name string, data []byte) {
	r.files++
	var statement []token
	more := false
	number := 0
	for line := range strings.Lines(string(data)) {
		number++
		list, next, bad := lex(structure.Place{File: name, Line: number, Col: 1}, strings.TrimRight(line, "\n"))
		if bad != nil {
			r.Fail(bad.Place, "", "unexpected %q", bad.text)
			statement, more = nil, false
			continue
		}
		if !more {
			statement = nil
		}
		statement = append(statement, list...)
		if more = next; !more && len(statement) > 0 {
			r.statement(name, statement)
		}
	}
	if more {
		r.Fail(structure.Place{File: name, Line: number, Col: 1}, "", `the file ends after \`)
	}
}

// statement reads a line.
func (r *reader) statement(file string, list []token) {
	p := &parser{reader: r, tokens: list}
	switch first := list[0]; {
	case first.text == "@include":
		p.next()
		r.include(file, p)
	case first.text == "@frequency":
		p.tokens = nil
	case first.text == "@denylist":
		p.next()
		r.denylist, r.document.Default = true, document.Action{Value: action.Allow}
		p.end()
	case first.text == "@default":
		p.next()
		p.compiledOnly(first)
		if a, ok := p.action(); ok && p.end() {
			if action.MayProceed(a.Value) && a.Value != action.Notify {
				r.Fail(first.Place, "", "minijail has no such default action")
			}
			r.document.Default = a
		}
	case strings.HasPrefix(first.text, "@"):
		r.Fail(first.Place, "", "unknown statement %q", first.text)
	default:
		if s, ok := p.rules(); ok && p.end() {
			r.statements = append(r.statements, s)
		}
	}
}

// include reads the file of an @include statement.
func (r *reader) include(file string, p *parser) {
	t, ok := p.next()
	if !ok || !strings.Contains(t.text, "/") {
		r.Fail(p.at(), "write a path, as ./base.policy", "no file to include")
		return
	}
	name := t.text
	if !path.IsAbs(name) {
		name = path.Join(path.Dir(file), name)
	}
	if !p.end() {
		return
	}
	if r.seen[name] || r.files == maxFiles {
		r.Fail(t.Place, "", "included twice, or too many files")
		return
	}
	r.seen[name] = true
	data, err := r.read(name)
	if err != nil {
		r.Fail(t.Place, "", "cannot read the file: %v", err.Error())
		return
	}
	r.file(name, data)
}
