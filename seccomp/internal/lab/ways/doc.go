// Package ways tries 56 ways around the hardened profiles, from namespaces to sockets of 386.
// Its C program prints a line for each:
//
//	clone CLONE_NEWUSER	EPERM
//	socket AF_VSOCK	made
//
// The tests run it under filters, and under Docker's default profile in folder docker.
package ways
