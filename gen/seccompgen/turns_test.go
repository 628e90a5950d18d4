package main

import (
	"bytes"
	"fmt"
	"testing"
)

// TestOutputInTurn writes in one order of three tasks after another. The first task's lines appear
// at once, those of the others after the tasks before them have ended.
func TestOutputInTurn(t *testing.T) {
	var out, errs bytes.Buffer
	turns := newTurns(3)
	write := func(task int, text string) {
		fmt.Fprintln(turns.writer(task, &out), task, text)
		fmt.Fprintln(turns.writer(task, &errs), task, text)
	}
	for i, step := range []struct {
		do   func()
		want string
	}{
		{func() { write(2, "early") }, ""},
		{func() { write(0, "first") }, "0 first\n"},
		{func() { write(1, "waits") }, "0 first\n"},
		{func() { turns.end(2) }, "0 first\n"},
		{func() { write(0, "last") }, "0 first\n0 last\n"},
		{func() { turns.end(0) }, "0 first\n0 last\n1 waits\n"},
		{func() { write(1, "now") }, "0 first\n0 last\n1 waits\n1 now\n"},
		{func() { turns.end(1) }, "0 first\n0 last\n1 waits\n1 now\n2 early\n"},
	} {
		step.do()
		if out.String() != step.want || errs.String() != step.want {
			t.Errorf("after step %d: %q and %q, want %q", i, &out, &errs, step.want)
		}
	}
}
