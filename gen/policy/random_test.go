package policy_test

import (
	"flag"
	"go/constant"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

var (
	policies = flag.Int("policies", 60, "how many random policies to compare with the oracle")
	first    = flag.Uint64("seed", 0, "the seed of the first")
)

const shipped = "../../syscalls.csv"

// found is the seeds of policies on which compiler and oracle once disagreed.
var found = []uint64{}

// tally counts what a run has compared.
type tally struct {
	programs, calls, conditional, refused atomic.Int64
}

// comparison is a compiler and an oracle that are to agree.
type comparison struct {
	catalog   *catalog.Catalog
	oracle    *oracle.Oracle
	generator *random.Generator
	tally
}

// TestRandomPolicies compiles random policies for every architecture, and compares
// what the programs return for calls at the bounds of the conditions with what a naive
// reading of the same rows says.
func TestRandomPolicies(t *testing.T) {
	c := newComparison(t)
	seeds := make(chan uint64)
	var workers sync.WaitGroup
	for range 2 {
		workers.Go(func() {
			for seed := range seeds {
				c.compare(t, seed)
			}
		})
	}
	for _, seed := range found {
		seeds <- seed
	}
	for i := range *policies {
		seeds <- *first + uint64(i)
	}
	close(seeds)
	workers.Wait()
	t.Logf("%d programs, %d calls, %d of them decided by arguments; %d policies refused",
		c.programs.Load(), c.calls.Load(), c.conditional.Load(), c.refused.Load())
	if refused := c.refused.Load(); refused*100 > int64(*policies) {
		t.Errorf("%d of %d policies are refused, expected under 1%%", refused, *policies)
	}
	if c.conditional.Load() == 0 {
		t.Error("no call is decided by its arguments")
	}
}

func newComparison(t *testing.T) *comparison {
	t.Helper()
	data, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	c := new(comparison)
	if c.catalog, err = catalog.Load(shipped, data); err != nil {
		t.Fatal(err)
	}
	if c.oracle, err = oracle.Read(shipped); err != nil {
		t.Fatal(err)
	}
	c.generator = &random.Generator{Oracle: c.oracle, Constants: value}
	return c
}

// value is the constants as the oracle asks for them.
func value(name, goarch string) (constant.Value, bool) {
	return constants.Value(name, arch.Index(goarch))
}

// compare compares the policy of a seed.
func (c *comparison) compare(t *testing.T, seed uint64) {
	text := c.generator.FromSeed(seed)
	p, err := policy.Load("policy.csv", text, c.catalog)
	if err != nil {
		t.Errorf("seed %d: %v\n%s", seed, err, text)
		return
	}
	decisions, _, err := p.Decide(everywhere())
	if err != nil {
		c.refused.Add(1)
		// A condition that is true of no architecture's constants is seen late.
		t.Logf("seed %d: %s", seed, strings.SplitN(err.Error(), "\n", 2)[0])
		return
	}
	o, err := c.oracle.Policy(text)
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return
	}
	o.Constants = value
	r := rand.New(rand.NewPCG(seed, 1))
	compiler := compile.New(c.catalog, decisions.Space)
	for a := range arch.All {
		calls, err := c.generator.Calls(text, arch.All[a].GOARCH)
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
			return
		}
		for _, profile := range p.Profiles {
			compiled, err := compiler.Compile(profile.Title, decisions.Of[profile][a], a, nil)
			if err != nil {
				t.Errorf("seed %d: %v\n%s", seed, err, text)
				return
			}
			c.programs.Add(1)
			c.compareCalls(t, seed, o, compiled, func() (uint32, [6]uint64) { return calls.Next(r) })
		}
	}
}

// callsEach is how many calls are made of each program.
const callsEach = 20

// compareCalls runs a program on calls.
func (c *comparison) compareCalls(t *testing.T, seed uint64, o *oracle.Policy, compiled *compile.Compiled, next func() (uint32, [6]uint64)) {
	goarch := compiled.Arch.GOARCH
	for range callsEach {
		nr, values := next()
		want, err := o.Decide(compiled.Name, goarch, nr, values)
		if err != nil {
			t.Errorf("seed %d: %s on %s, call %d %#x: %v", seed, compiled.Name, goarch, nr, values, err)
			return
		}
		data := prove.Data{Nr: nr, Arch: oracle.AuditArch[goarch], Args: values, BigEndian: compiled.Arch.BigEndian}
		got, _, err := prove.Execute(compiled.Program.Instructions, data)
		if err != nil || got != want {
			t.Errorf("seed %d: %s on %s, call %d %#x: %#x %v, want %#x", seed, compiled.Name, goarch, nr, values, got, err, want)
			return
		}
		data.Arch ^= 1
		if got, _, err := prove.Execute(compiled.Program.Instructions, data); err != nil || got != bpf.RetKillProcess {
			t.Errorf("seed %d: a call of another architecture: %#x %v", seed, got, err)
		}
		c.calls.Add(1)
		if compiled.Verdicts[compiled.Partition.Of(nr)].Cases != nil {
			c.conditional.Add(1)
		}
	}
}

func everywhere() []int {
	var all []int
	for a := range arch.All {
		all = append(all, a)
	}
	return all
}
