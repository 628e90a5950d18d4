//go:build linux && amd64

package conditions

import (
	"testing"

	"golang.org/x/sys/unix"
)

// Benchmark times compile for x, and reports the length of its program and the tests executed.
func Benchmark(b *testing.B, x *Case, compile func(x *Case) ([]unix.SockFilter, error)) {
	var program []unix.SockFilter
	for b.Loop() {
		var err error
		if program, err = compile(x); err != nil {
			b.Fatal(err)
		}
	}
	n, err := x.Count(program)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(program)), "instructions")
	b.ReportMetric(float64(n.Worst), "tests-worst")
	b.ReportMetric(n.Average, "tests-average")
}
