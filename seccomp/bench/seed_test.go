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

// seed is the profiles as the Rust crate had them, which the peers' programs are
// for. The tables' profiles hold more, with a reason for each addition.
type seed struct {
	catalog *catalog.Catalog
	// tiers is the tier of each call that the crate had.
	tiers map[string]int
}

// readSeed reads the crate's lists out of syscalls.csv, where the reason of a call
// that it had is "seed", or ends in "(seed: TIER)" if it was in another tier.
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

// seedTier returns the tier that the crate had a call in.
func seedTier(tier, why string) (string, bool) {
	if why == "seed" {
		return tier, true
	}
	_, rest, ok := strings.Cut(why, "(seed: ")
	return strings.TrimSuffix(rest, ")"), ok
}

// tier returns the place of the tier with that name.
func (s *seed) tier(name string) int {
	return slices.IndexFunc(s.catalog.Tiers, func(t catalog.Tier) bool { return t.Name == name })
}

// partition returns the crate's verdict on every number. With unknown, numbers
// newer than the table have the third verdict, as in the tables' profiles; the
// peers' programs have two.
func (s *seed) partition(name string, unknown bool) decision.Partition {
	out := decision.Uniform(decision.Denied)
	if unknown {
		out = out.Set(interval.Interval{First: s.table().Last + 1, Last: arch.UnknownLimit - 1}, decision.Unknown)
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

// table is the numbers that the kernel tries when a filter is installed.
func (s *seed) table() interval.Interval {
	return interval.Interval{First: 0, Last: profile.TableEnd(s.catalog, amd64)}
}
