// Package webserver is an example of a policy of one's own: a web server in Go.
//
// [Webserver] begins with the built-in profile network and takes out of it what a
// server never needs. Calls that are needed in part come back with a condition.
// The rows, and why each is there, are in policy.csv. The other files are generated
// from it by the line below. In another module, which has seccompgen as a tool, it is
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg webserver
package webserver

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg webserver
