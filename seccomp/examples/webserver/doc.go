// Package webserver is an example of a policy: a web server in Go.
//
// [Webserver] begins with the built-in profile network and removes the syscalls no server
// needs. Some come back with a condition.
//
// policy.csv holds the rows, with reasons. The other files are generated from it with the
// flags in this file, by go generate in the root. In another module, with seccompgen as a
// tool, write
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg webserver
package webserver

//seccompgen:generate -policy policy.csv -pkg webserver
