// Package companion holds a profile for an architecture and its companion ABI: programs
// of 64 and of 32 bits meet the same rules. Its tests run a program of each under the
// profile, and the guest makes syscalls under it on the kernels of all architectures.
// For one row of policy.csv on amd64:
//
//	both,fcntl,errno:EACCES,cmd == F_GETLK,another number in 32-bit programs
//	amd64    fcntl is 72, F_GETLK is 5
//	386      fcntl is 55 and fcntl64 is 221, F_GETLK is 12
//
// The guest is built with the profile generated: see package toolchain.
package companion

import _ "embed"

//overlay:generate -policy policy.csv -pkg companion -arch amd64,arm64,mips64,mips64le,ppc64 -compat

//go:embed policy.csv
var policy []byte

// Policy returns the policy of the profile.
func Policy() []byte { return policy }
