package hardened_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// A server without child processes. The filter refuses what container runtimes refuse too.
func Example() {
	f := seccomp.New(hardened.Network())
	f.Block(tables.SYS_EXECVE, tables.SYS_EXECVEAT)
	for _, family := range []uintptr{unix.AF_INET, unix.AF_ALG} {
		a, err := f.Verdict(tables.SYS_SOCKET, family)
		fmt.Println(a, err)
	}
	a, err := f.Verdict(tables.SYS_CLONE, unix.CLONE_NEWUSER|uintptr(unix.SIGCHLD))
	fmt.Println(a, err)
	// Output:
	// allow <nil>
	// errno:EAFNOSUPPORT <nil>
	// errno:EPERM <nil>
}

// TestProfiles compares each profile with its tier: it allows the same syscalls for some
// arguments, but for clone3.
func TestProfiles(t *testing.T) {
	for _, p := range hardened.Profiles() {
		if named, ok := hardened.ProfileByName(p.Name()); !ok || named != p || p.Description() == "" {
			t.Errorf("ProfileByName(%q) = %q (%q), %v", p.Name(), named.Name(), named.Description(), ok)
		}
		tier, ok := tables.ProfileByName(strings.TrimPrefix(p.Name(), "hardened-"))
		if !ok {
			t.Fatalf("%s has no tier", p.Name())
		}
		want := slices.DeleteFunc(slices.Collect(tier.All()), func(s tables.Syscall) bool { return s == tables.SYS_CLONE3 })
		if got := slices.Collect(p.All()); !slices.Equal(got, want) {
			t.Errorf("%s allows %v, want %v", p.Name(), got, want)
		}
	}
	if p, ok := hardened.ProfileByName("network"); ok || p != (tables.Profile{}) {
		t.Errorf("ProfileByName of a tier = %q, %v", p.Name(), ok)
	}
}
