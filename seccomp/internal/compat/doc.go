// Package compat is a policy for programs of two architectures, and tests that run
// both under it.
package compat

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg compat -arch amd64,arm64,mips64,mips64le -compat
