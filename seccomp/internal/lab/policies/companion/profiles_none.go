//go:build !generated || (linux && !amd64 && !arm64 && !mips64 && !mips64le && !ppc64)

package companion

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Profiles returns no profile: none is generated, or this architecture has no companion
// ABI.
func Profiles() []tables.Profile { return nil }
