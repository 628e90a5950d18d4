package weight_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/weight"
)

// TestWorkloads compares the names in workloads.sh with those in counts.csv, and prepares
// the files of the workloads.
func TestWorkloads(t *testing.T) {
	text, err := os.ReadFile("workloads.sh")
	if err != nil {
		t.Fatal(err)
	}
	var inScript, inCounts []string
	for _, m := range regexp.MustCompile(`(?m)^(\w+)\)`).FindAllStringSubmatch(string(text), -1) {
		inScript = append(inScript, m[1])
	}
	for _, r := range weight.Shipped() {
		if !slices.Contains(inCounts, r.Workload) {
			inCounts = append(inCounts, r.Workload)
		}
	}
	slices.Sort(inCounts)
	if want := slices.Concat([]string{"prepare"}, inCounts); !slices.Equal(inScript, want) {
		t.Errorf("workloads.sh has %q, want %q", inScript, want)
	}
	dir := t.TempDir()
	if out, err := exec.Command("sh", "workloads.sh", "prepare", dir).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("prepare: %v\n%s", err, out)
	}
	for _, name := range []string{"c/main.c", "c/f15.c", "go/main.go", "go/go.mod", "walk.py", "s.sql"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}
