package main

import (
	"bytes"
	"regexp"
	"slices"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// results holds the measurements of the benchmarks.
type results struct {
	// cpu is the name of the processor.
	cpu string
	// samples holds values by benchmark and unit, names the benchmarks in the order of
	// their lines.
	samples map[key][]float64
	names   []string
	// missing lists requested values without samples.
	missing []key
}

// key is a benchmark without its GOMAXPROCS, and a unit.
type key struct{ name, unit string }

// processors matches GOMAXPROCS at the end of a benchmark's name.
var processors = regexp.MustCompile(`-\d+$`)

// read reads the lines of benchmarks and skips others.
func read(lines []byte) (*results, error) {
	r := &results{samples: make(map[key][]float64)}
	reader := benchfmt.NewReader(bytes.NewReader(lines), "")
	for reader.Scan() {
		record, ok := reader.Result().(*benchfmt.Result)
		if !ok {
			continue
		}
		r.cpu = record.GetConfig("cpu")
		name := processors.ReplaceAllString(string(record.Name), "")
		if !slices.Contains(r.names, name) {
			r.names = append(r.names, name)
		}
		for _, v := range record.Values {
			k, value := key{name, v.Unit}, v.Value
			if v.OrigUnit != "" {
				k.unit, value = v.OrigUnit, v.OrigValue
			}
			r.samples[k] = append(r.samples[k], value)
		}
	}
	return r, reader.Err()
}

// rounds returns the number of rounds.
func (r *results) rounds() int { return len(r.of(buildOf(ours), middleTime)) }

// of returns the samples of a benchmark in a unit.
func (r *results) of(name, unit string) []float64 {
	k := key{name, unit}
	values := r.samples[k]
	if len(values) == 0 {
		r.missing = append(r.missing, k)
		return []float64{0}
	}
	return values
}

// median returns the center of a benchmark as benchstat computes it.
func (r *results) median(name, unit string) float64 {
	sample := benchmath.NewSample(slices.Clone(r.of(name, unit)), &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center
}

// least returns the value of the best round: other work on the machine disturbed it least.
func (r *results) least(name, unit string) float64 {
	return slices.Min(r.of(name, unit))
}
