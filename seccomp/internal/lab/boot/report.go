package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

// report prints results as a table, then all problems. It returns an error if there is a
// problem.
func report(out io.Writer, results []result) error {
	if err := printTable(out, results); err != nil {
		return err
	}
	wrong := false
	for _, r := range results {
		for _, problem := range r.problems {
			fmt.Fprintf(out, "%s: %s\n", r.goarch, problem)
			wrong = true
		}
	}
	if wrong {
		return errNotRight
	}
	return nil
}

// printTable prints a line for each result.
func printTable(out io.Writer, results []result) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "architecture\tkernel\tnumbers\tverdicts\tsyscalls\tcompanion\ttime\tresult")
	for _, r := range results {
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%d\t%s\t%s\n",
			r.goarch, orDash(r.release), r.numbers, r.compared.Verdicts, r.compared.Syscalls, r.compared.Companion,
			r.took.Round(100*time.Millisecond), word(len(r.problems)))
	}
	return t.Flush()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// word returns ok, or WRONG and the number of problems.
func word(problems int) string {
	switch problems {
	case 0:
		return "ok"
	case 1:
		return "WRONG: 1 problem"
	}
	return fmt.Sprintf("WRONG: %d problems", problems)
}
