package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// report collects problems from all architectures. Each becomes one error, with a list of
// architectures.
type report struct {
	selected []*arch.Arch
	problems findings
	warnings findings
	// parts holds the parts of operations that siblings do too, nil for those that a filter
	// cannot check.
	parts map[partKey]*argset.Set
	// silenced holds the allowances with a warning.
	silenced map[*allowance]bool
	rows     map[*Row]*outcome
	// meanings caches the meanings of conditions.
	meanings map[binding]bound
	// work holds the work of each row.
	work map[*Row]int
}

// findings holds problems with the architectures of each.
type findings map[csvfile.Error][]*arch.Arch

// add adds a problem on a.
func (f findings) add(e csvfile.Error, a *arch.Arch) {
	if !slices.Contains(f[e], a) {
		f[e] = append(f[e], a)
	}
}

// list returns the problems by message. Each ends with its architectures, unless they are
// all of selected.
func (f findings) list(selected []*arch.Arch) csvfile.Errors {
	var out csvfile.Errors
	for e, on := range f {
		if len(on) < len(selected) || len(on) == 1 {
			e.What += " on " + architectures(on)
		}
		out = append(out, e)
	}
	slices.SortFunc(out, byMessage)
	return out
}

// byMessage orders problems of one place.
func byMessage(a, b csvfile.Error) int {
	return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Hint, b.Hint))
}

func newReport(selected []*arch.Arch) *report {
	return &report{selected: selected, problems: make(findings), warnings: make(findings), parts: make(map[partKey]*argset.Set), silenced: make(map[*allowance]bool),
		rows: make(map[*Row]*outcome), meanings: make(map[binding]bound), work: make(map[*Row]int)}
}

// fail reports a problem on a, if a is selected.
func (r *report) fail(e csvfile.Error, a *arch.Arch) {
	if slices.Contains(r.selected, a) {
		r.problems.add(e, a)
	}
}

// warn reports a probable mistake on a, if a is selected.
func (r *report) warn(e csvfile.Error, a *arch.Arch) {
	if slices.Contains(r.selected, a) {
		r.warnings.add(e, a)
	}
}

// errors returns the errors of all problems and rows.
func (r *report) errors(p *Policy) error {
	errs := append(slices.Clone(p.loadErrors), r.problems.list(r.selected)...)
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			if len(p.loadErrors) > 0 {
				continue
			}
			if e, found := r.noEffect(row); found {
				errs = append(errs, e)
			}
			errs = append(errs, r.overridden(row)...)
		}
	}
	slices.SortFunc(errs, byMessage)
	return errs.Sorted()
}

// warningList returns the warnings in the order of the file.
func (r *report) warningList(p *Policy) csvfile.Warnings {
	list := append(r.warnings.list(r.selected), r.silent(p)...)
	_ = list.Sorted() // sorts in place
	return csvfile.Warnings(list)
}

// notes returns the notes on all rows.
func (r *report) notes(p *Policy) []string {
	var out []string
	for _, profile := range p.Profiles {
		for _, row := range profile.Rows {
			for _, note := range r.rowNotes(row) {
				out = append(out, row.line.At(colSyscall, note, "").Error())
			}
		}
	}
	return out
}

// rowNotes returns the notes on a row: its syscall is missing on selected architectures, is
// a variant, or is decided alike by earlier rows.
func (r *report) rowNotes(row *Row) []string {
	if row.syscall == nil {
		return nil
	}
	var out []string
	o, name := r.outcome(row), row.syscall.Name
	missing := slices.DeleteFunc(slices.Clone(r.selected), func(a *arch.Arch) bool { return slices.Contains(o.applies, a) })
	if row.arch == nil && len(missing) > 0 {
		out = append(out, fmt.Sprintf("%s does not exist on %s; skipped there", name, architectures(missing)))
	}
	if row.arch == nil && len(row.syscall.Operations) == 1 {
		out = append(out, fmt.Sprintf("%s alone, a variant of %s", name, row.syscall.Operation()))
	}
	switch {
	case o.earlier == nil || o.decides:
	case o.alone:
		out = append(out, fmt.Sprintf("%s already decides %s alike", o.earlier.line.Seen(row.line), name))
	default:
		out = append(out, fmt.Sprintf("rows from %s on already decide %s alike", o.earlier.line.Seen(row.line), name))
	}
	return out
}

// architectures joins the names of architectures.
func architectures(list []*arch.Arch) string {
	return strings.Join(arch.Names(list), ", ")
}
