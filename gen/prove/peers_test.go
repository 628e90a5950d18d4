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

// table is the interval of numbers for averages.
var table = interval.Interval{First: 0, Last: 471}

// tiers lists the seed's profiles, lowest first.
var tiers = []string{"essential", "minimal", "io-heavy", "compute", "network", "unrestricted"}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// seed reads from the CSV the tier of each amd64 number in the seed, and its weight.
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

// seedTier returns a syscall's tier in the seed: its present one, or its former one if it
// has moved, or empty if the seed did not have it.
func seedTier(why, profile string) string {
	if why == "seed" {
		return profile
	}
	if _, moved, ok := strings.Cut(why, "(seed: "); ok {
		return strings.TrimSuffix(moved, ")")
	}
	return ""
}

// seedPartition returns the partition of the seed's profile at an index of tiers.
func seedPartition(tier map[uint32]int, profile int) decision.Partition {
	p := decision.Uniform(decision.Denied)
	for n, in := range tier {
		if in <= profile {
			p = p.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
		}
	}
	return p
}

// allows returns the numbers that a program allows on amd64. An allowed number of another
// architecture is an error.
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

// peerNames lists the peers in testdata.
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

// TestPeers checks that all peers' programs for the seed's lists, and ours, allow exactly
// these lists, and that ours cost less.
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
	t.Logf("\n%-13s %-21s %12s %7s %8s %5s\n%s", "profile", "compiler", "instructions", "average", "weighted", "worst", strings.Join(lines, "\n"))
}

// TestFloor checks the peer with the shortest possible program, a single allow.
func TestFloor(t *testing.T) {
	floor := decode(read(t, filepath.Join(peers, "floor_x_kill.bpf")))
	if len(floor) != 1 || floor[0] != ins(0x06, allow) {
		t.Errorf("the floor is %v", floor)
	}
}

// compile compiles and proves a partition.
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

// cost holds a program's length and its executed instructions: the average over the
// table, the average over allowed syscalls by weight, and the maximum.
type cost struct {
	length            int
	average, weighted float64
	worst             int
}

func (c cost) String() string {
	return fmt.Sprintf("%12d %7.2f %8.2f %5d", c.length, c.average, c.weighted, c.worst)
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
	c.average = float64(sum) / float64(table.Last-table.First+1)
	c.weighted = float64(weighted) / float64(calls)
	return c
}

// compareCosts returns the costs in which a peer beats ours. No peer may have a lower
// average, or a shorter program except for essential: there a chain of equality tests is
// shortest but executes three times as much. A tree built for the weights may be better
// by weight, by a tenth at most.
func compareCosts(profile, peer string, ours, theirs cost) []string {
	var worse []string
	if theirs.length < ours.length && profile != "essential" {
		worse = append(worse, fmt.Sprintf("has %d instructions, ours %d", theirs.length, ours.length))
	}
	if theirs.average < ours.average {
		worse = append(worse, fmt.Sprintf("executes %.2f on average, ours %.2f", theirs.average, ours.average))
	}
	least := ours.weighted
	if strings.HasSuffix(peer, "-freq") {
		least *= 0.9
	}
	if theirs.weighted < least {
		worse = append(worse, fmt.Sprintf("executes %.2f by weight, ours %.2f", theirs.weighted, ours.weighted))
	}
	if peer == "minijail-bst" && (ours.average > 0.9*theirs.average || ours.weighted > 0.92*theirs.weighted) {
		worse = append(worse, fmt.Sprintf("executes %.2f and %.2f, ours %.2f and %.2f: not 10%% and 8%% less", theirs.average, theirs.weighted, ours.average, ours.weighted))
	}
	return worse
}
