// Elastic is plain with a filter of go-seccomp-bpf. Listing as many syscalls as a profile
// would add some kilobytes of names.
package main

import (
	"fmt"

	"github.com/elastic/go-seccomp-bpf"
)

func main() {
	err := seccomp.LoadFilter(seccomp.Filter{
		NoNewPrivs: true,
		Flag:       seccomp.FilterFlagTSync,
		Policy: seccomp.Policy{
			DefaultAction: seccomp.ActionAllow,
			Syscalls:      []seccomp.SyscallGroup{{Names: []string{"ptrace", "execve"}, Action: seccomp.ActionKillProcess}},
		},
	})
	if err != nil {
		panic(err)
	}
	fmt.Println("hello")
}
