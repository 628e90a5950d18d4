// Sandbox is plain with the profile network, installed by package seccomp.
package main

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func main() {
	f := seccomp.New(tables.Network())
	f.Block(tables.SYS_PTRACE, tables.SYS_EXECVE)
	if err := f.Install(0); err != nil {
		panic(err)
	}
	fmt.Println("hello")
}
