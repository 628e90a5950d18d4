// Package converter is an example of a policy of one's own: a file converter that
// runs other programs.
//
// [Converter] begins with the built-in profile io-heavy, which has no sockets, and
// allows some of its calls with harmless arguments only. Child programs run under it
// too.
// The rows, and why each is there, are in policy.csv. The other files are generated
// from it by the line below. In another module, which has seccompgen as a tool, it is
//
//	//go:generate go tool seccompgen generate -policy policy.csv -pkg converter
package converter

//go:generate go run ../../../gen/seccompgen generate -policy policy.csv -pkg converter
