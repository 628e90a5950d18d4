package prove_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
)

const (
	peers = "testdata/peers"
	amd64 = 0xc000003e
	allow = 0x7fff0000
)

// table is the numbers over which costs are counted.
var table = interval.Interval{First: 0, Last: 471}

// tiers is the seed's profiles, lowest first.
var tiers = []string{"essential", "minimal", "io-heavy", "compute", "network", "unrestricted"}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// seed reads from the CSV the tier that each amd64 number had in the seed, and the
// weight that each has.
func seed(t *testing.T) (tier, weights map[uint32]int) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(string(read(t, "../../syscalls.csv"))))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	tier, weights = make(map[uint32]int), make(map[uint32]int)
	cell := func(row []string, column string) string { return row[slices.Index(rows[0], column)] }
	for _, row := range rows[1:] {
		n, err := strconv.ParseUint(cell(row, "amd64"), 10, 32)
		if err != nil {
			continue
		}
		if w, err := strconv.Atoi(cell(row, "weight")); err == nil {
			weights[uint32(n)] = w
		}
		name := seedTier(cell(row, "why"), cell(row, "profile"))
		if i := slices.Index(tiers, name); i >= 0 {
			tier[uint32(n)] = i
		} else if name != "" {
			t.Fatalf("number %d: the seed has no tier %q", n, name)
		}
	}
	return tier, weights
}

// seedTier is the tier that a call had in the seed: the one it is in, or the one
// from which it was moved; empty if the seed did not have the call.
func seedTier(why, profile string) string {
	if why == "seed" {
		return profile
	}
	if _, moved, ok := strings.Cut(why, "(seed: "); ok {
		return strings.TrimSuffix(moved, ")")
	}
	return ""
}

// seedPartition is the seed's profile with that place in tiers.
func seedPartition(tier map[uint32]int, profile int) decision.Partition {
	p := decision.Uniform(decision.Denied)
	for n, in := range tier {
		if in <= profile {
			p = p.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
		}
	}
	return p
}

// allows is what a program allows of amd64. It is an error if it allows anything
// of another architecture.
func allows(program []bpf.Instruction) (decision.Partition, error) {
	outcomes, _, err := prove.Evaluate(program)
	if err != nil {
		return nil, err
	}
	p := decision.Uniform(decision.Denied)
	for _, o := range outcomes {
		if o.Value != allow {
			continue
		}
		if o.Arch.First != amd64 || o.Arch.Last != amd64 {
			return nil, fmt.Errorf("allows numbers %d..%d of architectures %#x..%#x", o.Nr.First, o.Nr.Last, o.Arch.First, o.Arch.Last)
		}
		p = p.Set(o.Nr, decision.Allowed)
	}
	return p, nil
}

// peerNames is the peers that testdata has.
func peerNames(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob(peers + "/*_network_kill.bpf")
	if err != nil || len(paths) < 12 {
		t.Fatalf("%d peers (%v), want 12 at least", len(paths), err)
	}
	var names []string
	for _, path := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(path), "_network_kill.bpf"))
	}
	return names
}

// TestPeers shows that the programs of all peers, and ours of the same lists, allow
// the seed's lists and nothing else, and that ours cost less.
func TestPeers(t *testing.T) {
	tier, weights := seed(t)
	var lines []string
	for profile, name := range tiers {
		want := seedPartition(tier, profile)
		programs := map[string][]bpf.Instruction{"ours": compile(t, want, weights)}
		for _, peer := range peerNames(t) {
			programs[peer] = decode(read(t, filepath.Join(peers, peer+"_"+name+"_kill.bpf")))
		}
		ours := costOf(programs["ours"], want, weights)
		for peer, program := range programs {
			theirs := costOf(program, want, weights)
			for _, worse := range compareCosts(name, peer, ours, theirs) {
				t.Errorf("%s for %s: %s", peer, name, worse)
			}
			got, err := allows(program)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s for %s allows %v (%v), want %v", peer, name, got.Where(decision.Allowed), err, want.Where(decision.Allowed))
			}
			for n := range uint32(1024) {
				value, _, err := prove.Run(program, amd64, n)
				if err != nil || (value == allow) != (want.Of(n) == decision.Allowed) {
					t.Errorf("%s for %s returns %#x (%v) for number %d, which is %v", peer, name, value, err, n, want.Of(n))
				}
			}
			lines = append(lines, fmt.Sprintf("%-13s %-21s %s", name, peer, theirs))
		}
	}
	slices.Sort(lines)
	t.Logf("\n%-13s %-21s %12s %6s %8s %5s\n%s", "profile", "compiler", "instructions", "mean", "weighted", "worst", strings.Join(lines, "\n"))
}

// TestFloor shows that the floor, under which no program can be, is one allow.
func TestFloor(t *testing.T) {
	floor := decode(read(t, filepath.Join(peers, "floor_x_kill.bpf")))
	if len(floor) != 1 || floor[0] != ins(0x06, allow) {
		t.Errorf("the floor is %v", floor)
	}
}

// compile is what our compiler makes of a partition.
func compile(t *testing.T, p decision.Partition, weights map[uint32]int) []bpf.Instruction {
	t.Helper()
	a := arch.ByGOARCH("amd64")
	program, err := bpf.Assemble(a, search.Build(p, search.Objective{Calls: weights, Table: table}), bpf.Actions(a))
	if err == nil {
		err = prove.Check(program, a, decision.Plain(p, bpf.Actions(a)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return program.Instructions
}

// cost is a program's length, and how many instructions it executes: in the mean
// over the table, in the mean over allowed calls by weight, and at worst.
type cost struct {
	length         int
	mean, weighted float64
	worst          int
}

func (c cost) String() string {
	return fmt.Sprintf("%12d %6.2f %8.2f %5d", c.length, c.mean, c.weighted, c.worst)
}

func costOf(program []bpf.Instruction, p decision.Partition, weights map[uint32]int) cost {
	c := cost{length: len(program)}
	var sum, weighted, calls int
	for n := table.First; n <= table.Last; n++ {
		_, steps, _ := prove.Run(program, amd64, n)
		sum += steps
		c.worst = max(c.worst, steps)
		if p.Of(n) == decision.Allowed {
			weighted += steps * weights[n]
			calls += weights[n]
		}
	}
	c.mean = float64(sum) / float64(table.Last-table.First+1)
	c.weighted = float64(weighted) / float64(calls)
	return c
}

// compareCosts returns what a peer does better than it may. None may have a lower
// mean, or a smaller program, but for essential: there the smallest is a chain of
// equality tests, which executes three times as much. For real calls alone only a
// tree made for them may be better, and by a tenth at most.
func compareCosts(profile, peer string, ours, theirs cost) []string {
	var worse []string
	if theirs.length < ours.length && profile != "essential" {
		worse = append(worse, fmt.Sprintf("has %d instructions, ours %d", theirs.length, ours.length))
	}
	if theirs.mean < ours.mean {
		worse = append(worse, fmt.Sprintf("executes %.2f in the mean, ours %.2f", theirs.mean, ours.mean))
	}
	least := ours.weighted
	if strings.HasSuffix(peer, "-freq") {
		least *= 0.9
	}
	if theirs.weighted < least {
		worse = append(worse, fmt.Sprintf("executes %.2f by weight, ours %.2f", theirs.weighted, ours.weighted))
	}
	if peer == "minijail-bst" && (ours.mean > 0.9*theirs.mean || ours.weighted > 0.92*theirs.weighted) {
		worse = append(worse, fmt.Sprintf("executes %.2f and %.2f, ours %.2f and %.2f: not 10%% and 8%% less", theirs.mean, theirs.weighted, ours.mean, ours.weighted))
	}
	return worse
}
