package record

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// File is a policy and one of its profiles.
type File struct {
	// Name is the file's name for Read, with slashes. Read also reads the files that it
	// includes.
	Name string
	Read policy.ReadFile
	// Profile is the profile. It may be missing in the policy.
	Profile string
	// Arches lists the architectures of records. The policy must be valid on these.
	Arches []*arch.Arch
}

// Check returns an error if no record can be merged into f.
func (f File) Check() error {
	_, err := f.open()
	return err
}

// Merge returns the policy with the rules of r. A missing profile is added, with the
// description. refused lists the operations with rules that refuse a recorded syscall.
func (r *Record) Merge(f File, description string) (data []byte, refused []string, err error) {
	t, err := f.open()
	if err != nil {
		return nil, nil, err
	}
	if t.profile == nil {
		t.insert(len(t.text), slices.Concat(r.head(f.Profile, description), r.body(f.Profile))...)
	} else {
		t.insert(t.first, slices.DeleteFunc(r.remarks(), func(l string) bool { return slices.Contains(t.text, l) })...)
		for _, x := range r.rules() {
			t.add(x, r.examples[x.Syscall])
		}
	}
	data = t.bytes()
	merged := f
	merged.Read = func(name string) ([]byte, error) {
		if name == f.Name {
			return data, nil
		}
		return f.Read(name)
	}
	if err := merged.Check(); err != nil {
		return nil, nil, fmt.Errorf("the record contradicts the policy; record into another file: %w", err)
	}
	return data, t.refused, nil
}

// target is a profile of a policy file, with the changes to its lines.
type target struct {
	lines
	title     string
	profile   *policy.Profile
	decisions policy.Decisions
	arches    []*arch.Arch
	refused   []string
}

// add adds a rule: its weight, and its row if the profile lacks one.
func (t *target) add(x rule, examples []event.Event) {
	operation := t.operation(x.Syscall)
	rows, refused := t.rows[operation], t.refuses(x.Syscall, examples)
	switch {
	case len(rows) == 0 && refused:
		t.insert(t.last+1, x.lines(t.title)...)
	case x.base != "":
	case len(rows) == 0:
		// The profile includes another one with the operation.
	default:
		before, counted := t.weights[rows[0]]
		t.countRows(rows, x.Counted)
		switch {
		case refused:
			t.refused = append(t.refused, x.Syscall)
			t.propose(operation, refusedReason, union(t.proposals[operation].rules, x.Proposals))
		case t.conditional(operation):
		case counted && len(t.proposals[operation].rules) == 0 && before > 0:
			// An earlier record has no condition for all its syscalls.
		case len(x.Proposals) == 0:
			t.propose(operation, event.Proposed, nil)
		default:
			t.propose(operation, event.Proposed, union(t.proposals[operation].rules, x.Proposals))
		}
	}
}

// countRows adds to the weights of an operation's rows. A row with the condition of some events
// counts these, the first row all others.
func (t *target) countRows(rows []int, x event.Counted) {
	left := x.Weight
	counts := make(map[int]uint64)
	for _, row := range rows {
		n := x.Conditions[t.whens[row]]
		delete(x.Conditions, t.whens[row])
		counts[row] += n
		left -= n
	}
	counts[rows[0]] += left
	for _, row := range rows {
		if counts[row] > 0 {
			t.count(row, counts[row])
		}
	}
}

// refuses reports whether the profile refuses one of the syscalls, or without any an entry
// point of the operation in a syscall cell.
func (t *target) refuses(cell string, examples []event.Event) bool {
	if len(examples) == 0 {
		examples = t.entries(t.operation(cell))
	}
	return slices.ContainsFunc(examples, func(e event.Event) bool {
		d := t.decisions.Of[t.profile][e.Arch.Index]
		v := d.Of(e.Number, e.Args)
		return v != decision.Allowed && !action.MayProceed(d.Verdicts[v].Action)
	})
}

// entries returns an event for each entry point of an operation, without multiplexers.
func (t *target) entries(operation string) []event.Event {
	var list []event.Event
	for name, of := range t.operations {
		for _, a := range t.arches {
			if n, ok := event.Number(name, a); ok && of == operation {
				list = append(list, event.Event{Arch: a, Number: n})
			}
		}
	}
	return list
}

// conditional reports whether a row of an operation has a condition.
func (t *target) conditional(operation string) bool {
	return slices.ContainsFunc(t.profile.Rows, func(r *policy.Row) bool {
		return t.operation(strings.TrimPrefix(r.Syscall, "-")) == operation && strings.TrimSpace(r.When) != ""
	})
}
