// Package conditions holds profiles with every kind of condition on arguments and every
// action. The guest makes syscalls under them on the kernels of all architectures. A row
// of policy.csv, and the syscalls that it makes worth trying:
//
//	bits,memfd_create,,arg1 >> 4 & 0xf > 9,
//	memfd_create(0, 0xa0)    allowed
//	memfd_create(0, 0x9f)    denied
//
// The guest is built with the profiles generated: see package toolchain.
package conditions

import _ "embed"

//overlay:generate -policy policy.csv -pkg conditions

//go:embed policy.csv
var policy []byte

// Policy returns the policy of the profiles.
func Policy() []byte { return policy }
