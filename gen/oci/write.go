package oci

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
)

// Filter is a filter to write.
type Filter struct {
	// Default is the SECCOMP_RET_* value of the default action.
	Default uint32
	// NoErrno leaves out the errno of the default action. Runtimes take EPERM then.
	NoErrno bool
	Arches  []*arch.Arch
	Entries []Entry
}

// Entry is a rule for some syscalls.
type Entry struct {
	Names []string
	// Action is a SECCOMP_RET_* value.
	Action uint32
	// When holds tests. All must hold. No two are about one argument, and none is
	// [document.NotMasked].
	When []document.Test
}

// filterJSON is the value of linux.seccomp in the runtime specification.
type filterJSON struct {
	DefaultAction   string      `json:"defaultAction"`
	DefaultErrnoRet *uint32     `json:"defaultErrnoRet,omitempty"`
	Architectures   []string    `json:"architectures"`
	Syscalls        []entryJSON `json:"syscalls"`
}

type entryJSON struct {
	Names    []string   `json:"names"`
	Action   string     `json:"action"`
	ErrnoRet *uint32    `json:"errnoRet,omitempty"`
	Args     []testJSON `json:"args,omitempty"`
}

type testJSON struct {
	Index    int     `json:"index"`
	Value    uint64  `json:"value"`
	ValueTwo *uint64 `json:"valueTwo,omitempty"`
	Op       string  `json:"op"`
}

// JSON returns the filter without extensions, indented as runc does it.
func (f Filter) JSON() []byte {
	out := filterJSON{Architectures: []string{}, Syscalls: []entryJSON{}}
	out.DefaultAction, out.DefaultErrnoRet = wordOf(f.Default)
	if f.NoErrno {
		out.DefaultErrnoRet = nil
	}
	for _, a := range f.Arches {
		out.Architectures = append(out.Architectures, ArchName(a))
	}
	for _, e := range f.Entries {
		x := entryJSON{Names: e.Names}
		x.Action, x.ErrnoRet = wordOf(e.Action)
		for _, t := range e.When {
			x.Args = append(x.Args, writeTest(t))
		}
		out.Syscalls = append(out.Syscalls, x)
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetIndent("", "\t")
	_ = w.Encode(out) // strings and numbers always encode, and a Buffer takes them
	return b.Bytes()
}

// wordOf returns the word of an action, and its errno or number.
func wordOf(value uint32) (word string, operand *uint32) {
	of, number, _ := action.Of(value)
	for w, v := range actions {
		// The longer of two words: SCMP_ACT_KILL does not name the thread.
		if v == of.Value && len(w) > len(word) {
			word = w
		}
	}
	if of.Operand != action.NoOperand {
		operand = &number
	}
	return word, operand
}

// writeTest returns a test. In SCMP_CMP_MASKED_EQ value is the mask.
func writeTest(t document.Test) testJSON {
	x := testJSON{Index: t.Arg, Value: t.Value}
	for word, op := range operators {
		if op == t.Op {
			x.Op = word
		}
	}
	if t.Op == document.Masked {
		x.Value, x.ValueTwo = t.Mask, &t.Value
	}
	return x
}

// ArchName returns libseccomp's name of an architecture.
func ArchName(a *arch.Arch) string {
	for _, name := range slices.Sorted(maps.Keys(scmp)) {
		if scmp[name] == a.GOARCH {
			return name
		}
	}
	return ""
}

// Selector returns the selector of a multiplexer for a syscall. To each rule for the syscall
// libseccomp adds one for the selector.
func Selector(multiplexer, syscall string) (n uint64, ok bool) {
	n, ok = selectors[multiplexer][syscall]
	return n, ok
}
