package picture_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/picture"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// builtIn returns the trees of a built-in profile, with their programs.
func builtIn(t *testing.T, name string, goarches ...string) ([]*compile.Compiled, []*picture.Tree) {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var on []*arch.Arch
	for _, goarch := range goarches {
		on = append(on, arch.ByGOARCH(goarch))
	}
	programs, err := compile.Named(c, name, on)
	if err != nil {
		t.Fatal(err)
	}
	var trees []*picture.Tree
	for _, program := range programs {
		tree, err := picture.New(c, program)
		if err != nil {
			t.Fatal(err)
		}
		trees = append(trees, tree)
	}
	return programs, trees
}

// TestPathsAreExecutions compares each path with an execution for each of its syscalls.
func TestPathsAreExecutions(t *testing.T) {
	programs, trees := builtIn(t, "hardened-network", "amd64", "mips", "s390x")
	for i, program := range programs {
		var names []string
		for _, p := range trees[i].Paths {
			names = append(names, p.Syscalls...)
			for _, numbers := range p.Node.Numbers {
				for _, nr := range []uint32{numbers.First, numbers.Last} {
					if p.Node.Arch != program.Arch {
						continue
					}
					value, steps, err := prove.Run(program.Program.Instructions, program.Arch.Audit, nr)
					if err != nil {
						t.Fatal(err)
					}
					if steps < p.Least || steps > p.Most || p.Node.Kind == picture.Return && (value != p.Node.Value || p.Least != p.Most) {
						t.Errorf("%s: number %d executes %d instructions and returns %#x; node %s has %d to %d and %#x", program.Arch.GOARCH, nr, steps, value, p.Node.ID, p.Least, p.Most, p.Node.Value)
					}
				}
			}
		}
		c, err := catalog.Shipped()
		if err != nil {
			t.Fatal(err)
		}
		if want := len(c.Names(program.Arch)); len(names) != want {
			t.Errorf("%s: paths of %d syscalls, want %d", program.Arch.GOARCH, len(names), want)
		}
	}
}

// visit calls f for a node and all nodes after it.
func visit(n *picture.Node, f func(*picture.Node)) {
	f(n)
	if n.Kind == picture.Test {
		visit(n.No, f)
		visit(n.Yes, f)
	}
}

// TestEveryInstruction expects each instruction of a program in the tree, and each ID once.
func TestEveryInstruction(t *testing.T) {
	programs, trees := builtIn(t, "hardened-network", "amd64", "386")
	for i, program := range programs {
		executed, ids := make(map[int]bool), make(map[string]bool)
		visit(trees[i].Root, func(n *picture.Node) {
			for _, pc := range n.Executed {
				executed[pc] = true
			}
			if ids[n.ID] {
				t.Errorf("%s: ID %s twice", program.Arch.GOARCH, n.ID)
			}
			ids[n.ID] = true
		})
		if len(executed) != len(program.Program.Instructions) || len(ids) != trees[i].Nodes {
			t.Errorf("%s: %d instructions of %d, %d IDs of %d nodes", program.Arch.GOARCH, len(executed), len(program.Program.Instructions), len(ids), trees[i].Nodes)
		}
	}
}

// TestShares expects the whole weight on the way to the profile's architecture, and on the
// branches of each test over numbers the weight before it.
func TestShares(t *testing.T) {
	_, trees := builtIn(t, "network", "amd64")
	root := trees[0].Root
	if root.Share != 1 || root.Yes.Share != 1 || root.No.Share != 0 {
		t.Errorf("shares of amd64 are %v, %v and %v of other architectures, want 1, 1 and 0", root.Share, root.Yes.Share, root.No.Share)
	}
	visit(root, func(n *picture.Node) {
		if n.Kind == picture.Test && n.Arch != nil {
			if d := n.Share - n.Yes.Share - n.No.Share; d > 1e-9 || d < -1e-9 {
				t.Errorf("node %s has the share %v, its branches %v and %v", n.ID, n.Share, n.Yes.Share, n.No.Share)
			}
		}
	})
}

// TestShared draws a condition of two syscalls once, and a condition with many tests not at
// all.
func TestShared(t *testing.T) {
	var odd []string
	for k := range 60 {
		odd = append(odd, fmt.Sprintf("cmd == %d", k*k+3*k+1))
	}
	for _, test := range []struct {
		name, rows string
		kind       picture.Kind
	}{
		{"one condition of two syscalls", "server,socket,,family == AF_UNIX,\nserver,socketpair,,family == AF_UNIX,\n", picture.Elsewhere},
		{"60 commands", "server,ioctl,," + strings.Join(odd, " || ") + ",\n", picture.Listed},
		{"two commands", "server,ioctl,," + strings.Join(odd[:2], " || ") + ",\n", picture.Test},
	} {
		c, program, err := compiled(test.rows)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := picture.New(c, program)
		if err != nil {
			t.Fatal(err)
		}
		kinds := make(map[picture.Kind]int)
		for _, p := range tree.Paths {
			if len(p.Syscalls) == 1 && p.Node.Kind != picture.Return {
				kinds[p.Node.Kind]++
			}
		}
		if kinds[test.kind] != 1 {
			t.Errorf("%s: %d paths of kind %d, want 1", test.name, kinds[test.kind], test.kind)
		}
	}
}
