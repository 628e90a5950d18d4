package laws_test

import (
	"fmt"
	"go/constant"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/profiledata"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// filtersEach counts the filters of each profile, callsEach the syscalls for each filter
// and architecture.
const (
	filtersEach = 40
	callsEach   = 25
)

// machine is this architecture, with the input for policies.
type machine struct {
	arch      *arch.Arch
	syscalls  *catalog.Catalog
	oracle    *oracle.Oracle
	generator *random.Generator
	// numbers holds the numbers by name of both architectures.
	numbers map[string]map[string]uint32
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	const file = "../../../syscalls.csv"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m := &machine{arch: arch.ByGOARCH(runtime.GOARCH)}
	if m.syscalls, err = catalog.Load(file, data); err != nil {
		t.Fatal(err)
	}
	if m.oracle, err = oracle.Read(file); err != nil {
		t.Fatal(err)
	}
	m.numbers = map[string]map[string]uint32{m.arch.GOARCH: m.oracle.Numbers(m.arch.GOARCH)}
	if c := m.arch.Companion; c != nil {
		m.numbers[c.GOARCH] = m.oracle.Numbers(c.GOARCH)
	}
	m.generator = &random.Generator{Oracle: m.oracle, Constants: value}
	return m
}

// value returns a constant for the oracle.
func value(name, goarch string) (constant.Value, bool) {
	return constants.Value(name, arch.ByGOARCH(goarch))
}

// profiles compiles the policy of a seed, half of its profiles with the companion ABI.
// It returns none if the generator refuses the policy.
func (m *machine) profiles(seed uint64) ([]*profile, error) {
	text := m.generator.FromSeed(seed)
	p, err := policy.Load("policy.csv", text, m.syscalls)
	if err != nil {
		return nil, err
	}
	selected := []*arch.Arch{m.arch}
	if m.arch.Companion != nil {
		selected = append(selected, m.arch.Companion)
	}
	decisions, _, err := p.Decide(argset.NewSpace(), selected)
	if err != nil {
		return nil, nil
	}
	wanted, err := m.oracle.Policy(text)
	if err != nil {
		return nil, err
	}
	wanted.Constants = value
	var out []*profile
	compiler, r := compile.New(m.syscalls, decisions.Space), rand.New(rand.NewPCG(seed, 9))
	for _, one := range p.Profiles {
		var second *decision.Decision
		if m.arch.Companion != nil && r.IntN(2) == 0 {
			second = &decisions.Of[one][m.arch.Companion.Index]
		}
		compiled, err := compiler.Compile(one.Title, decisions.Of[one][m.arch.Index], m.arch, second)
		if err != nil {
			return nil, err
		}
		out = append(out, &profile{
			machine: m, rand: r, text: text, oracle: wanted, compiled: compiled,
			tables: tables.MakeProfile(profiledata.Of(m.syscalls, compiled)), names: slices.Concat(wanted.Names(), []string{pick(r, m.oracle.Names()), pick(r, m.oracle.Names())}),
		})
	}
	return out, nil
}

// profile is a profile of a policy.
type profile struct {
	*machine
	rand     *rand.Rand
	text     []byte
	oracle   *oracle.Policy
	compiled *compile.Compiled
	tables   tables.Profile
	// names lists the syscalls for Allow and Block.
	names []string
}

// action is an action of a filter, and its name in a policy.
type action struct {
	name  string
	value seccomp.Action
}

var actions = []action{
	{"kill", seccomp.KillProcess}, {"kill-thread", seccomp.KillThread}, {"trap", seccomp.Trap}, {"errno:13", seccomp.Errno(13)},
	{"notify", seccomp.UserNotify}, {"trace:7", seccomp.Trace(7)}, {"log", seccomp.Log},
}

// filter is a filter of a profile, as two programs: before and after Block.
type filter struct {
	*profile
	violation, unknown action
	// want is the oracle's policy with these actions.
	want          *oracle.Policy
	allow, block  []string
	before, after []bpf.Instruction
	// built is the filter with Block, and installed its program. Mutants do not change them.
	built     seccomp.Filter
	installed []bpf.Instruction
}

func (f *filter) String() string {
	return fmt.Sprintf("profile %s, violation %s, unknown %s, allow %v, block %v\n%s", f.compiled.Name, f.violation.name, f.unknown.name, f.allow, f.block, f.text)
}

// filter draws a filter. It is nil if Validate refuses it.
func (p *profile) filter() *filter {
	f := &filter{profile: p, violation: pick(p.rand, actions), unknown: pick(p.rand, actions)}
	// OnViolation and OnUnknown act like rules of a policy.
	f.want = p.oracle.With(p.compiled.Name, f.violation.name, f.unknown.name)
	built := seccomp.New(p.tables)
	built.OnViolation(f.violation.value)
	built.OnUnknown(f.unknown.value)
	for range p.rand.IntN(4) {
		// Allow refuses operations without a number of their own.
		name := pick(p.rand, p.names)
		with := built
		if with.Allow(named(name)); with.Validate() == nil {
			built, f.allow = with, append(f.allow, name)
		}
	}
	before, err := built.AppendTo(nil)
	if err != nil {
		return nil
	}
	for range p.rand.IntN(4) {
		name := pick(p.rand, p.names)
		f.block = append(f.block, name)
		built.Block(named(name))
	}
	after, err := built.AppendTo(nil)
	if err != nil {
		return nil
	}
	f.before, f.after = instructions(before), instructions(after)
	f.built, f.installed = built, f.after
	return f
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// instructions returns a program in the prover's type.
func instructions(program []unix.SockFilter) []bpf.Instruction {
	out := make([]bpf.Instruction, len(program))
	for i, ins := range program {
		out[i] = bpf.Instruction{Code: ins.Code, JT: ins.Jt, JF: ins.Jf, K: ins.K}
	}
	return out
}

// named returns the syscall with a name of the catalog.
func named(name string) tables.Syscall {
	s, ok := tables.Lookup(name)
	if !ok {
		panic("no syscall " + name)
	}
	return s
}
