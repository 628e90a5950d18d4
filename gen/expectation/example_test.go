package expectation_test

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/expectation"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// A policy compares a set of flags by ==, and a second flag gets past the row. The example of
// the failure is CLONE_NEWUSER with bit 0.
func ExampleTable_Check() {
	c, err := catalog.Shipped()
	if err != nil {
		panic(err)
	}
	p, err := policy.Load("policy.csv", []byte(`profile,syscall,action,when,why
server,unshare,errno:EPERM,unshare_flags == CLONE_NEWUSER,
server,unshare,,,
`), c)
	if err != nil {
		panic(err)
	}
	table, err := expectation.Load("expectations.csv", []byte(`profile,arch,syscall,when,verdict,why
server,,unshare,unshare_flags & CLONE_NEWUSER != 0,errno:EPERM,no new user namespaces
`), c, []string{"server"})
	if err != nil {
		panic(err)
	}
	space, on := argset.NewSpace(), []*arch.Arch{arch.ByGOARCH("riscv64")}
	inputs, err := table.Bind(expectation.Scope{Architectures: on, Space: space})
	if err != nil {
		panic(err)
	}
	decisions, _, err := p.Decide(space, on)
	if err != nil {
		panic(err)
	}
	programs, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: on})
	if err != nil {
		panic(err)
	}
	result, err := table.Check(programs, inputs, space)
	if err != nil {
		panic(err)
	}
	text, err := table.Report(result.Failures, false)
	if err != nil {
		panic(err)
	}
	failure, _, _ := strings.Cut(text, "\n") // the path follows
	fmt.Println(failure)
	// Output:
	// expectations.csv:2:52: server on riscv64: unshare (0x10000001, 0, 0, 0, 0, 0) is allow, want errno:EPERM
}
