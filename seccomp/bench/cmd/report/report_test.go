package main

import (
	"strings"
	"testing"
)

const lines = `cpu: Some CPU
BenchmarkBuild/library=sandbox-seccomp-2 100 210.0 ns/op 0 B/op 0 allocs/op
BenchmarkBuild/library=sandbox-seccomp-2 100 230.0 ns/op 0 B/op 0 allocs/op
BenchmarkInstall/profile=network/program=libseccomp-opt2-2 10 60000 ns/op 55000 min-ns
PASS
BenchmarkBuild/library=sandbox-seccomp-2 100 220.0 ns/op 0 B/op 0 allocs/op
BenchmarkInstall/profile=network/program=libseccomp-opt2-2 10 61000 ns/op 54000 min-ns
`

func TestRead(t *testing.T) {
	r, err := read([]byte(lines))
	if err != nil {
		t.Fatal(err)
	}
	if r.cpu != "Some CPU" {
		t.Errorf("cpu %q", r.cpu)
	}
	if got := r.median(buildOf(ours), middleTime); got != 220 {
		t.Errorf("median %v, want 220", got)
	}
	if got := r.least(installOf("network", "libseccomp-opt2"), leastTime); got != 54000 {
		t.Errorf("minimum %v, want 54000", got)
	}
	if len(r.missing) != 0 {
		t.Errorf("missing %q", r.missing)
	}
	r.median(buildOf("elastic"), middleTime)
	if len(r.missing) != 1 {
		t.Errorf("missing %q, want elastic's", r.missing)
	}
}

func TestBetween(t *testing.T) {
	const file = "a\n" + begin + "old\n" + end + "b\n"
	got, err := between(file, "new\n")
	if want := "a\n" + begin + "new\n" + end + "b\n"; err != nil || got != want {
		t.Errorf("between = %q, %v, want %q", got, err, want)
	}
	for _, file := range []string{"", begin, "a" + end} {
		if _, err := between(file, ""); err == nil {
			t.Errorf("between(%q): no error", file)
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct {
		value float64
		want  string
	}{{214.6, "215 ns"}, {26931, "26.9 µs"}, {2.5e6, "2.50 ms"}} {
		if got := ns(c.value); got != c.want {
			t.Errorf("ns(%v) = %q, want %q", c.value, got, c.want)
		}
	}
	if got := multiple(100, 50, kilobytes); !strings.Contains(got, "(2.00)") {
		t.Errorf("multiple = %q", got)
	}
}
