// Package webserver is an example of a policy: a web server in Go.
//
// [Webserver] begins with the built-in profile network and removes the syscalls no server
// needs. Some come back with a condition.
//
// policy.csv holds the rows, with reasons. The other files are generated from it by the
// directive in this file. In another module, with seccompgen as a tool, it is
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg webserver
package webserver

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg webserver
