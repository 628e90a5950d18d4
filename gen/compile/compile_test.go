package compile_test

import (
	"flag"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

const shipped = "../../syscalls.csv"

// load reads the shipped catalog.
func load(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// long makes TestMutants change all programs, as in make test-mutants.
var long = flag.Bool("long", false, "change the programs of all profiles")

// builtIn compiles every built-in profile for every architecture, once for all tests.
var builtIn = sync.OnceValues(func() ([]*compile.Compiled, error) {
	c, err := catalog.Shipped()
	if err != nil {
		return nil, err
	}
	var list []*compile.Compiled
	for _, a := range arch.All {
		for _, p := range profile.BuiltIn(c) {
			compiled, err := compile.Profile(c, p, a)
			if err != nil {
				return nil, err
			}
			list = append(list, compiled)
		}
	}
	return list, nil
})

// programs returns the results of builtIn.
func programs(t *testing.T) []*compile.Compiled {
	t.Helper()
	list, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// forEach tests programs.
func forEach(t *testing.T, list []*compile.Compiled, test func(t *testing.T, c *compile.Compiled)) {
	t.Helper()
	for _, c := range list {
		name := c.Arch.GOARCH + "/" + c.Name
		if c.Compat != nil {
			name += " with " + c.Arch.Companion.GOARCH
		}
		t.Run(name, func(t *testing.T) { test(t, c) })
	}
}

// inTurn returns one of the programs per architecture, each of the next profile.
func inTurn(list []*compile.Compiled) []*compile.Compiled {
	var out []*compile.Compiled
	profiles := len(list) / len(arch.All)
	for i := range arch.All {
		out = append(out, list[i*profiles+i%profiles])
	}
	return out
}

// withCompanion compiles a built-in profile for an architecture and its companion ABI.
func withCompanion(t *testing.T, a *arch.Arch) *compile.Compiled {
	t.Helper()
	c := load(t)
	p, err := profile.ByName(c, "network")
	if err != nil {
		t.Fatal(err)
	}
	native := decision.Plain(p.Partition(c, a), bpf.Actions(a))
	compat := decision.Plain(p.Partition(c, a.Companion), bpf.Actions(a.Companion))
	compiled, err := compile.New(c, nil).Compile(p.Title, native, a, &compat)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// check proves a program in place of the compiled one.
func check(c *compile.Compiled, p bpf.Program) error {
	callers := []prove.Spec{{Arch: c.Arch, Want: c.Decision}}
	if c.Compat != nil {
		callers = append(callers, prove.Spec{Arch: c.Arch.Companion, Want: *c.Compat})
	}
	return prove.CheckSpecs(p, callers...)
}

// value returns the return value for a verdict of the oracle.
func value(verdict string, a *arch.Arch) uint32 {
	enosys := uint32(38)
	if a.Base != 0 {
		enosys = 89 // mips has its own error numbers
	}
	return map[string]uint32{
		oracle.Allowed: 0x7fff0000,
		oracle.Denied:  0x80000000,
		oracle.Foreign: 0x80000000,
		oracle.Unknown: 0x00050000 | enosys,
	}[verdict]
}

// candidates returns numbers with a likely error: those of the syscall table, each
// constant of the program with its neighbours, and numbers with high bits.
func candidates(p []bpf.Instruction) []uint32 {
	numbers := []uint32{1<<30 - 1, 1 << 30, 1<<30 + 1, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 2, 1<<32 - 1}
	for n := range uint32(1024) {
		numbers = append(numbers, n, 4000+n, 5000+n, 0xf0000+n, 1<<30+n)
	}
	for _, ins := range p {
		numbers = append(numbers, ins.K-1, ins.K, ins.K+1)
	}
	return numbers
}

// TestOracle compares every program with the oracle, an independent reader of the CSV.
func TestOracle(t *testing.T) {
	o, err := oracle.Read(shipped)
	if err != nil {
		t.Fatal(err)
	}
	forEach(t, programs(t), func(t *testing.T, c *compile.Compiled) {
		f := oracle.Filter{GOARCH: c.Arch.GOARCH, Profile: c.Name}
		verdicts := o.Verdicts(f)
		own := oracle.AuditArch[c.Arch.GOARCH]
		for _, n := range candidates(c.Program.Instructions) {
			got, _, err := prove.Run(c.Program.Instructions, own, n)
			if want := value(o.Verdict(f, verdicts, n), c.Arch); err != nil || got != want {
				t.Errorf("number %d: %#x %v, want %#x", n, got, err, want)
			}
			for goarch, foreign := range oracle.AuditArch {
				if goarch == c.Arch.GOARCH {
					continue
				}
				if got, _, err := prove.Run(c.Program.Instructions, foreign, n); err != nil || got != 0x80000000 {
					t.Fatalf("number %d of %s: %#x %v, want a kill", n, goarch, got, err)
				}
			}
		}
	})
}

// mutants returns changed copies of an instruction, by the changed part. Parts without a
// use in the instruction have none.
func mutants(ins bpf.Instruction) map[string][]bpf.Instruction {
	out := make(map[string][]bpf.Instruction)
	add := func(part string, change func(*bpf.Instruction)) {
		m := ins
		if change(&m); m != ins {
			out[part] = append(out[part], m)
		}
	}
	for _, code := range []uint16{bpf.LoadAbs, bpf.JumpAlways, bpf.JumpEqual, bpf.JumpAtLeast, bpf.Return} {
		add("code", func(m *bpf.Instruction) { m.Code = code })
	}
	if ins.Code == bpf.JumpEqual || ins.Code == bpf.JumpAtLeast {
		for _, delta := range []uint8{1, 255} {
			add("jt", func(m *bpf.Instruction) { m.JT += delta })
			add("jf", func(m *bpf.Instruction) { m.JF += delta })
		}
	}
	for _, delta := range []uint32{1, 1<<32 - 1, 1 << 16, 1 << 31} {
		add("k", func(m *bpf.Instruction) { m.K += delta })
	}
	return out
}

// TestMutants changes each instruction of a program per architecture, and of programs with a
// companion ABI of either byte order. With -long it changes all programs. It expects the
// proof to fail.
// Some mutants are equivalent: a test at the edge of two ranges can have an equally good
// neighbour, and on the highest possible number == and >= are the same. For these the
// interpreter must return the same for every candidate. At least one change of each part
// of an instruction must fail.
func TestMutants(t *testing.T) {
	found, equivalent := 0, 0
	mutate := func(t *testing.T, c *compile.Compiled) {
		for pc, ins := range c.Program.Instructions {
			for part, list := range mutants(ins) {
				before := found
				for _, m := range list {
					p := c.Program
					p.Instructions = append([]bpf.Instruction(nil), c.Program.Instructions...)
					p.Instructions[pc] = m
					if check(c, p) != nil {
						found++
						continue
					}
					equivalent++
					if n, same := agree(c.Program.Instructions, p.Instructions, audits(c)); !same {
						t.Errorf("instruction %d %v changed to %v: the proof holds, and number %d is decided otherwise", pc, ins, m, n)
					}
				}
				if found == before {
					t.Errorf("instruction %d %v: no change of %s makes a difference", pc, ins, part)
				}
			}
		}
	}
	list := programs(t)
	if !*long {
		list = inTurn(list)
	}
	for _, a := range arch.All {
		if a.Companion != nil && (*long || a.GOARCH == "amd64" || a.GOARCH == "ppc64") {
			list = append(list, withCompanion(t, a))
		}
	}
	forEach(t, list, mutate)
	t.Logf("%d mutants: %d found, %d equivalent", found+equivalent, found, equivalent)
	if equivalent*100 > found {
		t.Errorf("%d of %d mutants are equivalent; want under 1%%", equivalent, found+equivalent)
	}
}

// audits returns the AUDIT_ARCH_* values of a program's architectures.
func audits(c *compile.Compiled) []uint32 {
	list := []uint32{c.Arch.Audit}
	if c.Compat != nil {
		list = append(list, oracle.AuditArch[c.Arch.Companion.GOARCH])
	}
	return list
}

// agree reports whether two programs return the same for every candidate. Otherwise it
// returns a number with a difference.
func agree(p, q []bpf.Instruction, audits []uint32) (uint32, bool) {
	for _, audit := range audits {
		for _, n := range append(candidates(p), candidates(q)...) {
			got, _, err := prove.Run(q, audit, n)
			want, _, _ := prove.Run(p, audit, n)
			foreign, _, ferr := prove.Run(q, audit+1, n)
			if err != nil || ferr != nil || got != want || foreign != action.KillProcess {
				return n, false
			}
		}
	}
	return 0, true
}

// TestInterpreters compares the evaluator of intervals with the plain interpreter.
func TestInterpreters(t *testing.T) {
	forEach(t, programs(t), func(t *testing.T, c *compile.Compiled) {
		outcomes, _, err := prove.Evaluate(c.Program.Instructions)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range outcomes {
			for _, a := range []uint32{o.Arch.First, o.Arch.Last} {
				for _, n := range []uint32{o.Nr.First, o.Nr.Last} {
					if got, _, err := prove.Run(c.Program.Instructions, a, n); err != nil || got != o.Value {
						t.Errorf("arch %#x number %d: %#x %v, evaluated to %#x", a, n, got, err, o.Value)
					}
				}
			}
		}
	})
}

// TestProved expects an error for an incomplete decision, on either architecture: it has
// no proof, and an unproved program is not returned.
func TestProved(t *testing.T) {
	space := argset.NewSpace()
	bit := space.Bit(0, 0)
	test := argset.Test{Mask: 1, Op: argset.Equal, K: 1}
	d := decision.Decision{Partition: decision.Uniform(decision.FirstPolicyVerdict), Space: space, Verdicts: []decision.Verdict{
		{Action: action.KillProcess}, {Action: action.Allow}, {Action: action.Errno | 38}, {Action: action.KillProcess},
		{Cases: []decision.Case{{When: bit, Verdict: decision.Allowed}, {When: space.Not(bit), Verdict: decision.Denied}}, Tests: []argset.Test{test}},
	}}
	wrong := d
	wrong.Verdicts = append(slices.Clone(d.Verdicts[:4]), decision.Verdict{Cases: d.Verdicts[4].Cases[:1]})
	amd64 := arch.ByGOARCH("amd64")
	for _, c := range []struct {
		native decision.Decision
		compat *decision.Decision
		want   string
	}{
		{d, nil, ""},
		{d, &d, ""},
		{wrong, nil, "the cases do not cover all arguments"},
		{wrong, &d, "the cases do not cover all arguments"},
		{d, &wrong, "the cases do not cover all arguments"},
	} {
		got := ""
		compiled, err := compile.New(load(t), space).Compile(profile.Title{Name: "p"}, c.native, amd64, c.compat)
		if err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c.want) || (err == nil) != (c.want == "") || (compiled == nil) != (err != nil) {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
