package expect

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// TestCheckEveryArchitecture feeds Check the right output for each architecture, made
// with the oracle.
func TestCheckEveryArchitecture(t *testing.T) {
	o := readOracle(t)
	for _, goarch := range oracle.GOARCHes() {
		t.Run(goarch, func(t *testing.T) {
			r := Run{GOARCH: goarch, Filters: append(Profiles(o, goarch), Random(o, goarch, 1, 2)...)}
			if _, problems := r.Check(o, sound(o, r)); len(problems) > 0 {
				t.Error(strings.Join(problems, "\n"))
			}
		})
	}
}

// shippedOracle reads syscalls.csv once for all tests.
var shippedOracle = sync.OnceValues(func() (*oracle.Oracle, error) { return oracle.Read("../../../../syscalls.csv") })

func readOracle(t *testing.T) *oracle.Oracle {
	t.Helper()
	o, err := shippedOracle()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// sound returns the right output for r.
func sound(o *oracle.Oracle, r Run) []byte {
	lines := []string{"goarch " + r.GOARCH}
	leave := skipped(o, r.GOARCH)
	for _, n := range leave {
		lines = append(lines, fmt.Sprintf("skipped %d", n))
	}
	tried := slices.DeleteFunc(numbers(r.GOARCH), func(n uint32) bool { return slices.Contains(leave, n) })
	for _, n := range tried {
		lines = append(lines, fmt.Sprintf("arrival %d %d", arrives(r.GOARCH, n), n))
	}
	for i, f := range r.Filters {
		lines = append(lines, fmt.Sprintf("filter %d %s", i, spec(f)))
		must := o.Verdicts(f)
		for _, n := range tried {
			lines = append(lines, fmt.Sprintf("verdict %d %s %d", i, word(o.Verdict(f, must, arrives(r.GOARCH, n))), n))
		}
	}
	for _, e := range r.expectations() {
		value := e.want
		if value == "" {
			value = fmt.Sprint(e.least)
		}
		lines = append(lines, "fact "+e.fact+" "+value)
	}
	lines = append(lines, "fact conflict-reported 7", "fact conflict-filtered 7")
	end := fmt.Sprintf("\n%send %d\n", mark, len(lines))
	return []byte(mark + strings.Join(lines, "\n"+mark) + end)
}

// arrives returns n in the view of filters. S390x shows numbers after its table as 0:
// here the table of an older kernel.
func arrives(goarch string, n uint32) uint32 {
	if goarch == "s390x" && n > 450 {
		return 0
	}
	return n
}
