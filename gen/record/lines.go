package record

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// refusedReason is the reason of a proposal for recorded syscalls that the rules refuse.
const refusedReason = "recorded, but refused"

// lines holds the lines of a policy file, by index from 0, and what stands on those of one
// profile.
type lines struct {
	text    []string
	newline string
	// operations holds the operation of each syscall.
	operations map[string]string
	// first and last are the first and the last row; first is negative without rows.
	first, last int
	// rows holds the rows of each operation.
	rows map[string][]int
	// whens holds the condition of each row.
	whens map[int]string
	// weights holds the weight before a row, weightLines its line.
	weights     map[int]uint64
	weightLines map[int]int
	proposals   map[string]proposal
	// inserted holds the text to insert before a line, appended after it, and replaced in
	// its place.
	inserted, appended, replaced map[int][]string
}

// proposal holds the proposals for an operation and their lines.
type proposal struct {
	rules []event.Rule
	at    []int
}

// open reads the policy for changes of the profile.
func (f File) open() (*target, error) {
	c, err := catalog.Shipped()
	if err != nil {
		return nil, err
	}
	p, err := policy.LoadFiles(f.Name, f.Read, c)
	if err != nil {
		return nil, err
	}
	decisions, _, err := p.Decide(argset.NewSpace(), f.Arches)
	if err != nil {
		return nil, err
	}
	data, err := f.Read(f.Name)
	if err != nil {
		return nil, err
	}
	content, err := csvfile.Read(f.Name, data, "")
	if err != nil {
		return nil, err
	}
	t := &target{lines: newLines(data, c), title: f.Profile, profile: p.ByName(f.Profile), decisions: decisions, arches: f.Arches}
	t.index(content, f.Profile)
	if t.profile != nil && t.first < 0 {
		return nil, fmt.Errorf("%s: profile %s is in a file that this one includes; record into that file", f.Name, f.Profile)
	}
	return t, nil
}

// newLines divides a file into lines.
func newLines(data []byte, c *catalog.Catalog) lines {
	l := lines{
		newline: "\n", first: -1, operations: make(map[string]string), rows: make(map[string][]int), whens: make(map[int]string), weights: make(map[int]uint64),
		weightLines: make(map[int]int), proposals: make(map[string]proposal), inserted: make(map[int][]string), appended: make(map[int][]string), replaced: make(map[int][]string),
	}
	if bytes.Contains(data, []byte("\r\n")) {
		l.newline = "\r\n"
	}
	for line := range bytes.Lines(data) {
		l.text = append(l.text, strings.TrimRight(string(line), "\r\n"))
	}
	for i := range c.Syscalls {
		l.operations[c.Syscalls[i].Name] = c.Syscalls[i].Operation()
	}
	return l
}

// operation returns the operation of a syscall cell, "" if it is none.
func (l *lines) operation(cell string) string {
	return l.operations[cell[strings.IndexByte(cell, '/')+1:]]
}

// index finds the rows of a profile with their comments.
func (l *lines) index(f *csvfile.File, profile string) {
	weight, own := -1, false
	for _, line := range f.Lines {
		at := line.Number - 1
		if line.Comment != "" {
			if strings.HasPrefix(line.Comment, event.WeightComment) {
				weight = at
			}
			if own {
				l.indexProposal(line.Comment, profile, at)
			}
			continue
		}
		if own = line.Cells[0] == profile && len(line.Cells) > 1; own {
			l.indexRow(line.Cells[1], at, weight)
			if len(line.Cells) > 3 {
				l.whens[at] = strings.TrimSpace(line.Cells[3])
			}
		}
		weight = -1
	}
}

// indexRow adds a row of the profile. weight is the line with its weight, or negative.
func (l *lines) indexRow(cell string, at, weight int) {
	if l.first < 0 {
		l.first = at
	}
	l.last = at
	if operation := l.operation(strings.TrimPrefix(cell, "-")); operation != "" {
		l.rows[operation] = append(l.rows[operation], at)
	}
	if weight < 0 {
		return
	}
	if n, err := strconv.ParseUint(strings.TrimSpace(l.text[weight][len(event.WeightComment):]), 10, 62); err == nil {
		l.weights[at], l.weightLines[at] = n, weight
	}
}

// indexProposal adds a comment with a proposal after a row of the profile.
func (l *lines) indexProposal(comment, profile string, at int) {
	cells, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(comment, "# "))).Read()
	if err != nil || len(cells) != 5 || cells[0] != profile || cells[4] != event.Proposed && cells[4] != refusedReason {
		return
	}
	p := l.proposals[l.operation(cells[1])]
	p.rules, p.at = append(p.rules, event.Rule{Syscall: cells[1], When: cells[3]}), append(p.at, at)
	l.proposals[l.operation(cells[1])] = p
	l.last = max(l.last, at)
}

// count adds to the weight of a row.
func (l *lines) count(row int, n uint64) {
	comment := event.WeightComment + fmt.Sprint(l.weights[row]+n)
	if at, ok := l.weightLines[row]; ok {
		l.replaced[at] = []string{comment}
		return
	}
	l.insert(row, comment)
}

// propose replaces the proposals of an operation.
func (t *target) propose(operation, why string, rules []event.Rule) {
	for _, at := range t.proposals[operation].at {
		t.replaced[at] = nil
	}
	rows := t.rows[operation]
	last := rows[len(rows)-1]
	for _, r := range rules {
		t.appended[last] = append(t.appended[last], "# "+r.Row(t.title, "", why))
	}
}

// insert inserts text before a line.
func (l *lines) insert(at int, text ...string) { l.inserted[at] = append(l.inserted[at], text...) }

// bytes returns the file with all changes.
func (l *lines) bytes() []byte {
	var out bytes.Buffer
	for i := range len(l.text) + 1 {
		text := slices.Clone(l.inserted[i])
		if new, ok := l.replaced[i]; ok {
			text = append(text, new...)
		} else if i < len(l.text) {
			text = append(text, l.text[i])
		}
		for _, line := range append(text, l.appended[i]...) {
			out.WriteString(line + l.newline)
		}
	}
	return out.Bytes()
}
