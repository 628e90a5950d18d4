//go:build generated

package conditions

import (
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// TestProfiles checks that Profiles returns each profile of the policy.
func TestProfiles(t *testing.T) {
	o, err := oracle.Read("../../../../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	policy, err := o.Policy(Policy())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range Profiles() {
		names = append(names, p.Name())
	}
	if !slices.Equal(names, policy.Profiles()) {
		t.Errorf("the profiles are %q, want %q", names, policy.Profiles())
	}
}
