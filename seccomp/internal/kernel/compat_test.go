package kernel

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// TestSecond holds that the architectures with filters for two are the generator's.
func TestSecond(t *testing.T) {
	for _, a := range arch.All {
		want := ""
		if a.Companion != nil {
			want = a.Companion.GOARCH
		}
		if got := second[a.GOARCH]; got != want {
			t.Errorf("beside %s run programs of %q, must be %q", a.GOARCH, got, want)
		}
	}
}

// TestCompatCallsMeetEveryAction holds that the programs of each architecture make
// calls that end in each way that the policy of package compat has.
func TestCompatCallsMeetEveryAction(t *testing.T) {
	o := readOracle(t)
	all := []string{oracle.Allowed, oracle.Denied, "errno-13", "errno-25", "killed", oracle.Unknown}
	for goarch, other := range second {
		t.Run(goarch, func(t *testing.T) {
			t.Parallel()
			groups := make(map[string]map[string]bool)
			programs := make(map[string]bool)
			for _, c := range compatCallsOf(t, o, goarch) {
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
					// Nothing else is killed.
					want = slices.DeleteFunc(want, func(word string) bool { return word == "killed" })
				}
				if got := slices.Sorted(maps.Keys(outcomes)); !slices.Equal(got, want) {
					t.Errorf("calls of %s end in %q, must in %q", group, got, want)
				}
			}
		})
	}
}

// TestCompatCallsChange holds how the changes decide some calls of programs of either
// architecture.
func TestCompatCallsChange(t *testing.T) {
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
	calls := compatCallsOf(t, o, "amd64")
	for _, tt := range tests {
		number := o.Numbers(tt.program)[tt.call]
		i := slices.IndexFunc(calls, func(c Call) bool {
			return c.Filter == tt.filter && c.Program == tt.program && c.Number == number
		})
		if i < 0 || calls[i].want != tt.want {
			t.Errorf("%s by a program for %s under %s: %d, must be %s", tt.call, tt.program, tt.filter, i, tt.want)
		}
	}
}
