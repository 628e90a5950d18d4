package search_test

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// write prints the tree at n.
func write(n *tree.Node, indent string) {
	switch n.Op {
	case tree.Leaf:
		fmt.Println(n.Verdict)
		return
	case tree.Equal:
		fmt.Printf("nr == %d\n", n.K)
	case tree.AtLeast:
		fmt.Printf("nr >= %d\n", n.K)
	}
	fmt.Print(indent, "├─ yes: ")
	write(n.Yes, indent+"│"+strings.Repeat(" ", 7))
	fmt.Print(indent, "└─ no: ")
	write(n.No, indent+strings.Repeat(" ", 7))
}

// The partition of the package comment, and its tree.
func Example() {
	p := decision.Uniform(decision.Denied).
		Set(interval.Interval{First: 41, Last: 41}, decision.FirstPolicyVerdict).
		Set(interval.Interval{First: 424, Last: 511}, decision.Unknown).
		Set(interval.Interval{First: 512, Last: 547}, decision.Foreign).
		Set(interval.Interval{First: 548, Last: 0x3fffffff}, decision.Unknown).
		Set(interval.Interval{First: 0x40000000, Last: 0xfffffffe}, decision.Foreign)
	table := interval.Interval{First: 0, Last: 471}
	write(search.Build(p, search.Objective{Calls: map[uint32]int{41: 1}, Table: table}), "")
	// Output:
	// nr == 41
	// ├─ yes: verdict 4
	// └─ no: nr >= 424
	//        ├─ yes: nr >= 512
	//        │       ├─ yes: nr >= 548
	//        │       │       ├─ yes: nr >= 1073741824
	//        │       │       │       ├─ yes: nr >= 4294967295
	//        │       │       │       │       ├─ yes: denied
	//        │       │       │       │       └─ no: foreign
	//        │       │       │       └─ no: unknown
	//        │       │       └─ no: foreign
	//        │       └─ no: unknown
	//        └─ no: denied
}
