package compile_test

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// conditional has conditions for all architectures, and others for one of two byte orders.
const conditional = `profile,syscall,action,when,why
low,read,,fd < 3 || fd == 7,
low,ioctl,errno:EPERM,uint32(arg1) == TIOCSTI || uint32(arg1) == TIOCLINUX,
low,ioctl,,,
low,exit_group,,,
high,@low,,,
high,mprotect,,prot & PROT_EXEC == 0,
high,amd64/madvise,,behavior == 4 && len_in >= 1<<33,
high,s390x/madvise,,behavior == 4 && len_in >= 1<<33,
high,unknown,log,,
`

// decide returns the policy in a text, with its decisions.
func decide(t *testing.T, c *catalog.Catalog, text string) (*policy.Policy, policy.Decisions) {
	t.Helper()
	p, err := policy.Load("policy.csv", []byte(text), c)
	if err != nil {
		t.Fatal(err)
	}
	decisions, _, err := p.Decide(argset.NewSpace(), arch.All)
	if err != nil {
		t.Fatal(err)
	}
	return p, decisions
}

// everything selects all profiles, architectures and companion ABIs.
func everything(p *policy.Policy) compile.Options {
	return compile.Options{Profiles: p.Profiles, Architectures: arch.Targets, Companions: true}
}

// withProcessors runs a test with 1, 2 and 8 processors.
func withProcessors(t *testing.T, test func(n int)) {
	t.Helper()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(n)
		test(n)
	}
}

// TestProcessors compiles a policy with different numbers of processors. Everything that
// generated code has is the same, in the same order.
func TestProcessors(t *testing.T) {
	type result struct {
		name    string
		program any
		cost    compile.Cost
		data    compile.Data
	}
	c := load(t)
	p, decisions := decide(t, c, conditional)
	var first []result
	withProcessors(t, func(n int) {
		list, err := compile.Policy(c, p, decisions, everything(p))
		if err != nil {
			t.Fatal(err)
		}
		var results []result
		for _, x := range list {
			results = append(results, result{x.Arch.GOARCH + " " + x.Name, x.Program, x.Cost, x.Data(c)})
		}
		if first == nil {
			first = results
		}
		if len(results) != 2*len(arch.Targets) || !reflect.DeepEqual(results, first) {
			t.Errorf("with %d processors: %d programs, or some differ", n, len(results))
		}
	})
}

// TestFirstError compiles profiles without a proof on some architectures. Whatever ends
// first, the error is that of the first architecture and its first profile.
func TestFirstError(t *testing.T) {
	c := load(t)
	p, decisions := decide(t, c, conditional)
	for goarch, profile := range map[string]string{"arm": "high", "arm64": "low", "s390x": "low"} {
		d := &decisions.Of[p.ByName(profile)][arch.ByGOARCH(goarch).Index]
		last := &d.Verdicts[len(d.Verdicts)-1]
		last.Cases = last.Cases[:1]
	}
	withProcessors(t, func(n int) {
		list, err := compile.Policy(c, p, decisions, everything(p))
		if want := "policy.csv: profile high on arm: "; list != nil || err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("with %d processors: error %.200v, want %q", n, err, want)
		}
	})
}

// TestManyProfiles compiles profiles made from a tier without a condition. They are far from
// the limit of work.
func TestManyProfiles(t *testing.T) {
	c := load(t)
	text := "profile,syscall,action,when,why\n"
	for i, s := range c.Syscalls[:45] {
		text += fmt.Sprintf("p%d,%s,errno:EPERM,,\np%d,@network,,,\n", i, s.Name, i)
	}
	p, decisions := decide(t, c, text)
	on := []*arch.Arch{arch.ByGOARCH("arm")}
	if _, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: on}); err != nil {
		t.Error(err)
	}
}
