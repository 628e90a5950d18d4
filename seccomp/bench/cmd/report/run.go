package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// timed matches the benchmarks of times. Each round is a process of its own, for several
// memory layouts, and runs every benchmark for a moment, under the same load.
const timed = "^Benchmark(Build|Load|Install|Call)$"

// counted matches the benchmarks with a constant result.
const counted = "^Benchmark(Instructions|Bytes)$"

// run runs the benchmarks and writes their lines to w and standard output.
func run(w io.Writer, rounds int, benchtime string) error {
	dir, err := os.MkdirTemp("", "seccomp-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "bench.test")
	w = io.MultiWriter(w, os.Stdout)
	if err := execute(os.Stdout, "go", "test", "-c", "-o", binary, "."); err != nil {
		return err
	}
	if err := execute(w, binary, "-test.run=^$", "-test.bench="+counted, "-test.benchtime=1x"); err != nil {
		return err
	}
	for range rounds {
		if err := execute(w, binary, "-test.run=^$", "-test.bench="+timed, "-test.benchtime="+benchtime); err != nil {
			return err
		}
	}
	return nil
}

func execute(w io.Writer, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = w, os.Stderr
	return cmd.Run()
}
