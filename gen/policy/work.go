package policy

import (
	"errors"
	"fmt"
	"go/constant"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// The work of what is no operation on sets, in steps of [argset.Space.Work].
const (
	// workAlternative stands for the memory of an alternative.
	workAlternative = 16
	// workSyscall is for the verdict of a syscall.
	workSyscall = 8
	// rowsPerWork is how many rows are looked at in the time of a step.
	rowsPerWork = 8
)

// maxWork is how much work Decide may do. It takes some 2 s and 400 MB at most on the
// machine that it was measured on: see BenchmarkHostile.
const maxWork = 40e6

// maxProfiles is how many profiles a policy has at most.
const maxProfiles = 256

// measure runs f and adds its work to that of a row.
func (r *report) measure(row *Row, space *argset.Space, f func()) {
	before := space.Left()
	defer func() { r.work[row] += before - space.Left() }()
	f()
}

// exceeded returns the error of a policy that takes more than maxWork, at the row that
// took the most.
func (r *report) workExceeded(p *Policy) csvfile.Error {
	var most *Row
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if most == nil || r.work[row] > r.work[most] {
				most = row
			}
		}
	}
	return tooMuchWork(r.file, most)
}

// tooMuch is the error of a policy of which no program can be made, at the row that
// asks for the most.
func tooMuchWork(file string, row *Row) csvfile.Error {
	if row.when == nil {
		return row.line.At(file, colSyscall, "the policy takes too much work, most of it for this row", "include fewer profiles, or use fewer rows")
	}
	return row.line.AtByte(file, colWhen, 0, "the conditions take too much work, most of it for this one",
		"use fewer conditions on several arguments at once, a range or a mask for many values, or fewer rows")
}

// Blame returns an error of the programs of a profile with its place: the file, and of
// what is too large the row with the longest condition, or the first row.
func (p *Policy) Blame(profile *Profile, err error) error {
	if large := decision.TooLarge(""); !errors.As(err, &large) {
		if err != nil {
			err = fmt.Errorf("%s: %w", p.file, err)
		}
		return err
	}
	longest := profile.longest()
	const hint = "use fewer or simpler conditions: a range or a mask for many values, few conditions on several arguments at once"
	if longest.when == nil {
		return csvfile.Errors{longest.line.At(p.file, colSyscall, err.Error(), hint)}
	}
	return csvfile.Errors{longest.line.AtByte(p.file, colWhen, 0, err.Error(), hint)}
}

// longest returns the row with the longest condition among the profile's own and those
// of profiles that it takes in, or its first row.
func (p *Profile) longest() *Row {
	longest := p.Rows[0]
	seen := map[*Profile]bool{p: true}
	for list := []*Profile{p}; len(list) > 0; list = list[1:] {
		for _, row := range list[0].Rows {
			if len(row.When) > len(longest.When) {
				longest = row
			}
			if other := row.profile; other != nil && !seen[other] {
				seen[other] = true
				list = append(list, other)
			}
		}
	}
	return longest
}

// binding is a condition and all that its meaning depends on.
type binding struct {
	row   *Row
	width int
	// constants is the values of its constants.
	constants string
}

// bound is the result of a binding.
type bound struct {
	meaning  condition.Meaning
	problems []condition.Problem
}

// bind returns what a row's condition means on the architecture. Where the constants
// have the values of another, that has been computed.
func (r *resolver) bind(row *Row) (condition.Meaning, []condition.Problem) {
	machine := condition.Machine{Width: r.a.Width, Constant: constantsOf(r.a)}
	key := binding{row, machine.Width, values(row.names, machine.Constant)}
	known, ok := r.meanings[key]
	if !ok {
		known.meaning, known.problems = row.when.Bind(machine, r.space)
		r.meanings[key] = known
	}
	return known.meaning, known.problems
}

// values writes the values that names have, nothing for those that are no constants.
func values(names []string, value func(string) (constant.Value, bool)) string {
	var b strings.Builder
	for _, name := range names {
		if v, ok := value(name); ok {
			fmt.Fprint(&b, v)
		}
		b.WriteByte(' ')
	}
	return b.String()
}
