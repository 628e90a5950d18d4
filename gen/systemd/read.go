package systemd

import (
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// File is a unit or one of its drop-ins.
type File struct {
	Name string
	Data []byte
}

// maxWords limits the syscalls and sets in the directives of a unit.
const maxWords = 10_000

// reader reads the directives of a unit.
type reader struct {
	structure.Decoder
	syscalls map[string]*catalog.Syscall
	warnings csvfile.Warnings
	// filter and log are the lists of SystemCallFilter and SystemCallLog. refusal is the action
	// of SystemCallErrorNumber.
	filter, log list
	refusal     document.Action
	restrictions
	// abis holds the words of SystemCallArchitectures. Without any the lists are for all ABIs.
	abis  []word
	words int
}

// list is a list of syscalls. It allows them, or all others.
type list struct {
	begun, allows bool
	entries       map[string]entry
}

// entry is a syscall in a list, with an action of its own or nil, and the comment of its line.
type entry struct {
	structure.Place
	action *document.Action
	why    string
}

// directives holds the functions for directives by name.
var directives = map[string]func(*reader, assignment){
	"SystemCallFilter":        (*reader).readFilter,
	"SystemCallLog":           (*reader).readLog,
	"SystemCallErrorNumber":   (*reader).readErrno,
	"SystemCallArchitectures": (*reader).readArchitectures,
	"RestrictAddressFamilies": (*reader).readFamilies,
	"RestrictNamespaces":      (*reader).readNamespaces,
}

// unsayable holds the directives with filters that depend on the host: on its personality, or on
// prctl(PR_SET_MDWE). Of DynamicUser, RestrictSUIDSGID says the filter.
var unsayable = map[string]string{
	"LockPersonality":        "add a row such as personality,errno:EPERM,personality != 0",
	"MemoryDenyWriteExecute": "add rows for mmap, mprotect and shmat to the policy",
	"DynamicUser":            "write RestrictSUIDSGID=yes too",
}

// Read reads a unit and its drop-ins, in the order in which systemd does, for some
// architectures. The error is of type [csvfile.Errors].
func Read(files []File, c *catalog.Catalog, arches []*arch.Arch) (*document.Document, csvfile.Warnings, error) {
	r := &reader{syscalls: make(map[string]*catalog.Syscall), restrictions: restrictions{on: make(map[string]structure.Place)}, refusal: document.Action{Value: action.KillProcess}}
	for i := range c.Syscalls {
		r.syscalls[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	for _, f := range files {
		for _, a := range r.lines(f.Name, f.Data) {
			r.directive(a)
		}
	}
	r.write()
	r.undecided(structure.Place{File: files[0].Name, Line: 1, Col: 1}, arches)
	lists := r.filter.filters() || r.log.filters()
	if len(r.Errors) == 0 && !lists && !r.restrictions.any() {
		r.Fail(structure.Place{File: files[0].Name, Line: 1, Col: 1}, "", "no filter: neither SystemCallFilter= nor another directive with one")
	}
	if err := r.Errors.Sorted(); err != nil {
		return nil, nil, err
	}
	d := document.New(files[0].Name, "systemd", arches)
	d.Grouped = true
	d.Default = enosys
	if !lists {
		d.Default = document.Action{Value: action.Allow}
	}
	r.resolve(d)
	return d, r.warnings, nil
}

// write allows write, as systemd does before it makes the filter.
func (r *reader) write() {
	switch e, ok := r.filter.entries["write"]; {
	case r.filter.allows && ok && e.action != nil:
		r.Fail(e.Place, "leave out the errno", "systemd cannot start a unit with this rule: it needs write")
	case r.filter.allows:
		r.filter.entries["write"] = entry{Place: e.Place, why: e.why}
	default:
		delete(r.filter.entries, "write")
	}
}

// filters reports whether systemd makes a filter of a list. A list that allows all has none.
func (l list) filters() bool { return l.allows || len(l.entries) > 0 }

// directive reads a directive. One without a filter does not matter.
func (r *reader) directive(a assignment) {
	if read := directives[a.name]; read != nil {
		read(r, a)
		return
	}
	if _, ok := switches[a.name]; ok {
		r.readSwitch(a)
		return
	}
	hint, ok := unsayable[a.name]
	if !ok || len(a.words) == 0 {
		return
	}
	if on, known := booleans[strings.ToLower(a.words[0].text)]; on || !known {
		r.warnings = append(r.warnings, a.Error(hint, "%s= adds a filter, and the policy is without it", a.name))
	}
}

// readFilter reads SystemCallFilter.
func (r *reader) readFilter(a assignment) {
	begun := r.filter.begun
	words, inverted := r.begin(&r.filter, a)
	if !begun && r.filter.allows {
		r.add(&r.filter, word{a.Place, "@default"}, entry{}, false)
	}
	for _, w := range words {
		name, errno, has := strings.Cut(w.text, ":")
		own := entry{why: a.why}
		if has {
			at := w.Place
			at.Col += len(name) + 1
			if !inverted {
				r.Fail(at, "begin the value with ~", "an errno in a list of allowed syscalls")
				continue
			}
			x, ok := r.action(word{at, errno})
			if !ok {
				continue
			}
			own.action = &x
		}
		r.add(&r.filter, word{w.Place, name}, own, inverted)
	}
}

// readLog reads SystemCallLog.
func (r *reader) readLog(a assignment) {
	words, inverted := r.begin(&r.log, a)
	for _, w := range words {
		r.add(&r.log, w, entry{why: a.why}, inverted)
	}
}

// begin begins or resets a list. It returns the words without ~.
func (r *reader) begin(l *list, a assignment) (words []word, inverted bool) {
	if len(a.words) == 0 {
		*l = list{}
		return nil, false
	}
	words = slices.Clone(a.words)
	if words[0].text, inverted = strings.CutPrefix(words[0].text, "~"); inverted {
		words[0].Col++
	}
	if words[0].text == "" {
		words = words[1:]
	}
	if !l.begun {
		*l = list{begun: true, allows: !inverted, entries: make(map[string]entry)}
	}
	return words, inverted
}

// add adds a syscall or a set to a list, or removes it. own is without a place.
func (r *reader) add(l *list, w word, own entry, inverted bool) {
	if r.words++; r.words > maxWords {
		if r.words == maxWords+1 {
			r.Fail(w.Place, "", "more than %d syscalls and sets", maxWords)
		}
		return
	}
	if sets()[w.text] == nil && r.syscalls[w.text] == nil && !Knows(w.text) {
		r.unknown(w)
		return
	}
	for _, name := range syscalls(w.text) {
		if inverted != l.allows || own.action != nil {
			own.Place = w.Place
			l.entries[name] = own
		} else {
			delete(l.entries, name)
		}
	}
}

// unknown reports a name of no syscall or set.
func (r *reader) unknown(w word) {
	what, hint := "syscall", ""
	meant, ok := nearest.Syscalls(w.text, maps.Keys(r.syscalls))
	if strings.HasPrefix(w.text, "@") {
		what = "set"
		meant, ok = nearest.Closest(w.text, maps.Keys(sets()))
	}
	if ok {
		hint = "did you mean " + meant + "?"
	}
	r.Fail(w.Place, hint, "unknown %s %q", what, w.text)
}

// maxErrno is the greatest errno.
const maxErrno = 4095

// action reads an errno, or kill.
func (r *reader) action(w word) (a document.Action, ok bool) {
	if w.text == "kill" {
		return document.Action{Value: action.KillProcess}, true
	}
	if a, ok = document.Errno(w.text, 10, maxErrno); !ok {
		r.Fail(w.Place, "want kill, a name as EPERM, or a number from 1 to 4095", "errno %q", w.text)
	}
	return a, ok
}

// readErrno reads SystemCallErrorNumber.
func (r *reader) readErrno(a assignment) {
	switch len(a.words) {
	case 0:
		r.refusal = document.Action{Value: action.KillProcess}
	case 1:
		if x, ok := r.action(a.words[0]); ok {
			r.refusal = x
		}
	default:
		r.Fail(a.words[1].Place, "", "two errnos")
	}
}

// architectures lists systemd's names of architectures, with native.
var architectures = []string{
	"native", "x86", "x86-64", "x32", "arm", "arm64", "loongarch64", "mips", "mips-le", "mips64", "mips64-le", "mips64-n32", "mips64-le-n32",
	"ppc", "ppc64", "ppc64-le", "riscv64", "s390", "s390x", "parisc", "parisc64",
}

// readArchitectures reads SystemCallArchitectures. The native one is always among them.
func (r *reader) readArchitectures(a assignment) {
	if len(a.words) == 0 {
		r.abis = nil
	}
	r.abis = append(r.abis, a.words...)
	for _, w := range a.words {
		if !slices.Contains(architectures, w.text) {
			r.Fail(w.Place, "want one of "+strings.Join(architectures, ", "), "unknown architecture %q", w.text)
		}
	}
}

// second holds the second ABI of some architectures by GOARCH.
var second = map[string]string{"amd64": "x32", "mips64": "mips64-n32", "mips64le": "mips64-le-n32"}

// undecided warns of the ABIs of the unit without a place in a policy. start is the place for a
// unit without SystemCallArchitectures.
func (r *reader) undecided(start structure.Place, arches []*arch.Arch) {
	for _, a := range arches {
		name, ok := second[a.GOARCH]
		at := start
		if i := slices.IndexFunc(r.abis, func(w word) bool { return w.text == name }); i >= 0 {
			at = r.abis[i].Place
		} else if len(r.abis) > 0 {
			continue
		}
		if ok {
			r.warnings = append(r.warnings, at.Error("write SystemCallArchitectures=native", "no policy can decide the syscalls of %s; they are killed", name))
		}
	}
}
