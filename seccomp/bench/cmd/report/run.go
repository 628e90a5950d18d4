package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// group is a set of benchmarks of one process. Each round is another process, for several
// memory layouts, and runs every benchmark under the same load.
type group struct {
	benchmarks string
	// folder holds the module of the benchmarks.
	folder string
	// benchtime is a time or a number of runs, empty for the user's.
	benchtime string
	// The group runs in one round of every.
	every int
}

// groups lists the benchmarks. The first have constant results.
var groups = []group{
	{"^Benchmark(Instructions|Bytes)$", ".", "1x", never},
	{"^Benchmark(Build|Install|Call)$", ".", "", 1},
	{"^BenchmarkLoad$", ".", "15x", 1},
	{"^BenchmarkConditions$", ".", "", 5},
	{"^BenchmarkConditions$", "gvisor", "", 5},
	{"^BenchmarkDocker$", ".", "", 5},
}

// never is more than any number of rounds: only the first of them.
const never = 1 << 30

// run runs the benchmarks and writes their lines to w and standard output.
func run(w io.Writer, rounds int, benchtime string) error {
	dir, err := os.MkdirTemp("", "seccomp-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	w = io.MultiWriter(w, os.Stdout)
	for _, folder := range []string{".", "gvisor"} {
		if err := execute(os.Stdout, folder, "go", "test", "-c", "-o", binary(dir, folder), "."); err != nil {
			return err
		}
	}
	for round := range rounds {
		for _, g := range groups {
			if round%g.every != 0 {
				continue
			}
			if g.benchtime == "" {
				g.benchtime = benchtime
			}
			if err := execute(w, g.folder, binary(dir, g.folder), "-test.run=^$", "-test.bench="+g.benchmarks, "-test.benchtime="+g.benchtime); err != nil {
				return err
			}
		}
	}
	return nil
}

// binary returns the path of the test binary of a folder: bench.test for this one.
func binary(dir, folder string) string {
	return filepath.Join(dir, "bench"+strings.TrimPrefix(folder, ".")+".test")
}

// execute runs a program in a folder.
func execute(w io.Writer, folder, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = folder, w, os.Stderr
	return cmd.Run()
}
