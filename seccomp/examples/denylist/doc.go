// Package denylist is an example of a policy: all syscalls but a few.
//
// [Denylist] ends with all syscalls. Earlier rows refuse some of them, or some of their
// arguments.
//
// policy.csv holds the rows, with reasons. The other files are generated from it with the
// flags in this file, by go generate in the root. In another module, with seccompgen as a
// tool, write
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg denylist
package denylist

//seccompgen:generate -policy policy.csv -pkg denylist
