// Package companion holds a profile for an architecture and its companion ABI: programs
// of 64 and of 32 bits meet the same rules. Its tests run a program of each under the
// profile, and the guest makes syscalls under it on the kernels of all architectures.
// For one row of policy.csv on amd64:
//
//	both,ioctl,errno:EACCES,cmd == FS_IOC_GETFLAGS,another number in 32-bit programs
//	amd64    ioctl is 16, FS_IOC_GETFLAGS is 0x80086601
//	386      ioctl is 54, FS_IOC_GETFLAGS is 0x80046601
//
// The guest is built with the profile generated: see package toolchain.
package companion

import _ "embed"

//overlay:generate -policy policy.csv -pkg companion -arch amd64,arm64,mips64,mips64le,ppc64 -compat

//go:embed policy.csv
var policy []byte

// Policy returns the policy of the profile.
func Policy() []byte { return policy }
