package policy_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Number 41 has two alternatives: line 3 decides the arguments left by line 2. The removal
// of line 5 concerns 386 only.
func ExampleDecisions_Resolve() {
	const csv = `profile,syscall,action,when,why
server,socket,,family == AF_UNIX,only local sockets
server,socket,errno:EPERM,,
server,listen,,,
server,-386/socketcall,,,
`
	p, amd64 := load(csv), arch.ByGOARCH("amd64")
	decisions, _, err := p.Decide(argset.NewSpace(), []*arch.Arch{amd64})
	if err != nil {
		panic(err)
	}
	resolved := decisions.Resolve(p.Profiles[0], amd64)
	printAlternatives(resolved)
	fmt.Printf("otherwise: %s\n", listing.Action(resolved.Violation))
	// Output:
	// line 4: 50 listen: allow []
	// line 2: 41 socket: allow [arg0.low == 0x1]
	// line 3: 41 socket: errno EPERM (1) []
	// otherwise: kill the process
}

// On 386 socket is also selector 1 of the multiplexer socketcall, and a condition cannot be
// checked there. A removal row corrects the policy of the package comment.
func ExamplePolicy_Decide() {
	const csv = `profile,syscall,action,when,why
server,socket,,family == AF_UNIX,only local sockets
server,listen,,,
`
	const removal = "server,-386/socketcall,,,not needed here\n"
	i386 := arch.ByGOARCH("386")
	_, _, err := load(csv).Decide(argset.NewSpace(), []*arch.Arch{i386})
	fmt.Println(err)

	p := load(csv + removal)
	decisions, _, err := p.Decide(argset.NewSpace(), []*arch.Arch{i386})
	if err != nil {
		panic(err)
	}
	printAlternatives(decisions.Resolve(p.Profiles[0], i386))
	// Output:
	// policy.csv:2:16: cannot check the arguments of socket: the multiplexer socketcall passes them by pointer on 386; add "-socketcall" after the last row that adds its operations, or "socketcall,errno:ENOSYS" before this row
	// line 3: 363 listen: allow []
	// line 2: 359 socket: allow [arg0.low == 0x1]
}

// load reads the policy of an example.
func load(csv string) *policy.Policy {
	c, err := catalog.Shipped()
	if err != nil {
		panic(err)
	}
	p, err := policy.Load("policy.csv", []byte(csv), c)
	if err != nil {
		panic(err)
	}
	return p
}

// printAlternatives prints one line per alternative.
func printAlternatives(r policy.Resolved) {
	for _, s := range r.Syscalls {
		for _, x := range s.Alternatives {
			fmt.Printf("line %d: %d %s: %s %v\n", x.Row.Line(), s.Number, s.Name, listing.ActionOn(x.Action, r.Arch), x.Tests)
		}
	}
}

// checkResolved compares the alternatives of every syscall with its decision, as sets of
// arguments by return value.
func checkResolved(t *testing.T, c *catalog.Catalog, d decision.Decision, r policy.Resolved) {
	t.Helper()
	alternatives := alternativesOf(r)
	for i := range c.Syscalls {
		if n, ok := c.Syscalls[i].Number(r.Arch); ok {
			if got, want := setsOf(d, r, n, alternatives[n]), d.ByAction(n); !maps.Equal(got, want) {
				t.Errorf("%s on %s: alternatives %v, decision %v", c.Syscalls[i].Name, r.Arch.GOARCH, got, want)
			}
		}
	}
}

// alternativesOf returns the alternatives of each number.
func alternativesOf(r policy.Resolved) map[uint32][]policy.Alternative {
	out := make(map[uint32][]policy.Alternative)
	for _, s := range r.Syscalls {
		out[s.Number] = s.Alternatives
	}
	return out
}

// setsOf returns the arguments by return value for the alternatives of number n: the first
// with a true condition decides.
func setsOf(d decision.Decision, r policy.Resolved, n uint32, list []policy.Alternative) map[uint32]argset.Set {
	sets, undecided := make(map[uint32]argset.Set), argset.All
	put := func(value uint32, set argset.Set) {
		if set != argset.None {
			sets[value] = d.Space.Or(sets[value], set)
		}
	}
	for _, x := range list {
		put(x.Action, d.Space.And(undecided, x.When))
		undecided = d.Space.Minus(undecided, x.When)
	}
	if len(list) == 0 && r.Arch.Newer().Contains(n) && !r.AllowNewer {
		return map[uint32]argset.Set{r.Unknown: argset.All}
	}
	put(r.Violation, undecided)
	return sets
}

// TestResolveWhole checks the fields of a profile with @allow-all, and the last alternative
// of multiplexers with every operation allowed.
func TestResolveWhole(t *testing.T) {
	i386 := arch.ByGOARCH("386")
	out := decide(shippedCatalog(t), "profile,syscall,action,when,why\nbase,@allow-all,,,\nbase,unknown,log,,\np,@base,,,\np,violation,trap,,\n", []*arch.Arch{i386})
	if out.err != nil {
		t.Fatal(out.err)
	}
	base, p := out.decisions.Resolve(out.Profiles[0], i386), out.decisions.Resolve(out.Profiles[1], i386)
	if base.Arch != i386 || base.Violation != action.KillProcess || base.Unknown != action.Log || !base.AllowByDefault || base.AllowNewer {
		t.Errorf("base: %+v", base)
	}
	if p.Violation != action.Trap || p.Unknown != action.Errno|uint32(i386.ENOSYS) || !p.AllowByDefault || !p.AllowNewer {
		t.Errorf("p: violation %#x, unknown %#x, allow by default %v, newer %v", p.Violation, p.Unknown, p.AllowByDefault, p.AllowNewer)
	}
	for _, s := range p.Syscalls {
		last := s.Alternatives[len(s.Alternatives)-1]
		if s.Multiplexer() != (last.Row == nil) || last.Action != action.Allow {
			t.Errorf("%s ends with %+v", s.Name, last)
		}
	}
}
