package main

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestReport(t *testing.T) {
	results := []result{
		{goarch: "amd64", release: "7.2.12", numbers: 1574, verdicts: 17314, took: 4567 * time.Millisecond},
		{goarch: "ppc64", problems: []string{"not built"}},
		{goarch: "arm", release: "6.1", numbers: 2, verdicts: 4, took: time.Minute, problems: []string{"a", "b"}},
	}
	const want = `architecture  kernel  numbers  verdicts  time  result
amd64         7.2.12  1574     17314     4.6s  ok
ppc64         -       0        0         0s    WRONG: 1 problem
arm           6.1     2        4         1m0s  WRONG: 2 problems
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
