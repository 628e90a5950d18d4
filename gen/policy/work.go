package policy

import (
	"errors"
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// Set operations count their own work. These amounts are added for the rest, in steps of
// [argset.Space.Work].
const (
	// workAlternative accounts for the memory of an alternative.
	workAlternative = 16
	// workSyscall accounts for the verdict of a syscall.
	workSyscall = 8
	// workName and workNumber account for the search of a constant or a number among the
	// constants of all architectures.
	workName   = 32
	workNumber = 64
	// rowsPerWork is the number of alternatives inspected in the time of a step.
	rowsPerWork = 8
)

// maxWork limits the work of Decide to some 2 s and 400 MB. BenchmarkHostile measures it. It
// is a variable for tests of the limit.
var maxWork = 40_000_000

// maxProfiles limits the profiles of a policy.
const maxProfiles = 256

// measure runs f and adds its work to the work of a row.
func (r *report) measure(row *Row, space *argset.Space, f func()) {
	before := space.Left()
	defer func() { r.work[row] += before - space.Left() }()
	f()
}

// workExceeded returns the error for a policy over maxWork, at the row with the most work.
func (r *report) workExceeded(p *Policy) csvfile.Error {
	var most *Row
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if most == nil || r.work[row] > r.work[most] {
				most = row
			}
		}
	}
	return tooMuchWork(most)
}

// tooMuchWork returns the error of workExceeded for a row.
func tooMuchWork(row *Row) csvfile.Error {
	if row.when == nil {
		return row.line.At(colSyscall, "the policy takes too much work, most of it for this row", "include fewer profiles, or use fewer rows")
	}
	return row.line.AtByte(colWhen, 0, "the conditions take too much work, most of it for this one",
		"use fewer conditions on several arguments at once, a range or a mask for many values, or fewer rows")
}

// Blame adds a place to an error from compiling a profile: the policy's file, and for
// [decision.TooLarge] the row with the longest condition, or the first row.
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
		return csvfile.Errors{longest.line.At(colSyscall, err.Error(), hint)}
	}
	return csvfile.Errors{longest.line.AtByte(colWhen, 0, err.Error(), hint)}
}

// longest returns the row with the longest condition, included profiles counted, or the
// first row if there are no conditions. Rows of hardened profiles are not the author's.
func (p *Profile) longest() *Row {
	longest := p.Rows[0]
	for _, q := range p.withIncluded() {
		for _, row := range q.Rows {
			if row.File() != HardenedFile && len(row.When) > len(longest.When) {
				longest = row
			}
		}
	}
	return longest
}
