package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
)

func TestReport(t *testing.T) {
	results := []result{
		{goarch: "amd64", release: "7.2.12", numbers: 1574, compared: expect.Compared{Verdicts: 17314, Syscalls: 29333, Companion: 6789}, took: 4567 * time.Millisecond},
		{goarch: "ppc64", problems: []string{"not built"}},
		{goarch: "arm", release: "6.1", numbers: 2, compared: expect.Compared{Verdicts: 4, Syscalls: 5}, took: time.Minute, problems: []string{"a", "b"}},
	}
	const want = `architecture  kernel  numbers  verdicts  syscalls  companion  time  result
amd64         7.2.12  1574     17314     29333     6789       4.6s  ok
ppc64         -       0        0         0         0          0s    WRONG: 1 problem
arm           6.1     2        4         5         0          1m0s  WRONG: 2 problems
ppc64: not built
arm: a
arm: b
`
	var out strings.Builder
	if err := report(&out, results); !errors.Is(err, errNotRight) || out.String() != want {
		t.Errorf("the report is (%v)\n%s\nwant\n%s", err, out.String(), want)
	}
	if err := report(&out, results[:1]); err != nil {
		t.Errorf("a report of what is right: %v", err)
	}
}
