// Package catalog reads, checks and writes syscalls.csv: every syscall of every
// architecture, the lowest tier that allows it, and its groups.
//
// The file has one row per name. For example (the columns of the other architectures
// are left out):
//
//	name,profile,operation,groups,why,weight,386,amd64
//	mmap,essential,,,seed,8673,90,9
//	mmap2,,mmap,,,,192,
//	mount,unrestricted,,mount,seed,,21,165
//	socket,network,,network-io,seed,23,359,41
//	socketcall,,socket bind connect,,,,102,
//
// A row is one of three kinds, by its operation column:
//
//	mmap, socket   empty           an operation
//	mmap2          one name        a variant: another syscall for the operation
//	socketcall     several names   a multiplexer: its first argument selects one
//
// Only operations have a tier and groups in the file. A variant has the tier of its
// operation. A multiplexer has the lowest tier with all of its operations. So the policy row
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// concerns number 41 on amd64, and on 386 the numbers 359 (socket) and 102 (socketcall).
// [Catalog.Relations] lists the other entry points of each syscall on an architecture:
//
//	386    mmap: mmap2    mmap2: mmap    socket: socketcall
//	amd64  mmap2: mmap
//
// amd64 does not have mmap2, but it has the operation.
//
// Comments declare the tiers, from the lowest: "# tier 1 essential: ...". A tier includes
// all lower ones.
//
// Comments declare the groups too: "# group mount: ...". A group is a set of operations with
// one purpose, for rows of policies such as "p,@mount,errno:EPERM,,". An operation may be in
// several groups. One rule gives the others theirs: a variant is in the groups of its
// operation, a multiplexer in those with all of its operations. The names and most members
// are systemd's. Its @default, @system-service and @known are not groups here, for the tiers
// and allow-all stand for them. A refused group must leave no other way to its effect: see
// package sibling.
//
// [Read] divides a file into lines and cells. [File.Catalog] checks them and returns
// their meaning; it reports all errors at once. [File.Format] writes the lines again,
// sorted by name. Comments survive. Package xsys uses it to update the numbers.
//
// The weight of a row is its number of calls per million syscalls of measured programs.
// Package search makes frequent syscalls cheap with it. With names of architectures after it,
// as in "8614 386 arm", it is for these alone. Package weight computes all weights from
// counts.
package catalog
