package prove_test

import (
	"math/rand/v2"
	"os"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	compiler "github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// conditions compiles a policy with one condition of each kind.
func conditions(t *testing.T, goarchs ...string) []*compiler.Compiled {
	t.Helper()
	c, err := catalog.Load("syscalls.csv", read(t, "../../syscalls.csv"))
	if err != nil {
		t.Fatal(err)
	}
	csv, err := os.ReadFile("../policy/testdata/programs/policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load("policy.csv", csv, c)
	if err != nil {
		t.Fatal(err)
	}
	var selected []*arch.Arch
	for _, goarch := range goarchs {
		selected = append(selected, arch.ByGOARCH(goarch))
	}
	decisions, _, err := p.Decide(argset.NewSpace(), selected)
	if err != nil {
		t.Fatal(err)
	}
	var out []*compiler.Compiled
	for _, a := range selected {
		compiled, err := compiler.New(c, decisions.Space).Compile(p.Profiles[0].Title, decisions.Of[p.Profiles[0]][a.Index], a, nil)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, compiled)
	}
	return out
}

// codes lists the codes of the assembler.
var codes = []uint16{bpf.LoadAbs, bpf.JumpAlways, bpf.JumpEqual, bpf.JumpAtLeast, bpf.JumpAnyBit, bpf.And, bpf.Xor, bpf.Return}

// mutants returns copies of an instruction with one used field changed.
func mutants(i bpf.Instruction) []bpf.Instruction {
	var out []bpf.Instruction
	for _, code := range codes {
		if code != i.Code {
			out = append(out, bpf.Instruction{Code: code, JT: i.JT, JF: i.JF, K: i.K})
		}
	}
	if i.Code == bpf.JumpEqual || i.Code == bpf.JumpAtLeast || i.Code == bpf.JumpAnyBit {
		for _, delta := range []uint8{1, 255} {
			out = append(out, bpf.Instruction{Code: i.Code, JT: i.JT + delta, JF: i.JF, K: i.K}, bpf.Instruction{Code: i.Code, JT: i.JT, JF: i.JF + delta, K: i.K})
		}
	}
	for _, delta := range []uint32{1, 1<<32 - 1, 4, 1 << 4, 1 << 16, 1 << 31} {
		out = append(out, bpf.Instruction{Code: i.Code, JT: i.JT, JF: i.JF, K: i.K + delta})
	}
	return out
}

// TestMutantsOfConditions changes each instruction of programs with conditions. The proof
// must reject the mutant unless runs of both agree.
func TestMutantsOfConditions(t *testing.T) {
	for _, goarch := range []string{"386", "amd64", "mips", "s390x"} {
		t.Run(goarch, func(t *testing.T) {
			t.Parallel()
			// A Space is not safe for concurrent use.
			c := conditions(t, goarch)[0]
			r := rand.New(rand.NewPCG(113, 127))
			found, equivalent := 0, 0
			for pc, ins := range c.Program.Instructions {
				for _, m := range mutants(ins) {
					p := c.Program
					p.Instructions = append([]bpf.Instruction(nil), c.Program.Instructions...)
					p.Instructions[pc] = m
					if prove.Check(p, c.Arch, c.Decision) != nil {
						found++
						continue
					}
					equivalent++
					if d, same := alike(r, c, p.Instructions); !same {
						t.Errorf("instruction %d %v changed to %v: the proof holds, but %+v is decided differently", pc, ins, m, d)
					}
				}
			}
			t.Logf("%d mutants: %d found, %d equivalent", found+equivalent, found, equivalent)
			if equivalent*20 > found {
				t.Errorf("%d of %d mutants are equivalent, want fewer than one in 20", equivalent, found+equivalent)
			}
		})
	}
}

// alike compares a mutant with its program on inputs near the constants of both. If they
// differ it returns such an input.
func alike(r *rand.Rand, c *compiler.Compiled, mutant []bpf.Instruction) (prove.Data, bool) {
	program := c.Program.Instructions
	for range 3000 {
		from := [][]bpf.Instruction{program, mutant}[r.IntN(2)]
		d := prove.Data{Nr: number(r, from), Arch: c.Arch.Audit, Args: values(r, from), BigEndian: c.Arch.BigEndian}
		if r.IntN(10) == 0 {
			d.Arch = number(r, from)
		}
		if r.IntN(2) == 0 {
			for i := range d.Args {
				d.Args[i] &= 1<<32 - 1
			}
		}
		want, _, err := prove.Execute(program, d)
		got, _, gotErr := prove.Execute(mutant, d)
		if err != nil || gotErr != nil || got != want {
			return d, false
		}
	}
	return prove.Data{}, true
}

// TestProgramsOfConditions compares the outcomes of programs with conditions with runs.
func TestProgramsOfConditions(t *testing.T) {
	r := rand.New(rand.NewPCG(131, 137))
	for _, c := range conditions(t, "arm", "arm64", "mips", "ppc64") {
		for range 20 {
			if !compareArguments(t, c.Program.Instructions, c.Arch.BigEndian, r) {
				t.Fatalf("the program for %s is not evaluated", c.Arch.GOARCH)
			}
		}
	}
}
