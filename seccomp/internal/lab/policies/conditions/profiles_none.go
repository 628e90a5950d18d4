//go:build !generated

package conditions

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Profiles returns no profile: none is generated.
func Profiles() []tables.Profile { return nil }
