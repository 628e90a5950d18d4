package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"slices"
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

// TestBehind expects a note of each figure of a policy below ours, and of no other.
func TestBehind(t *testing.T) {
	var text strings.Builder
	for _, c := range cases {
		for _, p := range compilers {
			average := "3"
			if c.name == "clone" && p.name == "gvisor" {
				average = "2.5"
			}
			text.WriteString("Benchmark" + conditionsOf(c.name, p.name) + "-2 1 5 ns/op 20 instructions 4 tests-worst " + average + " tests-average\n")
		}
	}
	r, err := read([]byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	want := "Ours is least but for tests on average of `clone` (3 to 2.5, gVisor)."
	if got := behindNote(r); got != want || len(r.missing) > 0 {
		t.Errorf("note %q, want %q; missing %v", got, want, r.missing)
	}
	if got := executedCell(r, "clone", "gvisor"); got != "20; 4, 2.5" {
		t.Errorf("cell %q", got)
	}
}

// TestDocker takes the least time and the counts of each architecture.
func TestDocker(t *testing.T) {
	var text strings.Builder
	for i, goarch := range documented {
		for _, time := range []string{"3000000", "2000000"} {
			fmt.Fprintf(&text, "Benchmark%s-2 1 %s ns/op %d instructions 300 rows\n", dockerOf(goarch, ours), time, 80+i)
			fmt.Fprintf(&text, "Benchmark%s-2 1 5000 ns/op 336 instructions\n", dockerOf(goarch, "libseccomp"))
		}
	}
	r, err := read([]byte(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	if got := dockerTable(r); !strings.Contains(got, "\n| amd64 | 300 | 81 | 336 | 2.00 ms | 5.00 µs |\n") || len(r.missing) > 0 {
		t.Errorf("missing %v in\n%s", r.missing, got)
	}
}

// TestCold compares a new process with two raw syscalls.
func TestCold(t *testing.T) {
	line := func(library, figures string) string { return "Benchmark" + loadOf(library) + "-2 15 " + figures + "\n" }
	for figures, met := range map[string][2]bool{
		"120 ns/op 96 min-ns 6 page-faults":  {true, true},
		"121 ns/op 80 min-ns 7 page-faults":  {false, false},
		"100 ns/op 100 min-ns 2 page-faults": {false, true},
	} {
		r, err := read([]byte(line(ready, "100 ns/op 80 min-ns 2 page-faults") + line(ours, figures)))
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{coldGoal(r).met, faultsGoal(r).met}; got != met || len(r.missing) > 0 {
			t.Errorf("%s: goals met %v, want %v; missing %v", figures, got, met, r.missing)
		}
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

// TestWriteFigures writes tables and the chart, and leaves both files alone if the README
// has no markers.
func TestWriteFigures(t *testing.T) {
	dir := t.TempDir()
	readme, image := filepath.Join(dir, "README.md"), filepath.Join(dir, "install.svg")
	if err := os.WriteFile(readme, []byte("a\n"+begin+end), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"one\n", "two\n"} {
		if err := writeFigures(readme, want, want); err != nil {
			t.Fatal(err)
		}
		text, _ := os.ReadFile(readme)
		drawn, _ := os.ReadFile(image)
		if string(text) != "a\n"+begin+want+end || string(drawn) != want {
			t.Errorf("README %q, chart %q", text, drawn)
		}
	}
	if err := os.WriteFile(readme, []byte("a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := writeFigures(readme, "three\n", "three\n")
	if drawn, _ := os.ReadFile(image); err == nil || string(drawn) != "two\n" {
		t.Errorf("without markers: %v, chart %q", err, drawn)
	}
}

// TestChart parses a chart and measures its bars.
func TestChart(t *testing.T) {
	list := []bar{{ours, 100e3, 250}, {"a & b", 400e3, 0}}
	text := chart(list)
	var image struct {
		Rect []struct {
			Width float64 `xml:"width,attr"`
			Class string  `xml:"class,attr"`
		} `xml:"rect"`
		Text []string `xml:"text"`
	}
	if err := xml.Unmarshal([]byte(text), &image); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if r := image.Rect; len(r) != 2 || r[0].Width*4 != r[1].Width || r[0].Class != "ours" || r[1].Class != "" {
		t.Errorf("bars %+v", r)
	}
	want := []string{ours, "100 µs, building 250 ns", "a & b", "400 µs"}
	if !slices.Equal(image.Text[1:], want) {
		t.Errorf("texts %q, want %q", image.Text[1:], want)
	}
	if chart(list) != text || chart(nil) == "" {
		t.Error("equal figures gave another chart, or no figures none")
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
