//go:build generated && (!linux || amd64 || arm64 || mips64 || mips64le || ppc64)

package companion

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Profiles returns all profiles, in the order of the policy.
func Profiles() []tables.Profile { return []tables.Profile{Both()} }
