package minijail

import (
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// parser reads the tokens of a statement.
type parser struct {
	*reader
	tokens []token
	last   token
	// braces is set within a list in braces. depth counts open parentheses.
	braces bool
	depth  int
}

// at returns the place of the next token, or that of the last.
func (p *parser) at() structure.Place {
	if len(p.tokens) > 0 {
		return p.tokens[0].Place
	}
	return p.last.Place
}

// next removes and returns the next token.
func (p *parser) next() (t token, ok bool) {
	if len(p.tokens) == 0 {
		return token{}, false
	}
	p.last, p.tokens = p.tokens[0], p.tokens[1:]
	return p.last, true
}

// peek reports whether the next token has a text.
func (p *parser) peek(text string) bool { return len(p.tokens) > 0 && p.tokens[0].text == text }

// skip removes the next token, if it has a text.
func (p *parser) skip(text string) bool {
	if p.peek(text) {
		p.next()
		return true
	}
	return false
}

// expect removes the next token, which must have a text.
func (p *parser) expect(text string) bool {
	if p.skip(text) {
		return true
	}
	return p.wrong("want " + text)
}

// end expects the end of the statement.
func (p *parser) end() bool { return len(p.tokens) == 0 || p.wrong("") }

// wrong reports the next token, or the end of the line. It returns false.
func (p *parser) wrong(hint string) bool {
	if len(p.tokens) == 0 {
		p.Fail(p.last.Place, hint, "the line ends after %q", p.last.text)
	} else {
		p.Fail(p.tokens[0].Place, hint, "unexpected %q", p.tokens[0].text)
	}
	return false
}

// compiledOnly notes a word of compile_seccomp_policy.py.
func (p *parser) compiledOnly(t token) {
	if p.compiled == nil {
		p.compiled = &t
	}
}

// rules reads a statement with rules.
func (p *parser) rules() (s statement, ok bool) {
	if p.peek("{") {
		p.compiledOnly(p.tokens[0])
	}
	ok = p.list(func() bool {
		n, ok := p.name()
		s.names = append(s.names, n)
		return ok
	})
	if !ok || !p.expect(":") {
		return s, false
	}
	if p.peek("{") {
		p.compiledOnly(p.tokens[0])
	}
	ok = p.list(func() bool {
		f, ok := p.filter()
		s.filters = append(s.filters, f)
		return ok
	})
	return s, ok
}

// list reads one item, or several in braces.
func (p *parser) list(item func() bool) bool {
	if p.braces = p.skip("{"); !p.braces {
		return item()
	}
	for {
		if !item() {
			return false
		}
		if !p.skip(",") {
			return p.expect("}")
		}
	}
}

// arches holds the GOARCH of minijail's architectures.
var arches = map[string]string{
	"x86": "386", "x86_64": "amd64", "arm": "arm", "arm64": "arm64", "mips": "mips", "mipsel": "mipsle", "mips64": "mips64",
	"mips64el": "mips64le", "ppc64": "ppc64", "ppc64le": "ppc64le", "riscv64": "riscv64", "s390x": "s390x", "loongarch64": "loong64",
}

// name reads the name of a syscall, with its architectures.
func (p *parser) name() (n name, ok bool) {
	if n.token, ok = p.next(); !ok {
		return n, p.wrong("want a syscall")
	}
	if p.syscalls[n.text] == nil {
		hint := ""
		if meant, ok := nearest.Syscalls(n.text, maps.Keys(p.syscalls)); ok {
			hint = "did you mean " + meant + "?"
		}
		p.Fail(n.Place, hint, "unknown syscall %q", n.text)
		return n, false
	}
	if !p.peek("[") {
		return n, true
	}
	p.compiledOnly(p.tokens[0])
	p.next()
	if !p.expect("arch") || !p.expect("=") {
		return n, false
	}
	for {
		t, _ := p.next()
		a := arch.ByGOARCH(arches[t.text])
		if a == nil {
			p.Fail(t.Place, "want one of "+strings.Join(slices.Sorted(maps.Keys(arches)), ", "), "unknown architecture %q", t.text)
			return n, false
		}
		n.arches = append(n.arches, a)
		if !p.skip(",") {
			return n, p.expect("]")
		}
	}
}

// filter reads an action, or a condition with its action.
func (p *parser) filter() (f filter, ok bool) {
	f.Place = p.at()
	if len(p.tokens) == 0 || !strings.HasPrefix(p.tokens[0].text, "arg") {
		f.action, ok = p.action()
		return f, ok
	}
	for {
		clause, ok := p.clause()
		if !ok {
			return f, false
		}
		if f.clauses = append(f.clauses, clause); !p.skip("||") {
			break
		}
	}
	f.action.Value = action.Allow
	if !p.skip(";") {
		return f, true
	}
	if p.braces || !p.peek("return") {
		f.action, ok = p.action()
		return f, ok
	}
	if p.returning == nil {
		p.returning = &p.tokens[0]
	}
	a, ok := p.action()
	f.otherwise = &a
	return f, ok
}

// words holds the actions by word.
var words = map[string]uint32{
	"1": action.Allow, "allow": action.Allow, "kill": action.KillProcess, "kill-process": action.KillProcess, "kill-thread": action.KillThread,
	"trap": action.Trap, "trace": action.Trace, "log": action.Log, "user-notify": action.Notify,
}

// maxErrno is the largest errno of a policy.
const maxErrno = 4094

// action reads an action.
func (p *parser) action() (a document.Action, ok bool) {
	t, ok := p.next()
	if !ok {
		return a, p.wrong("want an action")
	}
	if value, ok := words[t.text]; ok {
		if t.text != "1" {
			p.compiledOnly(t)
		}
		return document.Action{Value: value}, true
	}
	if t.text != "return" {
		p.Fail(t.Place, "want 1, return ERRNO, or one of "+strings.Join(slices.Sorted(maps.Keys(words)), ", "), "unknown action %q", t.text)
		return a, false
	}
	if t, ok = p.next(); !ok {
		return document.Action{Value: action.KillProcess}, true
	}
	if a, ok = document.Errno(t.text, 0, maxErrno); !ok {
		p.Fail(t.Place, "want a name as EPERM, or a number from 1 to 4094", "errno %q", t.text)
	}
	return a, ok
}
