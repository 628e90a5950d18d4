package expect

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// TestCompanions compares the companion ABIs with those of the generator.
func TestCompanions(t *testing.T) {
	for _, a := range arch.All {
		want := ""
		if a.Companion != nil {
			want = a.Companion.GOARCH
		}
		if got := companions[a.GOARCH]; got != want {
			t.Errorf("beside %s run programs of %q, must be %q", a.GOARCH, got, want)
		}
	}
}

// TestCompanionSyscallsMeetEveryAction checks that the syscalls of each architecture meet
// every action of the policy of package companion.
func TestCompanionSyscallsMeetEveryAction(t *testing.T) {
	all := []string{oracle.Allowed, oracle.Denied, "errno-13", "errno-25", "killed", oracle.Unknown}
	for goarch, other := range companions {
		t.Run(goarch, func(t *testing.T) {
			t.Parallel()
			groups := make(map[string]map[string]bool)
			programs := make(map[string]bool)
			for _, c := range companionSyscallsOf(t, goarch) {
				if groups[c.group()] == nil {
					groups[c.group()] = make(map[string]bool)
				}
				groups[c.group()][c.want] = true
				programs[c.Program] = true
			}
			if len(groups) != 4 || !programs[goarch] || !programs[other] {
				t.Errorf("there are calls of %q by programs for %v", slices.Sorted(maps.Keys(groups)), programs)
			}
			for group, outcomes := range groups {
				want := slices.Clone(all)
				if _, program, _ := strings.Cut(group, "@"); foreignNumbers(program) == nil {
					// Only foreign numbers are killed.
					want = slices.DeleteFunc(want, func(word string) bool { return word == "killed" })
				}
				if got := slices.Sorted(maps.Keys(outcomes)); !slices.Equal(got, want) {
					t.Errorf("calls of %s end in %q, must in %q", group, got, want)
				}
			}
		})
	}
}

// TestCompanionSyscallsChange checks the effect of the changes on some syscalls of both
// ABIs.
func TestCompanionSyscallsChange(t *testing.T) {
	o := readOracle(t)
	plain, changed := "both", "both,+mount,+socket,+keyctl,-chown,-dup2,-getppid,-kill,-select,-semop,-sendfile,-shmget,-truncate,-utime"
	tests := []struct {
		filter, program, call, want string
	}{
		{plain, "amd64", "mount", oracle.Denied},
		{changed, "amd64", "mount", oracle.Allowed},
		{changed, "386", "mount", oracle.Denied},
		{plain, "386", "chown32", oracle.Allowed},
		{changed, "386", "chown32", oracle.Denied},
		{plain, "386", "ipc", oracle.Denied},
		{changed, "amd64", "getppid", oracle.Denied},
		{changed, "386", "getppid", oracle.Denied},
	}
	calls := companionSyscallsOf(t, "amd64")
	for _, tt := range tests {
		number := o.Numbers(tt.program)[tt.call]
		i := slices.IndexFunc(calls, func(c Syscall) bool {
			return c.Filter == tt.filter && c.Program == tt.program && c.Number == number
		})
		if i < 0 || calls[i].want != tt.want {
			t.Errorf("%s by a program for %s under %s: %d, must be %s", tt.call, tt.program, tt.filter, i, tt.want)
		}
	}
}
