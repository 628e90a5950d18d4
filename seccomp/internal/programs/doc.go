// Package programs tests the built-in profiles with real programs: each program runs to
// success under its tier and the hardened profile of it, and every lower tier stops it. For
// ls -lnR:
//
//	io-heavy kill             it must list a tree of files, and exit with 0
//	hardened-io-heavy kill    the same
//	minimal kill              SIGSYS must end it
//	essential kill            SIGSYS must end it
//
// The table of programs is in table_linux.go. The tests of this package run it on this
// machine, and package lab/boot in a virtual machine of every architecture.
package programs
