// Package emit writes Go source: package tables, and the packages of policies.
//
// [Tables] and [Policy] receive compiled profiles and decide nothing themselves. A package
// has a file for all architectures, with a function for each profile, and a file for each
// architecture, with the data of the profiles as [tables.ProfileData]. A file for other
// systems declares the same profiles without programs.
//
// An instruction becomes one line: the literal of a unix.SockFilter, and a comment for
// reviewers with its place, its meaning, and the syscalls it decides. For the rule
//
//	server,socket,,family == AF_UNIX,only local sockets
//
// the compiled profile for amd64 has 16 instructions. Two of them decide the condition:
//
//	10  {Code: 0x20, K: 0x10}         load offset 16, the low word of arg0
//	11  {Code: 0x15, JF: 1, K: 0x1}   equal to AF_UNIX: go to 12, else to 13
//
// The file zprofiles_linux_amd64.go holds them, in the literal of the variable server, as
//
//	{Code: 0x20, Jt: 0x00, Jf: 0x00, K: 0x00000010}, //  10  load family.low                       41 socket
//	{Code: 0x15, Jt: 0x00, Jf: 0x01, K: 0x00000001}, //  11  family.low == 0x1 AF_UNIX ? 12 : 13   41 socket
//
// The data also lists numbers, for package seccomp to change a filter without reading its
// program: socket is in Allowed, because some arguments are allowed, and in Conditional,
// because others are not. Denied and Unknown hold the places of the returns with these two
// actions. The rule itself stands in the comment of the function Server:
//
//	socket  if family == AF_UNIX (only local sockets)
//
// The output depends on the input alone. So generate -check can compare it with files on
// disk, byte by byte.
//
// [tables.ProfileData]: https://pkg.go.dev/github.com/sandbox-seccomp/sandbox-seccomp/tables#ProfileData
package emit
