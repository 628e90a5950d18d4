// Package strace reads the syscalls in the output of strace.
//
// [Read] reads traces of one or several processes, whole or in the files of -ff, with any of
// the columns before a syscall, and the tables of -c. A line such as
//
//	[pid 27156] 20:00:19.647 [  16] ioctl(0</dev/pts/0>, TCGETS, {c_iflag=ICRNL, ...}) = 0
//
// is one ioctl with the known arguments fd and cmd. A syscall counts once when it begins: at
// "<unfinished ...>", and at "resumed" only if the trace lacks the beginning.
//
// strace prints the parameters of a syscall in the order of its prototype, and not the
// registers of the architecture: a number in two registers is one argument. Package abi
// finds the register of each. The trace does not name its architecture. The caller does,
// and strace says where a process changes to the companion ABI.
//
// Other lines, of the program's own output for example, are passed over. A line with a result
// and an unknown syscall is an error.
package strace
