//go:build linux && amd64

// Package conditions holds the policies with conditions on arguments for which the benchmarks
// compare our programs with those of other compilers: five from practice, in
// gen/diagram/testdata/cases, and two lists of 64 values.
//
// A Case has each policy twice: as the CSV of our generator, and as rules of masks and values
// for the other compilers. Count executes the program of either, and so compares the two:
//
//	policy   ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ
//	rules    {{Argument: 1, Mask: 0xffffffff, Value: 0x5401}}, {{Argument: 1, ..., Value: 0x5413}}
package conditions
