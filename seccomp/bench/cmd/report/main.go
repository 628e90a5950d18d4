// Command report runs the benchmarks of this module in rounds and prints their ratios.
// Run it in the module's folder:
//
//	go run ./cmd/report [-rounds 20] [-benchtime 10ms] [-readme FILE]
//	go run ./cmd/report -from FILE [-readme FILE]
//
// It copies the benchmarks' lines to standard output for benchstat, and prints the
// tables after them. With -from it reads the lines of an earlier run and prints the
// tables alone. With -readme it also writes the tables between the markers in FILE, and
// the chart beside FILE as install.svg.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
)

func main() {
	rounds := flag.Int("rounds", 20, "run each benchmark `N` times")
	benchtime := flag.String("benchtime", "10ms", "run a benchmark for `TIME` in a round")
	from := flag.String("from", "", "read the lines of an earlier run from `FILE`")
	readme := flag.String("readme", "", "write the tables into `FILE`, and the chart beside it")
	flag.Parse()
	if err := report(*rounds, *benchtime, *from, *readme); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

func report(rounds int, benchtime, from, readme string) error {
	lines, err := benchmarks(rounds, benchtime, from)
	if err != nil {
		return err
	}
	r, err := read(lines)
	if err != nil {
		return err
	}
	text := tables(r, machine(r.cpu, r.rounds()))
	fmt.Printf("\n%s\nThe goals:\n\n%s", text, goals(r))
	if len(r.missing) > 0 {
		return fmt.Errorf("no lines for %q", r.missing)
	}
	if readme == "" {
		return nil
	}
	return writeFigures(readme, text, chart(bars(r)))
}

// benchmarks returns the lines of the benchmarks, from the file of an earlier run if named.
func benchmarks(rounds int, benchtime, from string) ([]byte, error) {
	if from != "" {
		return os.ReadFile(from)
	}
	var lines bytes.Buffer
	err := run(&lines, rounds, benchtime)
	return lines.Bytes(), err
}
