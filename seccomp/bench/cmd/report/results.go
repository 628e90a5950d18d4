package main

import (
	"bytes"
	"regexp"
	"slices"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"
)

// results is what the benchmarks measured.
type results struct {
	// cpu is the processor's name.
	cpu string
	// samples is by benchmark and unit, as the line has them; names is the
	// benchmarks in the order of their lines.
	samples map[key][]float64
	names   []string
	// missing is what was asked for and is not there.
	missing []key
}

// key is a benchmark without its GOMAXPROCS, and a unit.
type key struct{ name, unit string }

// processors is the end of a benchmark's name that says GOMAXPROCS.
var processors = regexp.MustCompile(`-\d+$`)

// read reads the lines of benchmarks. Other lines are skipped.
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

// rounds returns how many rounds there were.
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

// median returns what benchstat returns as a benchmark's center.
func (r *results) median(name, unit string) float64 {
	sample := benchmath.NewSample(slices.Clone(r.of(name, unit)), &benchmath.DefaultThresholds)
	return benchmath.AssumeNothing.Summary(sample, 0.95).Center
}

// least returns the best round, which other work on the machine disturbed the
// least.
func (r *results) least(name, unit string) float64 {
	return slices.Min(r.of(name, unit))
}
