//go:build linux && amd64

package bench

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// TestSame checks that the compared programs allow the same syscalls: exactly those in the
// crate's profile.
func TestSame(t *testing.T) {
	s := readSeed(t)
	for _, profile := range profiles {
		want := s.partition(profile, false)
		for _, p := range programs(t, s, profile) {
			for nr := range uint32(2000) {
				value, _, err := execute(p.instructions, amd64.Audit, nr)
				if err != nil {
					t.Fatalf("%s of %s: number %d: %v", profile, p.name, nr, err)
				}
				if got := value == unix.SECCOMP_RET_ALLOW; got != (want.Of(nr) == decision.Allowed) {
					t.Errorf("%s of %s: number %d allowed: %v", profile, p.name, nr, got)
				}
			}
		}
	}
}
