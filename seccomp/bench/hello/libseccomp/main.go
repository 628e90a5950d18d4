// Libseccomp is plain with a filter of libseccomp-golang. It also needs the shared library.
package main

import (
	"fmt"

	"github.com/seccomp/libseccomp-golang"
)

func main() {
	if err := load("ptrace", "execve"); err != nil {
		panic(err)
	}
	fmt.Println("hello")
}

func load(names ...string) error {
	f, err := seccomp.NewFilter(seccomp.ActAllow)
	if err != nil {
		return err
	}
	for _, name := range names {
		call, err := seccomp.GetSyscallFromName(name)
		if err != nil {
			return err
		}
		if err := f.AddRule(call, seccomp.ActKillProcess); err != nil {
			return err
		}
	}
	return f.Load()
}
