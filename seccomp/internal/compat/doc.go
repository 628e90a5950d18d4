// Package compat is a policy for programs of two architectures, and tests that run
// both under it. The tests in the kernels of all architectures make calls under it.
package compat

import _ "embed"

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg compat -arch amd64,arm64,mips64,mips64le,ppc64 -compat

//go:embed policy.csv
var policy []byte

// Policy returns the policy that the profile is generated from.
func Policy() []byte { return policy }
