package abi

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// load returns the shipped catalog's rows by name.
func load(t *testing.T) map[string]*catalog.Syscall {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]*catalog.Syscall, len(c.Syscalls))
	for i := range c.Syscalls {
		rows[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	return rows
}

// TestPrototypesComplete checks that every syscall has one prototype on each of its
// architectures, and that no row is for another.
func TestPrototypesComplete(t *testing.T) {
	rows := load(t)
	given := make(map[string]map[string]int)
	for _, p := range slices.Concat(generated(), byHand()) {
		row := rows[p.Syscall]
		if row == nil {
			t.Errorf("no syscall %s", p.Syscall)
			continue
		}
		if given[p.Syscall] == nil {
			given[p.Syscall] = make(map[string]int)
		}
		for _, goarch := range p.On {
			given[p.Syscall][goarch]++
			if _, ok := row.Number(arch.ByGOARCH(goarch)); !ok {
				t.Errorf("%s does not have %s", goarch, p.Syscall)
			}
		}
		if len(p.On) == 0 {
			given[p.Syscall]["others"]++
		}
	}
	for name, row := range rows {
		for goarch, n := range given[name] {
			if n > 1 {
				t.Errorf("%s on %s: %d prototypes", name, goarch, n)
			}
		}
		for _, a := range arch.All {
			if _, ok := row.Number(a); ok && given[name][a.GOARCH]+given[name]["others"] == 0 {
				t.Errorf("%s on %s: no prototype", name, a.GOARCH)
			}
		}
	}
}

// TestPrototypesSound checks the cells of the rows.
func TestPrototypesSound(t *testing.T) {
	for _, p := range slices.Concat(generated(), byHand()) {
		if p.Function == "" || !strings.Contains(p.File, "/") {
			t.Errorf("%s: function %q in file %q", p.Syscall, p.Function, p.File)
		}
		names := make(map[string]bool)
		for _, d := range p.Parameters {
			if names[d.Name] {
				t.Errorf("%s: two parameters %s", p.Syscall, d.Name)
			}
			names[d.Name] = true
		}
		if len(p.Parameters) > 6 {
			t.Errorf("%s: %d parameters", p.Syscall, len(p.Parameters))
		}
	}
}

// TestFormat checks that prototypes.csv is as update writes it: sorted by name, and each
// row with its own architectures.
func TestFormat(t *testing.T) {
	comment, _, _ := strings.Cut(string(prototypesFile), "\n")
	if got := string(generated().Format(strings.TrimPrefix(comment, "# "))); got != string(prototypesFile) {
		t.Error("prototypes.csv: run seccompgen update -kernel DIR")
	}
	for _, list := range []Prototypes{generated(), byHand()} {
		if !slices.IsSortedFunc(list, func(p, q Prototype) int { return strings.Compare(p.Syscall, q.Syscall) }) {
			t.Error("rows are not sorted by name")
		}
	}
}

// TestReadErrors reads files with errors.
func TestReadErrors(t *testing.T) {
	prototypes := func(data []byte) error { _, err := ReadPrototypes("p.csv", data); return err }
	review := func(data []byte) error { _, err := readReview("r.csv", data); return err }
	for _, c := range []struct {
		read       func([]byte) error
		text, want string
	}{
		{prototypes, "", "p.csv:1:1: empty file; header name,on,function,file,parameters"},
		{prototypes, "name,on\n", "p.csv:1:1: wrong header; want name,on,function,file,parameters"},
		{prototypes, "name,on,function,file,parameters\nread,,read\n", "p.csv:2:11: 3 cells; want 5"},
		{prototypes, "name,on,function,file,parameters\nread,amd46,read,fs/read_write.c,int fd\n", "p.csv:2:6: unknown architecture amd46"},
		{prototypes, "name,on,function,file,parameters\nread,,read,fs/read_write.c,int fd; buf\n", "p.csv:2:28: parameter buf; write a type and a name"},
		{prototypes, "name,on,function,file,parameters\nread,,read,fs/read_write.c,fd_t fd\n", "p.csv:2:28: unknown type fd_t; add it to the types of gen/abi"},
		{review, "name,parameters,kind,bits,source\nclone,clone_flags,flag,u32,x\n", "r.csv:2:19: kind flag; want flags or unnamed"},
		{review, "name,parameters,kind,bits,source\nclone,clone_flags,,32,x\n", "r.csv:2:20: bits 32; want s32, u32 and the like"},
		{review, "name,parameters,kind,bits,source\nclone,clone_flags,,u,x\n", "r.csv:2:20: bits u; want s32, u32 and the like"},
	} {
		if err := c.read([]byte(c.text)); err == nil || err.Error() != c.want {
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

// TestNormalType checks the form of types.
func TestNormalType(t *testing.T) {
	for text, want := range map[string]string{
		"unsigned int":                              "unsigned int ",
		"const char __user *":                       "char *",
		"const char __user *const __user *":         "char **",
		"const  enum landlock_rule_type":            "enum landlock_rule_type ",
		"struct\tmmap_arg_struct __user *":          "struct mmap_arg_struct *",
		"struct robust_list_head __user * __user *": "struct robust_list_head **",
	} {
		if got := NormalType(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestChanges compares two lists.
func TestChanges(t *testing.T) {
	was := Prototypes{
		{"bpf", nil, "bpf", "kernel/bpf/syscall.c", []Declaration{{"int ", "cmd"}}},
		{"close", nil, "close", "fs/open.c", []Declaration{{"unsigned int ", "fd"}}},
		{"uselib", nil, "uselib", "fs/exec.c", []Declaration{{"char *", "library"}}},
	}
	is := Prototypes{
		{"bpf", nil, "bpf", "kernel/bpf/syscall.c", []Declaration{{"int ", "cmd"}, {"unsigned int ", "size"}}},
		{"close", nil, "close", "fs/open.c", []Declaration{{"unsigned int ", "fd"}}},
		{"mmap", []string{"386", "s390x"}, "old_mmap", "mm/mmap.c", []Declaration{{"struct mmap_arg_struct *", "arg"}}},
	}
	want := []string{
		"bpf on all others: was bpf(int cmd) in kernel/bpf/syscall.c",
		"bpf on all others: is bpf(int cmd; unsigned int size) in kernel/bpf/syscall.c",
		"mmap on 386 s390x: is old_mmap(struct mmap_arg_struct *arg) in mm/mmap.c",
		"uselib on all others: was uselib(char *library) in fs/exec.c",
	}
	if got := Changes(was, is); !slices.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestReviewSound checks that each row of review.csv is about parameters in prototypes,
// has a source and a use, and that no two are about one parameter.
func TestReviewSound(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range reviewed() {
		if f.source == "" || !f.flags && !f.unnamed && f.bits == 0 {
			t.Errorf("%+v: no source or no fact", f)
		}
		for name := range strings.FieldsSeq(f.names) {
			for parameter := range strings.FieldsSeq(f.parameters) {
				if !declares(name, parameter) {
					t.Errorf("no prototype of %s has a parameter %s", name, parameter)
				}
				if key := name + " " + parameter; seen[key] {
					t.Errorf("%s: two rows", key)
				} else {
					seen[key] = true
				}
			}
		}
	}
}

// declares reports whether a prototype of a syscall has a parameter.
func declares(name, parameter string) bool {
	return find(name) != nil && slices.ContainsFunc(slices.Collect(maps.Values(find(name).prototypes)), func(p *Prototype) bool {
		return slices.ContainsFunc(p.Parameters, func(d Declaration) bool { return d.Name == parameter })
	})
}

// TestDifferencesSound checks that each row of differences.csv is about an entry point,
// its architectures and parameters of its operation, that it gives a parameter or a reason
// and a source, and that some answer would be another without it.
func TestDifferencesSound(t *testing.T) {
	for _, d := range different() {
		if (d.own == "") == (d.why == "") || d.source == "" {
			t.Errorf("%+v: want a parameter or a reason, and a source", d)
		}
		for name := range strings.FieldsSeq(d.names) {
			s := find(name)
			if s == nil {
				t.Errorf("no syscall %s", name)
				continue
			}
			for goarch := range strings.FieldsSeq(d.on) {
				if s.prototypes[goarch] == nil {
					t.Errorf("%s does not have %s", goarch, name)
				}
			}
			for word := range strings.FieldsSeq(d.parameters) {
				if !slices.ContainsFunc(s.operation.reference.parameters, func(p parameter) bool { return p.kernel == word }) {
					t.Errorf("%s has no parameter %s", s.operation.name, word)
				}
			}
			if d.own != "" && !declares(name, d.own) {
				t.Errorf("no prototype of %s has a parameter %s", name, d.own)
			}
			if !d.matters(s) {
				t.Errorf("%s: %+v changes nothing", name, d)
			}
		}
	}
}

// matters reports whether d changes an answer about s.
func (d difference) matters(s *syscall) bool {
	without := *s
	without.differences = slices.DeleteFunc(slices.Clone(s.differences), func(x difference) bool { return x == d })
	without.answer()
	return !maps.EqualFunc(s.answers, without.answers, slices.Equal)
}

// golden compares a text with the file in testdata, or writes it with UPDATE=1.
func golden(t *testing.T, name, text string) {
	t.Helper()
	path := "testdata/" + name
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("%s differs; look at what UPDATE=1 changes. Got:\n%s", path, text)
	}
}
