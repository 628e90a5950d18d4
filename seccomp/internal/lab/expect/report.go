package expect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// mark begins every finding. On a console, other text may precede it on the line.
const mark = "guest: "

// maxRange limits the numbers of one range, so that a broken line cannot fill memory.
const maxRange = 1 << 13

// report holds the findings of a guest.
type report struct {
	goarch  string
	skipped []uint32
	// arrival maps a number to the number in the view of filters.
	arrival map[uint32]uint32
	filters map[int]string
	// verdicts holds each filter's verdict on each number.
	verdicts map[int]map[uint32]string
	// outcomes holds the outcome of each syscall, by its index in the run.
	outcomes map[uint32]string
	facts    map[string]string
	// findings counts the lines, end is the guest's own count.
	findings, end int
	// problems lists invalid lines and failures of the guest.
	problems []string
}

// parse reads a guest's output, also from a console with the output of others.
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

// add adds a finding.
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
		// For a human reader.
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

// addArrival parses "itself" or a number, then ranges.
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

// addFilter parses an index, then the filter.
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

// addVerdict parses a filter's index, then a verdict, then ranges.
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

// addWord parses a word, then ranges.
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

// addFact parses a name, then a value.
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

// ranges returns the numbers of a list of ranges, such as 3 5..9.
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
