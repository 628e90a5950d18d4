// Package laws tests the laws of package seccomp: what Allow, Block, OnViolation and
// OnUnknown may change of a profile's verdicts.
//
// A test draws a random policy, compiles it, and makes a filter of it twice: once with
// everything but Block, and once with Block. It then draws syscalls, and compares what
// the two programs return with each other and with package oracle:
//
//	policy      write,errno:EPERM
//	filter      OnViolation(Log), Block(write)
//	before      write returns EPERM
//	after       write returns EPERM: Log would be weaker
package laws
