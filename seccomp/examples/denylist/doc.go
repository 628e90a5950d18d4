// Package denylist is an example of a policy of one's own: everything but a few
// calls.
//
// [Denylist] ends with all calls. The rows in front of that refuse some of them, or
// some of their arguments.
// The rows, and why each is there, are in policy.csv. The other files are generated
// from it by the line below. In another module, which has seccompgen as a tool, it is
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg denylist
package denylist

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg denylist
