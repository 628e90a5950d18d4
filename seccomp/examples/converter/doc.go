// Package converter is an example of a policy: a file converter with child programs.
//
// [Converter] begins with the built-in profile io-heavy, without sockets, and allows some of
// its syscalls only with harmless arguments. Child programs inherit the filter.
//
// policy.csv holds the rows, with reasons. The other files are generated from it with the
// flags in this file, by go generate in the root. In another module, with seccompgen as a
// tool, write
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg converter
package converter

//seccompgen:generate -policy policy.csv -pkg converter
