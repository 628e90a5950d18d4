//go:build linux && !amd64 && !arm64 && !mips64 && !mips64le && !ppc64

package compat

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Profiles returns no profile: the kernels of this architecture run the programs of no
// second one, or it is that one.
func Profiles() []tables.Profile { return nil }
