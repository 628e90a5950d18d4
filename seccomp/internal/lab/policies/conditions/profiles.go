//go:build generated

package conditions

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Profiles returns all profiles, in the order of the policy.
func Profiles() []tables.Profile {
	return []tables.Profile{
		Actions(), Comparisons(), Places(), Bits(), Conversions(), Constants(), Logic(), Multiplexers(), Exceptions(), Named(), Wide(),
	}
}
