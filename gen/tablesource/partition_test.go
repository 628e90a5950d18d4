package tablesource_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tablesource"
)

// The return values of programs.
const (
	kill  = 0x80000000
	allow = 0x7fff0000
	errno = 0x00050000
)

// enosys returns the ENOSYS of goarch. mips has its own numbers.
func enosys(goarch string) uint32 {
	if slices.Contains([]string{"mips", "mipsle", "mips64", "mips64le"}, goarch) {
		return 89
	}
	return 38
}

// verdicts maps the verdicts of the oracle to their IDs.
var verdicts = map[string]decision.VerdictID{
	oracle.Denied:  decision.Denied,
	oracle.Allowed: decision.Allowed,
	oracle.Unknown: decision.Unknown,
	oracle.Foreign: decision.Foreign,
}

// value returns the action of a verdict on goarch.
func value(v decision.VerdictID, goarch string) uint32 {
	return map[decision.VerdictID]uint32{
		decision.Denied:  kill,
		decision.Allowed: allow,
		decision.Unknown: errno | enosys(goarch),
		decision.Foreign: kill,
	}[v]
}

// knots returns ascending numbers between which the oracle's verdict does not change. It
// changes only at numbers of the CSV, at the end of the table, and at limits near a power
// of two; knots has all of them.
func knots() []uint32 {
	var list []uint32
	spread := func(first, count uint32) {
		for n := range count {
			list = append(list, first+n)
		}
	}
	spread(0, 1<<14)
	spread(0xf0000-16, 1<<10)
	for bit := 14; bit < 32; bit++ {
		spread(1<<bit-16, 32)
	}
	spread(1<<32-16, 16)
	slices.Sort(list)
	return slices.Compact(list)
}

// partition returns the oracle's verdict on every number.
func partition(o *oracle.Oracle, f oracle.Filter, knots []uint32) decision.Partition {
	var out decision.Partition
	byNumber := o.Verdicts(f)
	for i, n := range knots {
		last := uint32(1<<32 - 1)
		if i+1 < len(knots) {
			last = knots[i+1] - 1
		}
		out = out.Append(decision.Run{
			Interval: interval.Interval{First: n, Last: last},
			Verdict:  verdicts[o.Verdict(f, byNumber, n)],
		})
	}
	return out
}

// TestKnots checks that each number of the CSV and its successor are knots.
func TestKnots(t *testing.T) {
	list := knots()
	o := readOracle(t)
	for goarch := range oracle.AuditArch {
		for name, n := range o.Numbers(goarch) {
			for _, near := range []uint32{n, n + 1} {
				if _, ok := slices.BinarySearch(list, near); !ok {
					t.Errorf("%s is %d on %s, and %d is no knot", name, n, goarch, near)
				}
			}
		}
	}
}

// TestPartition compares the oracle with its partition on random numbers. Most are not
// knots.
func TestPartition(t *testing.T) {
	o, list := readOracle(t), knots()
	r := rand.New(rand.NewPCG(4, 6))
	for goarch := range oracle.AuditArch {
		for _, profile := range append(slices.Clone(o.Tiers), "allow-all") {
			f := oracle.Filter{GOARCH: goarch, Profile: profile}
			p, byNumber := partition(o, f, list), o.Verdicts(f)
			if err := p.Check(); err != nil {
				t.Fatal(err)
			}
			for range 1000 {
				n := r.Uint32() >> r.IntN(18)
				if got, want := p.Of(n), verdicts[o.Verdict(f, byNumber, n)]; got != want {
					t.Fatalf("%s on %s: number %d is %v, want %v", profile, goarch, n, got, want)
				}
			}
		}
	}
}

// TestWholeDomain evaluates each program of the generated files on all 2^32 architectures
// and all 2^32 numbers, and compares its decisions with the oracle's reading of the CSV.
func TestWholeDomain(t *testing.T) {
	o, list := readOracle(t), knots()
	var programs, boxes int
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		for _, p := range tables.Profiles {
			want := partition(o, oracle.Filter{GOARCH: tables.GOARCH, Profile: p.Name}, list)
			outcomes, arrivals, err := prove.Evaluate(p.Program.Instructions)
			if err != nil {
				t.Fatalf("%s: %v", p.Name, err)
			}
			programs, boxes = programs+1, boxes+len(outcomes)
			checkOutcomes(t, tables.GOARCH, p.Name, outcomes, want)
			checkPlaces(t, tables.GOARCH, p, outcomes, want)
			if got, want := p.Allowed, want.Where(decision.Allowed); !slices.Equal(got, want) {
				t.Errorf("%s lists %v as allowed, want %v", p.Name, got, want)
			}
			if pc := slices.IndexFunc(arrivals, func(b []prove.Box) bool { return len(b) == 0 }); pc >= 0 {
				t.Errorf("%s: no input reaches instruction %d", p.Name, pc)
			}
		}
	})
	t.Logf("%d programs have %d outcomes", programs, boxes)
	if programs != 13*7 {
		t.Errorf("%d programs, want 91", programs)
	}
}

// BenchmarkWholeDomain evaluates all programs of all architectures.
func BenchmarkWholeDomain(b *testing.B) {
	var programs [][]bpf.Instruction
	for _, goarch := range oracle.GOARCHes() {
		tables, err := tablesource.Read(folder, goarch)
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range tables.Profiles {
			programs = append(programs, p.Program.Instructions)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, program := range programs {
			if _, _, err := prove.Evaluate(program); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// checkOutcomes compares the outcomes of a program with a partition. On goarch they are
// its runs; on other architectures they kill.
func checkOutcomes(t *testing.T, goarch, profile string, outcomes []prove.Outcome, want decision.Partition) {
	t.Helper()
	own := oracle.AuditArch[goarch]
	var got decision.Partition
	for _, out := range outcomes {
		if !out.Arch.Contains(own) {
			if out.Value != kill {
				t.Errorf("%s returns %#x for architectures %#x..%#x", profile, out.Value, out.Arch.First, out.Arch.Last)
			}
			continue
		}
		if out.Arch.First != own || out.Arch.Last != own {
			t.Fatalf("%s does not tell architectures %#x..%#x apart", profile, out.Arch.First, out.Arch.Last)
		}
		v := want.Of(out.Nr.First)
		if out.Value != value(v, goarch) {
			t.Errorf("%s returns %#x for number %d, which is %v", profile, out.Value, out.Nr.First, v)
		}
		got = got.Append(decision.Run{Interval: out.Nr, Verdict: v})
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s decides %v, want %v", profile, got, want)
	}
}

// checkPlaces checks that a program lists exactly the returns of denied and unknown in its
// body, and that no return has two verdicts: a filter would change the actions of both.
func checkPlaces(t *testing.T, goarch string, p tablesource.Profile, outcomes []prove.Outcome, want decision.Partition) {
	t.Helper()
	places := make(map[decision.VerdictID][]int)
	carries := make(map[int]decision.VerdictID)
	for _, out := range outcomes {
		if !out.Arch.Contains(oracle.AuditArch[goarch]) {
			if slices.Contains(p.Program.Denied, out.Place) || slices.Contains(p.Program.Unknown, out.Place) {
				t.Errorf("%s lists instruction %d, a return of other architectures", p.Name, out.Place)
			}
			continue
		}
		v := want.Of(out.Nr.First)
		if other, ok := carries[out.Place]; ok && other != v {
			t.Errorf("%s: instruction %d is for %v and for %v", p.Name, out.Place, other, v)
		}
		if carries[out.Place] = v; !slices.Contains(places[v], out.Place) {
			places[v] = append(places[v], out.Place)
		}
	}
	for v, list := range map[decision.VerdictID][]int{decision.Denied: p.Program.Denied, decision.Unknown: p.Program.Unknown} {
		slices.Sort(places[v])
		if !slices.Equal(list, places[v]) {
			t.Errorf("%s lists %v as %v, want %v", p.Name, list, v, places[v])
		}
	}
}

// TestProof proves the committed programs for the oracle's partitions. The proof also
// covers the entries of bodies.
func TestProof(t *testing.T) {
	o, list := readOracle(t), knots()
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		a := &arch.Arch{GOARCH: tables.GOARCH, Audit: oracle.AuditArch[tables.GOARCH], ENOSYS: uint16(enosys(tables.GOARCH))}
		for _, p := range tables.Profiles {
			want := partition(o, oracle.Filter{GOARCH: tables.GOARCH, Profile: p.Name}, list)
			if err := prove.Check(p.Program, a, decision.Plain(want, bpf.Actions(a))); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
		}
	})
}

// TestCacheable checks that the kernel's cache covers exactly the allowed numbers.
func TestCacheable(t *testing.T) {
	o, list := readOracle(t), knots()
	count := 0
	each(t, func(t *testing.T, tables *tablesource.Tables) {
		own := oracle.AuditArch[tables.GOARCH]
		for _, p := range tables.Profiles {
			want := partition(o, oracle.Filter{GOARCH: tables.GOARCH, Profile: p.Name}, list)
			for _, n := range list {
				got := prove.Cacheable(p.Program.Instructions, own, n)
				if got != (want.Of(n) == decision.Allowed) {
					t.Fatalf("%s: number %d is cacheable: %v, and %v", p.Name, n, got, want.Of(n))
				}
				if got {
					count++
				}
			}
			if prove.Cacheable(p.Program.Instructions, own^1, want.Where(decision.Allowed)[0].First) {
				t.Errorf("%s: numbers of another architecture are cacheable", p.Name)
			}
		}
	})
	t.Logf("%d allowed numbers are cacheable", count)
}
