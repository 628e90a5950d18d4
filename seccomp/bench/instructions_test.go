//go:build linux && amd64

package bench

import (
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// executed counts the executed instructions of a program.
type executed struct {
	// worst and average are over every number of the table, as when the kernel fills its
	// cache at install. weighted is over allowed syscalls, by their frequency.
	worst             int
	average, weighted float64
}

func count(tb testing.TB, s *seed, p []unix.SockFilter, allowed decision.Partition) executed {
	tb.Helper()
	weights := s.catalog.Weights(amd64)
	var out executed
	var sum, calls, weighted int
	for nr := uint32(0); nr <= s.table().Last; nr++ {
		_, steps, err := execute(p, amd64.Audit, nr)
		if err != nil {
			tb.Fatal(err)
		}
		sum += steps
		out.worst = max(out.worst, steps)
		if allowed.Of(nr) == decision.Allowed {
			calls += weights[nr]
			weighted += weights[nr] * steps
		}
	}
	out.average = float64(sum) / float64(s.table().Last+1)
	out.weighted = float64(weighted) / float64(calls)
	return out
}

// BenchmarkInstructions counts instructions.
func BenchmarkInstructions(b *testing.B) {
	s := readSeed(b)
	for _, profile := range profiles {
		allowed := s.partition(profile, false)
		for _, p := range programs(b, s, profile) {
			b.Run("profile="+profile+"/program="+p.name, func(b *testing.B) {
				var n executed
				for b.Loop() {
					n = count(b, s, p.instructions, allowed)
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(float64(len(p.instructions)), "instructions")
				b.ReportMetric(n.average, "executed-average")
				b.ReportMetric(n.weighted, "executed-weighted")
				b.ReportMetric(float64(n.worst), "executed-worst")
			})
		}
	}
}
