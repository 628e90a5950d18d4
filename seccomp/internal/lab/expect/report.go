package expect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// mark begins every finding, behind whatever a console has put before it.
const mark = "guest: "

// maxRange is more numbers than any range has: a broken line must not fill memory.
const maxRange = 1 << 13

// report is what a guest found.
type report struct {
	goarch  string
	skipped []uint32
	// arrival is as which number each number reaches filters.
	arrival map[uint32]uint32
	filters map[int]string
	// verdicts is each filter's verdict on each number.
	verdicts map[int]map[uint32]string
	// outcomes is how each call ended, by its place in the run's.
	outcomes map[uint32]string
	facts    map[string]string
	// findings is how many there are, end how many the guest says that there are.
	findings, end int
	// problems is what could not be understood, and what the guest could not do.
	problems []string
}

// parse reads a guest's output, also off a console that others write to.
func parse(output []byte) *report {
	r := &report{
		arrival:  make(map[uint32]uint32),
		filters:  make(map[int]string),
		verdicts: make(map[int]map[uint32]string),
		outcomes: make(map[uint32]string),
		facts:    make(map[string]string),
		end:      -1,
	}
	for line := range strings.Lines(string(output)) {
		at := strings.LastIndex(line, mark)
		if at < 0 {
			continue
		}
		finding := strings.TrimSpace(line[at+len(mark):])
		if err := r.add(finding); err != nil {
			r.problems = append(r.problems, fmt.Sprintf("%v: %q", err, finding))
		}
	}
	return r
}

// add takes a finding.
func (r *report) add(finding string) error {
	topic, rest, _ := strings.Cut(finding, " ")
	if topic != "end" {
		r.findings++
	}
	switch topic {
	case "end":
		return r.addEnd(rest)
	case "goarch":
		r.goarch = rest
	case "kernel":
		// For whoever reads it.
	case "skipped":
		return r.addSkipped(rest)
	case "arrival":
		return r.addArrival(rest)
	case "filter":
		return r.addFilter(rest)
	case "verdict":
		return r.addVerdict(rest)
	case "outcome":
		return addWord(r.outcomes, rest)
	case "fact":
		return r.addFact(rest)
	case "failed":
		return errFailed
	default:
		return errTopic
	}
	return nil
}

func (r *report) addEnd(rest string) error {
	n, err := strconv.Atoi(rest)
	if err != nil {
		return err
	}
	if r.end >= 0 {
		return errTwice
	}
	r.end = n
	return nil
}

func (r *report) addSkipped(rest string) error {
	list, err := ranges(rest)
	r.skipped = append(r.skipped, list...)
	return err
}

// addArrival takes: itself or a number, and the ranges of which it is so.
func (r *report) addArrival(rest string) error {
	word, rest, _ := strings.Cut(rest, " ")
	list, err := ranges(rest)
	if err != nil {
		return err
	}
	for _, n := range list {
		arrival := n
		if word != "itself" {
			if arrival, err = number(word); err != nil {
				return err
			}
		}
		if _, ok := r.arrival[n]; ok {
			return errTwice
		}
		r.arrival[n] = arrival
	}
	return nil
}

// addFilter takes: an index and the filter.
func (r *report) addFilter(rest string) error {
	word, spec, _ := strings.Cut(rest, " ")
	index, err := strconv.Atoi(word)
	if err != nil {
		return err
	}
	if _, ok := r.filters[index]; ok {
		return errTwice
	}
	r.filters[index] = spec
	return nil
}

// addVerdict takes: a filter's index, a verdict, and the ranges of which it is so.
func (r *report) addVerdict(rest string) error {
	word, rest, _ := strings.Cut(rest, " ")
	index, err := strconv.Atoi(word)
	if err != nil {
		return err
	}
	if r.verdicts[index] == nil {
		r.verdicts[index] = make(map[uint32]string)
	}
	return addWord(r.verdicts[index], rest)
}

// addWord takes: a word, and the ranges of which it is so.
func addWord(words map[uint32]string, rest string) error {
	word, rest, _ := strings.Cut(rest, " ")
	list, err := ranges(rest)
	if err != nil {
		return err
	}
	for _, n := range list {
		if _, ok := words[n]; ok {
			return errTwice
		}
		words[n] = word
	}
	return nil
}

// addFact takes: a name and its value.
func (r *report) addFact(rest string) error {
	name, value, ok := strings.Cut(rest, " ")
	if !ok {
		return errShort
	}
	if _, ok := r.facts[name]; ok {
		return errTwice
	}
	r.facts[name] = value
	return nil
}

// ranges returns the numbers of 3 5..9 and the like.
func ranges(s string) ([]uint32, error) {
	var list []uint32
	for _, word := range strings.Fields(s) {
		from, to, ok := strings.Cut(word, "..")
		if !ok {
			to = from
		}
		first, err := number(from)
		if err != nil {
			return nil, err
		}
		last, err := number(to)
		if err != nil {
			return nil, err
		}
		if last < first || last-first > maxRange {
			return nil, errRange
		}
		for i := range last - first + 1 {
			list = append(list, first+i)
		}
	}
	if len(list) == 0 {
		return nil, errShort
	}
	return slices.Clip(list), nil
}

func number(s string) (uint32, error) {
	n, err := strconv.ParseUint(s, 10, 32)
	return uint32(n), err
}
