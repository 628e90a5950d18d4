// Package laws tests the laws of package seccomp: the permitted effects of Allow, Block,
// OnViolation and OnUnknown on a profile's verdicts.
//
// A test draws a random policy, compiles it, and makes two filters: one with every change
// except Block, and one with Block too. It then draws syscalls, and compares the results of
// both programs with each other and with package oracle:
//
//	policy      write,errno:EPERM
//	filter      OnViolation(Log), Block(write)
//	before      write returns EPERM
//	after       write returns EPERM: Log would be weaker
package laws
