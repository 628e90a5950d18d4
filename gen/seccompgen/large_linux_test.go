package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// largePolicy is the file of large. It stays the same over new catalogs, for comparisons.
const largePolicy = "testdata/large.csv"

var writeLarge = flag.Bool("large", false, "write "+largePolicy)

// TestLarge counts the rows of the large policy. With -large it writes them.
func TestLarge(t *testing.T) {
	if *writeLarge {
		writeFile(t, largePolicy, large(t))
	}
	rows := strings.Split(strings.TrimSpace(strings.TrimPrefix(contents(t, largePolicy), header)), "\n")
	conditions := 0
	for _, row := range rows {
		if cells := strings.Split(row, ","); len(cells) == 5 && cells[3] != "" {
			conditions++
		}
	}
	if len(rows) != 400 || conditions != 60 {
		t.Errorf("%d rows and %d conditions, want 400 and 60", len(rows), conditions)
	}
}

// maxPeak limits the memory of generate, in KiB.
const maxPeak = 300 << 10

// TestPeakMemory generates the large policy for all architectures, in a process of its own
// with eight processors.
func TestPeakMemory(t *testing.T) {
	dir := t.TempDir()
	peak := peakOf(t, 8, "generate", "-policy", largePolicy, "-out", dir)
	t.Logf("%d KiB", peak)
	if peak > maxPeak {
		t.Errorf("%d KiB, want at most %d", peak, maxPeak)
	}
	if got := len(names(t, dir)); got != 15 {
		t.Errorf("%d files, want 15", got)
	}
}

var vmHWM = regexp.MustCompile(`(?m)^VmHWM:\s+([0-9]+) kB$`)

// peakOf runs the command in a process of its own, and returns the most memory it had at a
// time, in KiB.
func peakOf(t *testing.T, processors int, args ...string) int {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), asMeasured+"=1", fmt.Sprint("GOMAXPROCS=", processors))
	output, err := cmd.CombinedOutput()
	m := vmHWM.FindSubmatch(output)
	if err != nil || m == nil {
		t.Fatalf("%v: %v\n%s", args, err, output)
	}
	peak, err := strconv.Atoi(string(m[1]))
	if err != nil {
		t.Fatal(err)
	}
	return peak
}

// BenchmarkLargePolicy generates the large policy for all architectures.
func BenchmarkLargePolicy(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		expect(b, 0, "generate", "-policy", largePolicy, "-out", b.TempDir())
	}
}

// BenchmarkModule generates all packages of this module, as go generate does.
func BenchmarkModule(b *testing.B) {
	b.Chdir(moduleRoot)
	b.ReportAllocs()
	for b.Loop() {
		expect(b, 0, "generate", "-check", "./...")
	}
}

// large returns a policy with 400 rows. 60 have a condition, on syscalls with the same
// arguments on every architecture.
func large(t *testing.T) string {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	conditions := []string{
		"uint32(arg0) == %d", "uint32(arg0) > %d && uint32(arg2) < 1<<20", "int32(arg0) == AT_FDCWD && arg2 & %d != 0", "uint32(arg2) == TIOCSTI || int32(arg0) == %d",
		"uint32(arg2) &^ (PROT_READ|PROT_WRITE) == 0 && int32(arg0) != %d", "arg0 & 0xff == 1 || uint32(arg0) == 3 || uint32(arg0) == %d || uint32(arg2) == 9",
	}
	conditional := []string{"read", "write", "ioctl", "mprotect", "openat", "tgkill", "prctl", "membarrier", "setpriority", "madvise"}
	var rows []string
	for i := range 60 {
		rows = append(rows, fmt.Sprintf("p,%s,%s,%s,", conditional[i%len(conditional)], []string{"", "errno:EPERM", "log"}[i%3], fmt.Sprintf(conditions[i%len(conditions)], 200-i)))
	}
	for i := range c.Syscalls {
		if s := &c.Syscalls[i]; len(rows) < 400 && len(s.Operations) == 0 && !slices.Contains(conditional, s.Name) {
			rows = append(rows, fmt.Sprintf("p,%s,%s,,row %d", s.Name, []string{"", "", "errno:EACCES", "log"}[i%4], i))
		}
	}
	if len(rows) != 400 {
		t.Fatalf("%d rows", len(rows))
	}
	return header + strings.Join(rows, "\n") + "\n"
}
