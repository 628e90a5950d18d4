// Package denylist is an example of a policy: all syscalls but a few.
//
// [Denylist] ends with all syscalls. Earlier rows refuse some of them, or some of their
// arguments.
//
// policy.csv holds the rows, with reasons. The other files are generated from it by the
// directive in this file. In another module, with seccompgen as a tool, it is
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg denylist
package denylist

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg denylist
