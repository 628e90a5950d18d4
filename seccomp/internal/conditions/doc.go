// Package conditions is profiles with conditions on arguments, under which the tests
// in the kernel make calls. They are of no use but for that.
package conditions

import (
	_ "embed"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg conditions

//go:embed policy.csv
var policy []byte

// Policy returns the policy that the profiles are generated from.
func Policy() []byte { return policy }

// Profiles returns all profiles, in the order of the policy.
func Profiles() []tables.Profile {
	return []tables.Profile{
		Actions(), Comparisons(), Places(), Bits(), Conversions(), Constants(), Logic(), Multiplexers(), Exceptions(), Wide(),
	}
}
