package picture_test

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/picture"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// compiled returns the first profile of a policy, compiled for amd64.
func compiled(rows string) (*catalog.Catalog, *compile.Compiled, error) {
	c, err := catalog.Shipped()
	if err != nil {
		return nil, nil, err
	}
	p, err := policy.Load("policy.csv", []byte("profile,syscall,action,when,why\n"+rows), c)
	if err != nil {
		return nil, nil, err
	}
	on := []*arch.Arch{arch.ByGOARCH("amd64")}
	decisions, _, err := p.Decide(argset.NewSpace(), on)
	if err != nil {
		return nil, nil, err
	}
	programs, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles[:1], Architectures: on})
	if err != nil {
		return nil, nil, err
	}
	return c, programs[0], nil
}

// write writes a node and all nodes after it, one per line.
func write(n *picture.Node, before string) {
	text := listing.Action(n.Value)
	if n.Kind == picture.Test {
		text = n.Test.Subject + " " + n.Test.Operator + " " + n.Test.Operand
	}
	fmt.Printf("%-4s %2d %s%s\n", n.ID, n.Steps, before, text)
	if n.Kind == picture.Test {
		indent := strings.Repeat(" ", len(before)-len(strings.TrimLeft(before, " "))+4)
		write(n.No, indent+"no: ")
		write(n.Yes, indent+"yes: ")
	}
}

// The columns are the ID of a node and the number of instructions executed so far, then the
// test or the action. The paths follow.
func ExampleNew() {
	c, program, err := compiled(`server,write,,,output
server,socket,,family == AF_UNIX,only local sockets
`)
	if err != nil {
		panic(err)
	}
	tree, err := picture.New(c, program)
	if err != nil {
		panic(err)
	}
	write(tree.Root, "")
	for _, p := range tree.Paths {
		fmt.Println(p.Node.ID, "after", p.Least, "to", p.Most, "instructions:", p.Numbers)
	}
	// Output:
	// 1     2 arch == amd64
	// 1n    3     no: kill the process
	// 4     4     yes: nr == 1 write
	// 5     5         no: nr >= 424 pidfd_send_signal
	// 6     6             no: nr == 41 socket
	// 6n    7                 no: kill the process
	// 8     8                 yes: family.low == 0x1 AF_UNIX
	// 8n    9                     no: kill the process
	// 8y    9                     yes: allow
	// 9     6             yes: nr >= 512
	// 9n    7                 no: errno 38
	// 10    7                 yes: nr >= 548
	// 10n   8                     no: kill the process
	// 11    8                     yes: nr >= 0x40000000
	// 11n   9                         no: errno 38
	// 12    9                         yes: nr >= 0xffffffff
	// 12n  10                             no: kill the process
	// 12y  10                             yes: kill the process
	// 4y    5         yes: allow
	// 6n after 7 to 7 instructions: 0 read, 2 open .. 40 sendfile, 42 connect .. 423
	// 4y after 5 to 5 instructions: 1 write
	// 8 after 9 to 9 instructions: 41 socket
	// 9n after 7 to 7 instructions: 424 pidfd_send_signal .. 511
	// 10n after 8 to 8 instructions: 512 .. 547 (x32)
	// 11n after 9 to 9 instructions: 548 .. 0x3fffffff
	// 12n after 10 to 10 instructions: 0x40000000 .. 0xfffffffe (x32)
	// 12y after 10 to 10 instructions: 0xffffffff
	// 1n after 3 to 3 instructions: another architecture
}
