package diagram_test

import (
	"fmt"
	"go/constant"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// The diagram of the package comment, word by word.
func Example_words() {
	const text = `uint32(arg0) == 1 && uint32(arg1) == 1 || uint32(arg0) == 2 && uint32(arg1) <= 2 ||
		uint32(arg0) == 10 && uint32(arg1) <= 2 || uint32(arg0) == 16 && uint32(arg1) == 3`
	space := argset.NewSpace()
	e, _ := condition.Parse(text)
	m, _ := e.Bind(condition.Machine{Width: 64, Constant: func(string) (constant.Value, bool) { return nil, false }}, space)
	n, err := diagram.NewBuilder(space).Build(allowedWhen(space, m))
	if err != nil {
		fmt.Println(err)
		return
	}
	draw(n, "", "")
	// Output:
	// arg0.low == 0x1
	// yes: arg1.low == 0x1
	//      yes: allowed
	//      no: denied
	// no: arg0.low == 0x2
	//     yes: arg1.low >= 0x3
	//          yes: denied
	//          no: allowed
	//     no: arg0.low == 0xa
	//         yes: arg1.low >= 0x3
	//              yes: denied
	//              no: allowed
	//         no: arg0.low == 0x10
	//             yes: arg1.low == 0x3
	//                  yes: allowed
	//                  no: denied
	//             no: denied
}

// draw prints a diagram.
func draw(n *tree.Node, indent, branch string) {
	if n.Op == tree.Leaf {
		fmt.Printf("%s%s%v\n", indent, branch, n.Verdict)
		return
	}
	fmt.Printf("%s%s%v\n", indent, branch, n.Test)
	indent += strings.Repeat(" ", len(branch))
	draw(n.Yes, indent, "yes: ")
	draw(n.No, indent, "no: ")
}
