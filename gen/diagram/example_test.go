package diagram_test

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// The verdict of the package comment, and its diagram.
func Example() {
	space := argset.NewSpace()
	test := argset.Test{Word: argset.Word{Arg: 0}, Mask: 1<<32 - 1, Op: argset.Equal, K: 1}
	local := space.Test(test)
	n, err := diagram.NewBuilder(space).Build(decision.Verdict{
		Cases: []decision.Case{{When: local, Verdict: decision.Allowed}, {When: space.Not(local), Verdict: decision.Denied}},
		Tests: []argset.Test{test},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n.Test)
	fmt.Println("yes:", n.Yes.Verdict)
	fmt.Println("no:", n.No.Verdict)
	fmt.Println(tree.Length(n), "instructions")
	// Output:
	// arg0.low == 0x1
	// yes: allowed
	// no: denied
	// 2 instructions
}
