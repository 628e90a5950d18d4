package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

// reportTrials prints a table of machines, a table of programs, and all problems. It returns
// an error if there is a problem.
func reportTrials(out io.Writer, all []tried) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "architecture\tkernel\tlibc\ttrials\ttime\tresult")
	for _, m := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%s\t%s\n", m.goarch, orDash(m.release), orDash(m.libc), len(m.trials()),
			m.took.Round(time.Second), word(len(m.problems)))
	}
	fmt.Fprintln(t)
	printPrograms(t, all)
	if err := t.Flush(); err != nil {
		return err
	}
	wrong := false
	for _, m := range all {
		for _, problem := range m.problems {
			fmt.Fprintf(out, "%s: %s\n", m.goarch, problem)
			wrong = true
		}
	}
	if wrong {
		return errNotRight
	}
	return nil
}

// trials returns the results of trials.
func (m tried) trials() []programs.Result {
	return slices.DeleteFunc(slices.Clone(m.results), func(r programs.Result) bool { return len(r.Missing) > 0 })
}

// printPrograms prints a line per program and confinement, with a column per machine.
func printPrograms(out io.Writer, all []tried) {
	cells := map[string]map[string]string{}
	var order []string
	heads := []string{"program", "profile", "wanted"}
	for _, m := range all {
		heads = append(heads, m.goarch)
		for _, r := range m.trials() {
			row := rowOf(r)
			if cells[row] == nil {
				cells[row] = map[string]string{}
				order = append(order, row)
			}
			cells[row][m.goarch] = cellOf(r)
		}
	}
	fmt.Fprintln(out, strings.Join(heads, "\t"))
	for _, row := range order {
		fmt.Fprint(out, row)
		for _, m := range all {
			fmt.Fprintf(out, "\t%s", orDash(cells[row][m.goarch]))
		}
		fmt.Fprintln(out)
	}
}

// rowOf returns the first columns for a trial.
func rowOf(r programs.Result) string {
	wanted := "runs"
	if r.Stopped {
		wanted = "stopped"
	}
	return strings.Join([]string{strings.TrimSpace(r.Build + " " + r.Program), r.Under, wanted}, "\t")
}

// cellOf returns the column of a trial's machine.
func cellOf(r programs.Result) string {
	if r.Problem != "" {
		return "WRONG"
	}
	return "ok"
}
