package compile_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// kinds holds growing policies, by the syscall and the condition of a row. The program of n
// rows has at most each*n+20 instructions, prologue and tests of numbers included: 15 of the
// 20. Rows with all constants different have 5 instructions of their own, and a threshold for
// every four rows: see package diagram. A limit of 5*n+20 would leave five thresholds for 40
// rows, at one more test for the average value, and three for 80, at twice the tests. For 160
// the repeated returns alone exceed it.
var kinds = []struct {
	name string
	each float64
	row  func(r *rand.Rand, i int) string
}{
	{"list", 1.5, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("ioctl,,cmd == %d", 37*i+r.IntN(30))
	}},
	{"pairs", 3.1, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("ioctl,,uint32(arg0) == %d && cmd == %d", i, r.Uint32())
	}},
	{"wide", 5, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("ioctl,,uint32(arg0) == %d && cmd >= %d && uint32(arg2) & %d == 0", 200*i+r.IntN(200), 1+r.IntN(1000), 1<<r.IntN(12))
	}},
	{"wide, all different", 5.5, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("ioctl,,uint32(arg0) == %d && cmd >= %d && uint32(arg2) & %d == 0", 200*i+r.IntN(200), 1000+i, 1+r.Uint32())
	}},
	{"list of 64 bits", 3.5, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("mremap,,arg1 == %d", r.Uint64()>>r.IntN(33))
	}},
	{"wide of 64 bits", 7.5, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("mremap,,arg0 == %d && arg1 >= %d && arg2 & %d == 0", 200*i+r.IntN(200), 1+r.IntN(1000), 1<<r.IntN(12))
	}},
}

// rows returns a policy with n rows of a kind.
func rows(row func(r *rand.Rand, i int) string, n int) string {
	r := rand.New(rand.NewPCG(149, uint64(n)))
	var b strings.Builder
	b.WriteString("# profile p: growing\nprofile,syscall,action,when,why\n")
	for i := range n {
		fmt.Fprintf(&b, "p,%s,\n", row(r, i))
	}
	return b.String()
}

// compileText compiles the profile p of a policy for an architecture.
func compileText(tb testing.TB, text string, a *arch.Arch) *compile.Compiled {
	tb.Helper()
	c := load(tb)
	p, err := policy.Load("p.csv", []byte(text), c)
	if err != nil {
		tb.Fatal(err)
	}
	decisions, _, err := p.Decide(argset.NewSpace(), []*arch.Arch{a})
	if err != nil {
		tb.Fatal(err)
	}
	list, err := compile.Policy(c, p, decisions, compile.Options{Profiles: []*policy.Profile{p.ByName("p")}, Architectures: []*arch.Arch{a}})
	if err != nil {
		tb.Fatal(err)
	}
	return list[0]
}

// TestGrowth bounds the instructions of the programs.
func TestGrowth(t *testing.T) {
	for _, k := range kinds {
		for _, n := range []int{20, 60} {
			c := compileText(t, rows(k.row, n), arch.ByGOARCH("amd64"))
			if got, most := len(c.Program.Instructions), int(k.each*float64(n))+20; got > most {
				t.Errorf("%d rows %s: %d instructions, want at most %d", n, k.name, got, most)
			}
		}
	}
}

// BenchmarkGrowth measures the way from a policy to a proved program: how instructions, time
// and memory grow with the rows.
func BenchmarkGrowth(b *testing.B) {
	for _, k := range kinds {
		for _, n := range []int{10, 20, 40, 80, 160, 320} {
			b.Run(fmt.Sprintf("%s/%d", k.name, n), func(b *testing.B) {
				text := rows(k.row, n)
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				for b.Loop() {
					c := compileText(b, text, arch.ByGOARCH("amd64"))
					b.ReportMetric(float64(len(c.Program.Instructions)), "instructions")
				}
				runtime.ReadMemStats(&after)
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/float64(b.N)/1e6, "MB/op")
			})
		}
	}
}
