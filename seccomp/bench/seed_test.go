//go:build linux && amd64

package bench

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// amd64 is the architecture of the peers' programs.
var amd64 = arch.ByGOARCH("amd64")

// seed holds the profiles of the Rust crate. The programs of the peers are for them. The
// tiers hold more syscalls, with a reason for each addition.
type seed struct {
	catalog *catalog.Catalog
	// tiers holds the tier of each syscall in the crate's lists.
	tiers map[string]int
}

// readSeed reads the crate's lists from syscalls.csv. The reason of such a syscall is
// "seed", or ends in "(seed: TIER)" for another tier in the crate.
func readSeed(tb testing.TB) *seed {
	tb.Helper()
	const path = "../../syscalls.csv"
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	c, err := catalog.Load(path, data)
	if err != nil {
		tb.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	s := &seed{catalog: c, tiers: make(map[string]int)}
	name, tier, why := slices.Index(rows[0], "name"), slices.Index(rows[0], "profile"), slices.Index(rows[0], "why")
	for _, row := range rows[1:] {
		if t, ok := seedTier(row[tier], row[why]); ok {
			s.tiers[row[name]] = s.tier(t)
		}
	}
	return s
}

// seedTier returns the tier of a syscall in the crate.
func seedTier(tier, why string) (string, bool) {
	if why == "seed" {
		return tier, true
	}
	_, rest, ok := strings.Cut(why, "(seed: ")
	return strings.TrimSuffix(rest, ")"), ok
}

// tier returns the index of the tier with a name.
func (s *seed) tier(name string) int {
	return slices.IndexFunc(s.catalog.Tiers, func(t catalog.Tier) bool { return t.Name == name })
}

// partition returns the crate's verdict on every number. With unknown, the numbers newer
// than the baseline have the verdict unknown, as in the tiers. The programs of the peers have
// no such verdict.
func (s *seed) partition(name string, unknown bool) decision.Partition {
	out := decision.Uniform(decision.Denied)
	if unknown {
		out = out.Set(amd64.Newer(), decision.Unknown)
	}
	for i := range s.catalog.Syscalls {
		call := &s.catalog.Syscalls[i]
		tier, had := s.tiers[call.Name]
		if n, ok := call.Number(amd64); ok && had && tier <= s.tier(name) {
			out = out.Set(interval.Interval{First: n, Last: n}, decision.Allowed)
		}
	}
	return out
}

// table returns the numbers that the kernel tries when it installs a filter.
func (s *seed) table() interval.Interval {
	return interval.Interval{First: 0, Last: profile.TableEnd(s.catalog, amd64)}
}
