package compile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// TestWeights compiles a list of 40 commands, a row for each, with and without a weight of one.
// Its ioctl takes fewer instructions with it, in either byte order.
func TestWeights(t *testing.T) {
	const heavy = 21
	policy := func(weight string) string {
		var b strings.Builder
		b.WriteString("# profile p: commands\nprofile,syscall,action,when,why\n")
		for i := range 40 {
			if i == heavy {
				b.WriteString(weight)
			}
			fmt.Fprintf(&b, "p,ioctl,,cmd == %d,\n", 7*i)
		}
		return b.String()
	}
	ioctl := map[string]uint32{"amd64": 16, "s390x": 54, "386": 54}
	for goarch := range ioctl {
		a := arch.ByGOARCH(goarch)
		steps := func(weight string) int {
			program := compileText(t, policy(weight), a).Program.Instructions
			_, path, err := prove.Execute(program, prove.Data{Arch: a.Audit, Nr: ioctl[goarch], Args: [6]uint64{1: 7 * heavy}, BigEndian: a.BigEndian})
			if err != nil {
				t.Fatal(err)
			}
			return path
		}
		even, first := steps(""), steps("# weight 5000\n")
		if first > even-4 {
			t.Errorf("%s: %d instructions with a weight, %d without; want 4 fewer", goarch, first, even)
		}
	}
}
