package tables_test

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func ExampleSyscall_Exists() {
	// Every name is a constant everywhere. amd64 has no mmap2, so its constant is a
	// pseudo-number.
	for _, s := range []tables.Syscall{tables.SYS_MMAP, tables.SYS_MMAP2} {
		fmt.Println(s, s.Exists(), s >= 1<<31)
	}
	// Output:
	// mmap true false
	// mmap2 false true
}

func ExampleSyscall_Variants() {
	for e := range tables.SYS_MMAP2.Variants() {
		fmt.Println(e)
	}
	// Output:
	// mmap
}

func ExampleSyscall_EntryPoints() {
	// On amd64 there is one. On 386 socketcall is another.
	for w := range tables.SYS_CONNECT.EntryPoints() {
		fmt.Println(w)
	}
	// Output:
	// connect
}
