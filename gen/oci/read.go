package oci

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// profile is the value of linux.seccomp.
type profile struct {
	defaultAction choice
	// arches and archMap hold the architectures, names those of all.
	arches  []named
	archMap []family
	entries []entry
}

// named is the name of an architecture, and the architecture or nil.
type named struct {
	*structure.Node
	arch *arch.Arch
}

// family is an architecture and those of programs that its kernel runs too.
type family struct {
	host named
	subs []named
}

// choice is an action with its errno.
type choice struct {
	structure.Place
	word string
	// errnoRet and errno are nil if they are missing.
	errnoRet, errno *structure.Node
	action          document.Action
}

// entry is an element of syscalls.
type entry struct {
	structure.Place
	names              []*structure.Node
	action             choice
	tests              []document.Test
	comment            string
	includes, excludes filter
}

// filter holds conditions of an entry about the host and the container.
type filter struct {
	structure.Place
	arches, caps []*structure.Node
	minKernel    *structure.Node
}

// reader reads a file.
type reader struct {
	structure.Decoder
	file     string
	syscalls map[string]*catalog.Syscall
	warnings csvfile.Warnings
	// selected lists the kernels to import for, or none for all.
	selected []*arch.Arch
	// warned holds the architectures with a warning.
	warned map[string]bool
	// plain is set for a filter without extensions.
	plain bool
}

// warn adds a warning.
func (r *reader) warn(p structure.Place, hint, what string, a ...any) {
	r.warnings = append(r.warnings, p.Error(hint, what, a...))
}

// root finds the filter in a file: its value, or linux.seccomp.
func (r *reader) root(n *structure.Node) *structure.Node {
	linux := n.Field("linux")
	if linux == nil {
		return n
	}
	if seccomp := linux.Field("seccomp"); seccomp != nil {
		return seccomp
	}
	r.Fail(linux.Place, "", "no filter: the field seccomp is missing")
	return nil
}

// profile reads a filter.
func (r *reader) profile(n *structure.Node) (p profile) {
	p.defaultAction.Place = n.Place
	before := len(r.Errors)
	r.Object(n, map[string]func(*structure.Node){
		"defaultAction":   r.word(&p.defaultAction),
		"defaultErrnoRet": keep(&p.defaultAction.errnoRet),
		"defaultErrno":    keep(&p.defaultAction.errno),
		"architectures":   func(n *structure.Node) { p.arches = r.arches(n) },
		"archMap": func(n *structure.Node) {
			r.Array(n, func(n *structure.Node) { p.archMap = append(p.archMap, r.family(n)) })
		},
		"flags":            r.flags,
		"listenerPath":     r.listener,
		"listenerMetadata": func(n *structure.Node) { r.Is(n, structure.String) },
		"comment":          func(n *structure.Node) { r.Is(n, structure.String) },
		"syscalls": func(n *structure.Node) {
			r.Array(n, func(n *structure.Node) { p.entries = append(p.entries, r.entry(n)) })
		},
	})
	if len(r.Errors) == before && n.Field("defaultAction") == nil {
		r.Fail(n.Place, "", "no defaultAction")
	}
	r.action(&p.defaultAction)
	if p.defaultAction.action.Value == action.Notify {
		r.Fail(p.defaultAction.Place, "", "SCMP_ACT_NOTIFY cannot be the default action")
	}
	return p
}

// extensions lists the fields of Docker and Podman, and defaultErrnoRet: the security
// profiles operator has none of them.
var extensions = []string{"defaultErrnoRet", "defaultErrno", "archMap", "comment", "name", "errno", "includes", "excludes"}

// object reads an object of the filter.
func (r *reader) object(n *structure.Node, fields map[string]func(*structure.Node)) {
	if r.plain {
		for _, name := range extensions {
			delete(fields, name)
		}
	}
	r.Object(n, fields)
}

// keep returns a function that keeps a node.
func keep(to **structure.Node) func(*structure.Node) { return func(n *structure.Node) { *to = n } }

// word returns a function that reads the word of an action.
func (r *reader) word(to *choice) func(*structure.Node) {
	return func(n *structure.Node) {
		to.Place = n.Place
		r.Text(&to.word)(n)
	}
}

// flags reads the flags. They change no verdict.
func (r *reader) flags(n *structure.Node) {
	for _, flag := range r.Strings(n) {
		r.warn(flag.Place, "give it to Install", "flag %s is not in the policy", flag.Text)
	}
}

// listener reads listenerPath.
func (r *reader) listener(n *structure.Node) {
	if r.Is(n, structure.String) && n.Text != "" {
		r.warn(n.Place, "see Filter.InstallListener", "listenerPath is not in the policy")
	}
}

// actions holds the SECCOMP_RET_* values of the words.
var actions = map[string]uint32{
	"SCMP_ACT_KILL": action.KillThread, "SCMP_ACT_KILL_THREAD": action.KillThread, "SCMP_ACT_KILL_PROCESS": action.KillProcess,
	"SCMP_ACT_TRAP": action.Trap, "SCMP_ACT_ERRNO": action.Errno, "SCMP_ACT_TRACE": action.Trace,
	"SCMP_ACT_ALLOW": action.Allow, "SCMP_ACT_LOG": action.Log, "SCMP_ACT_NOTIFY": action.Notify,
}

// defaultErrno is the errno of SCMP_ACT_ERRNO and the number of SCMP_ACT_TRACE: EPERM.
const defaultErrno = 1

// action finds the action of a choice.
func (r *reader) action(c *choice) {
	value, ok := actions[c.word]
	if !ok {
		if c.word != "" {
			r.Fail(c.Place, r.similar(c.word, slices.Sorted(maps.Keys(actions))), "unknown action %q", c.word)
		}
		return
	}
	of, _, _ := action.Of(value)
	c.action.Value = value
	switch {
	case of.Operand != action.NoOperand:
		c.action = r.operand(c, of)
	case c.errnoRet != nil:
		r.Fail(c.errnoRet.Place, "remove it", "an errno for %s", c.word)
	case c.errno != nil && c.errno.Text != "":
		r.Fail(c.errno.Place, "remove it", "an errno for %s", c.word)
	}
}

// operand returns an action with its errno or number. The name of an errno counts, not its
// number.
func (r *reader) operand(c *choice, of action.Action) document.Action {
	number := uint64(defaultErrno)
	if c.errnoRet != nil {
		n, ok := r.Number(c.errnoRet, uint64(of.Max))
		if ok && n < uint64(of.Min) {
			r.Fail(c.errnoRet.Place, "use SCMP_ACT_ALLOW, or an errno", "errno 0: the syscall would return 0 without being made")
		}
		number = n
	}
	if c.errno == nil || !r.Is(c.errno, structure.String) || c.errno.Text == "" || of.Operand != action.ErrnoOperand {
		return document.Action{Value: of.Value | uint32(number)}
	}
	if !constants.IsErrno(c.errno.Text) {
		r.Fail(c.errno.Place, "write a name as EPERM", "unknown errno %q", c.errno.Text)
	}
	return document.Action{Value: of.Value, Errno: c.errno.Text}
}

// similar returns a hint for a wrong word.
func (r *reader) similar(word string, choice []string) string {
	if meant, ok := nearest.Closest(word, slices.Values(choice)); ok {
		return "did you mean " + meant + "?"
	}
	return "want one of " + strings.Join(choice, ", ")
}

// entry reads an element of syscalls.
func (r *reader) entry(n *structure.Node) entry {
	e := entry{Place: n.Place, action: choice{Place: n.Place}}
	name, comment := "", ""
	r.object(n, map[string]func(*structure.Node){
		"names":    func(n *structure.Node) { e.names = append(e.names, r.Strings(n)...) },
		"name":     func(n *structure.Node) { r.Text(&name)(n); e.names = append(e.names, n) },
		"action":   r.word(&e.action),
		"errnoRet": keep(&e.action.errnoRet),
		"errno":    keep(&e.action.errno),
		"args":     func(n *structure.Node) { r.Array(n, func(n *structure.Node) { e.tests = append(e.tests, r.test(n)) }) },
		"comment":  r.Text(&comment),
		"includes": func(n *structure.Node) { e.includes = r.filter(n) },
		"excludes": func(n *structure.Node) { e.excludes = r.filter(n) },
	})
	e.comment = comment
	if n.Kind == structure.Object {
		for _, field := range []string{"action", "names"} {
			if n.Field(field) == nil && (field != "names" || n.Field("name") == nil) {
				r.Fail(n.Place, "", "no %s", field)
			}
		}
	}
	r.action(&e.action)
	for _, name := range e.names {
		r.name(name)
	}
	return e
}

// name checks the name of a syscall.
func (r *reader) name(n *structure.Node) {
	if n.Kind != structure.String || r.syscalls[n.Text] != nil {
		return
	}
	hint := "remove it: runtimes skip it"
	if meant, ok := nearest.Syscalls(n.Text, maps.Keys(r.syscalls)); ok {
		hint = "did you mean " + meant + "?"
	}
	r.Fail(n.Place, hint, "unknown syscall %q", n.Text)
}

// operators holds the comparisons.
var operators = map[string]document.Op{
	"SCMP_CMP_NE": document.NotEqual, "SCMP_CMP_LT": document.Less, "SCMP_CMP_LE": document.LessOrEqual, "SCMP_CMP_EQ": document.Equal,
	"SCMP_CMP_GE": document.GreaterOrEqual, "SCMP_CMP_GT": document.Greater, "SCMP_CMP_MASKED_EQ": document.Masked,
}

const (
	maxArgument = 5
	maxValue    = 1<<64 - 1
)

// test reads a condition. In SCMP_CMP_MASKED_EQ value is the mask.
func (r *reader) test(n *structure.Node) (t document.Test) {
	number := func(most uint64, to *uint64) func(*structure.Node) {
		return func(n *structure.Node) { *to, _ = r.Number(n, most) }
	}
	var index, value, two uint64
	op := choice{Place: n.Place}
	r.Object(n, map[string]func(*structure.Node){
		"index": number(maxArgument, &index), "value": number(maxValue, &value), "valueTwo": number(maxValue, &two), "op": r.word(&op),
	})
	for _, field := range []string{"index", "value", "op"} {
		if n.Kind == structure.Object && n.Field(field) == nil {
			r.Fail(n.Place, "", "no %s", field)
		}
	}
	known, ok := operators[op.word]
	if !ok && op.word != "" {
		r.Fail(op.Place, r.similar(op.word, slices.Sorted(maps.Keys(operators))), "unknown operator %q", op.word)
	}
	if known == document.Masked {
		return document.Test{Arg: int(index), Op: known, Value: two, Mask: value}
	}
	return document.Test{Arg: int(index), Op: known, Value: value}
}

// filter reads includes or excludes.
func (r *reader) filter(n *structure.Node) filter {
	f := filter{Place: n.Place}
	r.Object(n, map[string]func(*structure.Node){
		"arches":    func(n *structure.Node) { f.arches = r.Strings(n) },
		"caps":      func(n *structure.Node) { f.caps = r.Strings(n) },
		"minKernel": keep(&f.minKernel),
	})
	for _, a := range f.arches {
		if _, ok := hosts[a.Text]; !ok {
			r.Fail(a.Place, r.similar(a.Text, slices.Sorted(maps.Keys(hosts))), "unknown architecture %q", a.Text)
		}
	}
	for _, c := range f.caps {
		if !IsCapability(c.Text) {
			r.Fail(c.Place, "", "unknown capability %q", c.Text)
		}
	}
	if f.minKernel != nil && r.Is(f.minKernel, structure.String) {
		if _, err := ParseKernel(f.minKernel.Text); err != nil {
			r.Fail(f.minKernel.Place, "", "minKernel: %s", err.Error())
		}
	}
	return f
}

// IsCapability reports whether name is a capability of the kernel, as CAP_SYS_ADMIN.
func IsCapability(name string) bool {
	return strings.HasPrefix(name, "CAP_") && constants.Known(name)
}

// Kernel is a version of Linux.
type Kernel struct{ Major, Minor int }

// ParseKernel reads a version, as 4.8.
func ParseKernel(text string) (k Kernel, err error) {
	major, minor, _ := strings.Cut(text, ".")
	k.Major, err = strconv.Atoi(major)
	if err == nil {
		k.Minor, err = strconv.Atoi(minor)
	}
	if err != nil || k.Major < 0 || k.Minor < 0 {
		return Kernel{}, fmt.Errorf("version %q; want X.Y, as 4.8", csvfile.Short(text))
	}
	return k, nil
}

// less reports whether k is older than x.
func (k Kernel) less(x Kernel) bool {
	return cmp.Or(cmp.Compare(k.Major, x.Major), cmp.Compare(k.Minor, x.Minor)) < 0
}
