package uapi

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// TestFailed finds the candidates and headers with an error by the lines of the C file.
func TestFailed(t *testing.T) {
	u := unit{headers: []string{"linux/a.h", "linux/b.h"}, candidates: []candidate{{"A", "linux/a.h", true}, {"B", "linux/b.h", false}}}
	src := writeSource(u, nil)
	lines := bytes.Split(src.text, []byte("\n"))
	message := ""
	for i, line := range lines {
		switch string(line) {
		case "#include <linux/b.h>":
			message += fmt.Sprintf("In file included from <stdin>:%d:\nusr/linux/b.h:7:1: error: no type\n", i+1)
		case "ROW(1, B)", "ROW(2, A)":
			message += fmt.Sprintf("<stdin>:%d:5: error: no integer\n<stdin>:%d:9: note: here\n", i+1, i)
		}
	}
	rows, headers := src.failed(message)
	if !slices.Equal(rows, []int{1, 0}) || !slices.Equal(headers, []string{"linux/b.h"}) {
		t.Errorf("rows %v, headers %q of\n%s", rows, headers, message)
	}
	if got, want := firstError(message), "usr/linux/b.h:7:1: error: no type"; got != want {
		t.Errorf("the first error is %q, want %q", got, want)
	}
	if without := writeSource(u, map[int]bool{1: true}); bytes.Contains(without.text, []byte("ROW(1, B)")) {
		t.Errorf("a failed candidate is still in\n%s", without.text)
	}
}

// TestDivide compiles one header of three apart.
func TestDivide(t *testing.T) {
	u := unit{headers: []string{"a.h", "b.h", "c.h"}, candidates: []candidate{{"A", "a.h", true}, {"B", "b.h", true}, {"C", "c.h", true}}}
	got := fmt.Sprint(u.divide([]string{"b.h"}))
	if want := "[{[a.h c.h] [{A a.h true} {C c.h true}]} {[b.h] [{B b.h true}]}]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestTargets expects a target for every architecture.
func TestTargets(t *testing.T) {
	for _, a := range arch.All {
		if targetOf(a) == (target{}) {
			t.Errorf("no target %s", a.GOARCH)
		}
	}
	if len(targets) != len(arch.All) {
		t.Errorf("%d targets, want %d", len(targets), len(arch.All))
	}
}
