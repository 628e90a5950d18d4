package condition_test

import (
	"encoding/csv"
	"go/constant"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/diagram"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// syscall is the syscall of the conditions. It has the same arguments everywhere: an int, a
// pointer and a mode of 16 bits.
const syscall = "mkdirat"

// reference says, by other code, whether a condition holds.
type reference struct{ *oracle.Oracle }

func newReference(t testing.TB) reference {
	t.Helper()
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	return reference{o}
}

// policy allows the syscall if a condition holds.
func (r reference) policy(t testing.TB, text string) *oracle.Policy {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	for _, row := range [][]string{{"profile", "syscall", "action", "when", "why"}, {"p", syscall, "", text, ""}} {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	p, err := r.Policy([]byte(b.String()))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	p.Constants = func(name, goarch string) (constant.Value, bool) { return constants.Value(name, arch.ByGOARCH(goarch)) }
	return p
}

// holds computes a condition for arguments on goarch.
func (r reference) holds(t testing.TB, p *oracle.Policy, goarch string, values [6]uint64) bool {
	t.Helper()
	value, err := p.Decide("p", goarch, r.Numbers(goarch)[syscall], values)
	if err != nil {
		t.Fatalf("the reference: %v", err)
	}
	return value == 0x7fff0000
}

// on returns the machine of a GOARCH.
func on(goarch string) condition.Machine {
	a := arch.ByGOARCH(goarch)
	return condition.Machine{
		Width:    a.Width,
		Constant: func(name string) (constant.Value, bool) { return constants.Value(name, a) },
		Argument: func(name string) (abi.Argument, bool) {
			for _, t := range abi.Entry(syscall, goarch) {
				if t.Name == name {
					return t.Argument, true
				}
			}
			return abi.Argument{}, false
		},
	}
}

// compare checks a condition's meaning on goarch, and a diagram of its tests, against the
// reference: at the least arguments of either result, near them, and at random.
func (r reference) compare(t testing.TB, text, goarch string, e condition.Expr, random *rand.Rand, points int) {
	t.Helper()
	space := argset.NewSpace()
	m, problems := e.Bind(on(goarch), space)
	if len(problems) > 0 {
		return
	}
	p := r.policy(t, text)
	diagram := diagramOf(t, text, space, m)
	for _, values := range samples(random, space, m.Holds, points) {
		want := r.holds(t, p, goarch, values)
		if got := space.Contains(m.Holds, values); got != want {
			t.Fatalf("%s on %s with %#x: %v, want %v", text, goarch, values, got, want)
		}
		if diagram != nil && follow(space, diagram, values) != want {
			t.Fatalf("%s on %s with %#x: the diagram says %v", text, goarch, values, !want)
		}
	}
}

// mostTests is how many tests a condition may have for a diagram to be made of it
// here. More take long, and are made of no other parts.
const mostTests = 8

// diagramOf returns a diagram of a condition's tests; nil for a constant condition or
// many tests. The tests must suffice.
func diagramOf(t testing.TB, text string, space *argset.Space, m condition.Meaning) *tree.Node {
	t.Helper()
	if m.Holds == argset.None || m.Holds == argset.All || len(m.Tests) > mostTests {
		return nil
	}
	n, err := diagram.NewBuilder(space).Build(decision.Verdict{Tests: m.Tests, Cases: []decision.Case{
		{When: m.Holds, Verdict: decision.Allowed},
		{When: space.Not(m.Holds), Verdict: decision.Denied},
	}})
	if err != nil {
		t.Fatalf("%s: the tests %v do not suffice: %v", text, m.Tests, err)
	}
	return n
}

// follow reports whether a diagram allows arguments.
func follow(space *argset.Space, n *tree.Node, values [6]uint64) bool {
	for n.Op != tree.Leaf {
		if space.Contains(space.Test(n.Test), values) {
			n = n.Yes
		} else {
			n = n.No
		}
	}
	return n.Verdict == decision.Allowed
}

// samples returns arguments at the bounds of a set, and some others.
func samples(r *rand.Rand, space *argset.Space, holds argset.Set, count int) [][6]uint64 {
	out := [][6]uint64{{}, {ones, ones, ones, ones, ones, ones}}
	for _, set := range []argset.Set{holds, space.Not(holds)} {
		if set == argset.None {
			continue
		}
		least := space.Example(set)
		out = append(out, least)
		for range count / 3 {
			out = append(out, beside(r, least))
		}
	}
	for range count / 3 {
		out = append(out, beside(r, [6]uint64{}))
	}
	return out
}

// edges lists numbers at the limits of comparisons.
var edges = []uint64{1, 2, 1<<31 - 1, 1 << 31, low, 1 << 32, 1<<63 - 1, sign, ones}

// beside changes an argument or two.
func beside(r *rand.Rand, values [6]uint64) [6]uint64 {
	for range 1 + r.IntN(2) {
		i := r.IntN(6)
		switch r.IntN(5) {
		case 0:
			values[i]++
		case 1:
			values[i]--
		case 2:
			values[i] ^= 1 << r.IntN(64)
		case 3:
			values[i] ^= edges[r.IntN(len(edges))]
		case 4:
			values[i] = r.Uint64() >> r.IntN(64)
		}
	}
	return values
}

// sound lists conditions without problems on 64 bits: seeds, and parts of random ones.
var sound = []string{
	"arg0 == 5", "arg1 != 1<<40", "arg0 < 5", "arg0 <= 0xffffffff", "arg0 > 0xfffffffe", "arg2 >= 1<<63", "5 < arg0", "5 >= arg5",
	"uint32(arg0) == 7", "int32(arg0) < 0", "int32(arg1) >= -100", "int32(arg0) <= 0x7ffffffe", "int(arg0) > -5", "int(uint32(arg0)) < 9",
	"arg0 & 6 == 4", "arg0 & 0xff00000000 == 0", "arg0 &^ 3 == 0", "7 &^ arg0 == 2", "arg1 | 6 >= 8", "arg0 ^ 5 >= 3", "arg0 ^ 0xf0000000f > 0x800000000",
	"arg0 >> 8 & 0xff == 'T'", "arg0 << 4 < 0x1000", "uint32(arg0 >> 31) >= 3", "int32(arg0 >> 16) >= -7", "uint32(arg0) << 8 > 1 << 30",
	"arg0 & 0xfffff000 >= 0x7000", "arg1 & 0x0ff0 >= 0x100", "arg1 & 0x0ff0 < 0x120", "int32(arg0 & 0xf00) < 0x200", "int(arg1 & 0xfff0) > 0x20",
	"int32(arg0 | 0x80000000) < -5", "int32(arg0 ^ 0xff) > 3", "arg0 | 0x100000001 == 0x300000003", "arg0 >> 63 == 1", "arg0 << 63 != 0", "arg0 &^ 1 << 3 == 16",
	"arg0 == O_NONBLOCK|O_CLOEXEC", "int32(arg0) == AT_FDCWD", "arg1 & (PROT_WRITE|PROT_EXEC) != PROT_WRITE|PROT_EXEC", "arg1 == TIOCSTI",
	"dfd == AT_FDCWD && mode & 0111 == 0", "dfd >= 0", "dfd < -5 || dfd == 0xffffff9c", "mode > 07777", "mode == -1", "mode ^ 0644 >= 0x100",
	"dfd & ^3 == 8", "7 &^ dfd != 2", "dfd | 0x80000001 == 0x80000003", "(dfd & 0xff00) >> 8 == 'T'", "mode << 4 == 0x640", "pathname == 0", "pathname != -1",
	"1 == 2 || arg0 == 1", "!(arg0 == 1 || arg1 == 2 && arg2 != 3)", "arg0 >= 10 && arg0 < 20 || arg0 >= 30 && arg0 < 1<<33",
}

// TestReference compares conditions, alone and joined at random, with the oracle on
// machines of both widths.
func TestReference(t *testing.T) {
	ref := newReference(t)
	r := rand.New(rand.NewPCG(7, 8))
	texts := append([]string(nil), sound...)
	for range 100 {
		texts = append(texts, joined(r, 2+r.IntN(3)))
	}
	for _, text := range texts {
		e, problem := condition.Parse(text)
		if problem != nil {
			t.Fatalf("%s: %v", text, *problem)
		}
		if _, problems := e.Bind(on("amd64"), argset.NewSpace()); len(problems) > 0 {
			t.Fatalf("%s: %v", text, problems)
		}
		for _, goarch := range []string{"amd64", "mips"} {
			ref.compare(t, text, goarch, e, r, 21)
		}
	}
}

// joined joins some conditions.
func joined(r *rand.Rand, count int) string {
	text := sound[r.IntN(len(sound))]
	for range count - 1 {
		switch r.IntN(3) {
		case 0:
			text = "!(" + text + ")"
		case 1:
			text = "(" + text + ")"
		}
		text += []string{" && ", " || "}[r.IntN(2)] + sound[r.IntN(len(sound))]
	}
	return text
}

// longest limits the length of a fuzzed condition.
const longest = 120

// FuzzCondition reads any text as a condition. A problem has a place in it and a reason.
// A sound condition agrees with the reference.
func FuzzCondition(f *testing.F) {
	for _, text := range sound {
		f.Add(text, uint64(1))
	}
	r := rand.New(rand.NewPCG(9, 10))
	for seed := range uint64(20) {
		f.Add(joined(r, 3), seed)
	}
	for _, text := range []string{
		"", "arg0", "arg6 == 1", "arg0 == ", "1/0 == 1", "arg0 << -1 == 0", "1 << 512 << 512 > 1", "arg0 == 'é'", "uint32(int(arg0)) == 1", "-(-arg0) < 1.0e9", "arg0 == NOPE // why",
		"//line f:9:9\narg0 ==", "((((((((arg0))))))))==1", "func() { for {} }()", "!!!!(1 < 2)", "arg0[arg1:arg2] == x.y.(z)", "\xff", "arg0 == \x00",
	} {
		f.Add(text, uint64(2))
	}
	ref := newReference(f)
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if len(text) > longest {
			return
		}
		e, problem := condition.Parse(text)
		if problem != nil {
			placed(t, text, *problem)
			return
		}
		for _, goarch := range []string{"amd64", "mips"} {
			_, problems := e.Bind(on(goarch), argset.NewSpace())
			for _, p := range problems {
				placed(t, text, p)
			}
			ref.compare(t, text, goarch, e, rand.New(rand.NewPCG(seed, 0)), 12)
		}
	})
}

// placed expects a place in the text and a message for a problem.
func placed(t *testing.T, text string, p condition.Problem) {
	t.Helper()
	if p.Offset < 0 || p.Offset > len(text) || p.What == "" {
		t.Errorf("%q: %+v", text, p)
	}
}
