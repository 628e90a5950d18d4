package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

var placed = regexp.MustCompile(`^policy\.csv:[0-9]+:[0-9]+: .+$`)

// TestHostile runs generate on small policies of every hostile kind. It makes a package, or
// prints short messages with places.
func TestHostile(t *testing.T) {
	size := 1 << 8
	if *long {
		size = 4 << 10
	}
	for name, policy := range hostile {
		t.Chdir(t.TempDir())
		if err := os.WriteFile("policy.csv", []byte(policy(size)), 0o644); err != nil {
			t.Fatal(err)
		}
		code, _, stderr := command("generate", "-policy", "policy.csv", "-arch", "amd64")
		if code == 0 && stderr == "" {
			continue
		}
		for line := range strings.Lines(stderr) {
			if code != 1 || !placed.MatchString(strings.TrimSuffix(line, "\n")) || len(line) > 400 {
				t.Errorf("%s: exit code %d, %.500s", name, code, line)
				break
			}
		}
	}
}

// TestManyValues compiles a policy with 2000 values. If the work grew faster than their
// number, it would exceed the limit.
func TestManyValues(t *testing.T) {
	t.Chdir(t.TempDir())
	policy := hostile["values"](32 << 10)
	if n := strings.Count(policy, "=="); n < 2000 {
		t.Fatalf("%d values", n)
	}
	if err := os.WriteFile("policy.csv", []byte(policy), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := command("generate", "-policy", "policy.csv", "-arch", "amd64,mips"); code != 0 {
		t.Errorf("exit code %d, %.500s", code, stderr)
	}
}

// TestNoFiles gives every command an irregular file in place of each CSV file. It must fail
// and not wait.
func TestNoFiles(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o644); err != nil {
		t.Fatal(err)
	}
	sound := sockets(t)
	for _, arguments := range [][]string{
		{"generate", "-policy", fifo},
		{"generate", "-csv", fifo},
		{"generate", "-policy", sound, "-csv", fifo, "-out", t.TempDir()},
		{"dump", "-policy", fifo, "-arch", "amd64", "-profile", "p"},
		{"dump", "-csv", fifo, "-arch", "amd64", "-profile", "network"},
		{"diff", fifo, sound},
		{"diff", sound, fifo},
		{"update", "-csv", fifo},
		{"update", "-csv", shipped, "-constants", fifo, "-check"},
	} {
		code, _, stderr := command(arguments...)
		status := 1
		if arguments[0] == "diff" {
			status = 2
		}
		if want := fifo + ": a named pipe; want a regular file\n"; code != status || stderr != want {
			t.Errorf("%q: exit code %d, %q, want %q", arguments, code, stderr, want)
		}
	}
}

// BenchmarkHostile measures generate on hostile policies of up to 1 MiB.
func BenchmarkHostile(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(hostile)) {
		for size, bytes := range map[string]int{"60k": 60000, "1M": 1<<20 - 200} {
			path := filepath.Join(b.TempDir(), "policy.csv")
			if err := os.WriteFile(path, []byte(hostile[name](bytes)), 0o644); err != nil {
				b.Fatal(err)
			}
			b.Run(name+"/"+size, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					command("generate", "-policy", path, "-arch", "amd64", "-out", b.TempDir())
				}
			})
		}
	}
}
