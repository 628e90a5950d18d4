// Package difference describes how two decisions differ.
//
// It compares the verdict of every number for all arguments, not the rows. For example, a
// new version of a policy replaces the first row by the second:
//
//	server,socket,,,sockets
//	server,socket,,family == AF_UNIX,only local sockets
//
// [Compared.Summary] returns:
//
//	server: socket on all: lost allow, e.g. socket(family=AF_UNSPEC, type=0, protocol=0)
//
// Syscalls and architectures with the same change share a line. [Compared.On] lists the
// changes of one architecture without words. A new order of rows with the same decisions is
// no difference.
package difference
