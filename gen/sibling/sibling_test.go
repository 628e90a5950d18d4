package sibling_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/sibling"
)

func ExampleOf() {
	for _, s := range sibling.Of("clone") {
		fmt.Printf("%s: %s; %s\n", s.Operation, s.Effect, cmp.Or(s.When, "everything"))
	}
	// Output:
	// clone3: start processes; everything
	// fork: start processes; clone_flags &^ 0xff == 0
	// vfork: start processes; clone_flags &^ 0xff == CLONE_VM|CLONE_VFORK
	// unshare: create namespaces; clone_flags & (CLONE_NEWNS|CLONE_NEWCGROUP|CLONE_NEWUTS|CLONE_NEWIPC|CLONE_NEWUSER|CLONE_NEWPID|CLONE_NEWNET) != 0
}

// operations returns the operations of the catalog.
func operations(t *testing.T) map[string]bool {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for i := range c.Syscalls {
		if len(c.Syscalls[i].Operations) == 0 {
			names[c.Syscalls[i].Name] = true
		}
	}
	return names
}

// TestNames checks that all siblings are operations, and none is its own.
func TestNames(t *testing.T) {
	known := operations(t)
	for _, limited := range sibling.Limited() {
		siblings := sibling.Of(limited)
		if !known[limited] || len(siblings) == 0 {
			t.Errorf("%s: an operation %v, %d siblings", limited, known[limited], len(siblings))
		}
		seen := make(map[string]bool)
		for _, s := range siblings {
			if !known[s.Operation] || s.Operation == limited || seen[s.Operation] {
				t.Errorf("%s has the sibling %s", limited, s.Operation)
			}
			seen[s.Operation] = true
			if !regexp.MustCompile(`^[a-z]+ [a-zA-Z/ ]*[a-z]$`).MatchString(s.Effect) {
				t.Errorf("%s, %s: the effect %q", limited, s.Operation, s.Effect)
			}
		}
	}
}

// name matches a name in a condition.
var name = regexp.MustCompile(`[A-Za-z_]\w*`)

// TestConditions checks that conditions name parameters of their syscalls.
func TestConditions(t *testing.T) {
	for _, limited := range sibling.Limited() {
		for _, s := range sibling.Of(limited) {
			checkNames(t, limited, s.When)
			if len(s.Remedy) > 0 {
				checkNames(t, s.Operation, s.Remedy[1])
			}
		}
	}
}

// checkNames checks that the small words of a condition are parameters of a syscall.
func checkNames(t *testing.T, syscall, when string) {
	t.Helper()
	for _, word := range name.FindAllString(when, -1) {
		is := func(p abi.Parameter) bool { return p.Name == word }
		if strings.ToLower(word) == word && word != "xff" && !slices.ContainsFunc(abi.Parameters(syscall), is) {
			t.Errorf("%s has no parameter %s", syscall, word)
		}
	}
}

// TestIssue lists pairs found in public reports: of each the first was limited and the
// second forgotten.
func TestIssue(t *testing.T) {
	for _, pair := range [][2]string{
		{"clone", "clone3"}, {"mprotect", "pkey_mprotect"}, {"openat", "openat2"}, {"open", "open_by_handle_at"}, {"execve", "execveat"},
		{"mount", "fsopen"}, {"mount", "open_tree"}, {"setrlimit", "prlimit64"}, {"kill", "pidfd_send_signal"}, {"socket", "socketpair"},
		{"ptrace", "process_vm_writev"}, {"openat", "io_uring_setup"}, {"socket", "io_uring_setup"}, {"chmod", "fchmodat2"}, {"unshare", "clone"},
	} {
		if !slices.ContainsFunc(sibling.Of(pair[0]), func(s sibling.Sibling) bool { return s.Operation == pair[1] }) {
			t.Errorf("%s is no sibling of %s", pair[1], pair[0])
		}
	}
}
