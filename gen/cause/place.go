package cause

import (
	"errors"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Source is where the policy of a profile is read from.
type Source struct {
	// Name is the file of the policy, for Read.
	Name    string
	Read    policy.ReadFile
	Catalog *catalog.Catalog
	// Arches lists the architectures on which the policy must be valid.
	Arches []*arch.Arch
}

// Place is where a row allows an event.
type Place struct {
	// Row is the row to add.
	Row string
	// File and Line are the line before which the row stands, or in its place.
	File    string
	Line    int
	InPlace bool
}

// ErrNoRule is the error for an event outside all rules: see [event.Event.Rule].
var ErrNoRule = errors.New("no rule can allow it")

// Place returns the row to allow an event with some causes, and a place for it. It tries the
// places. At the right one the policy is valid, and no cause refuses any more. Without one
// the error is of the first place.
func (p *Profile) Place(s Source, e event.Event, causes []Cause) (Place, error) {
	row := e.Row(p.Name)
	i := slices.IndexFunc(causes, Cause.Refuses)
	if row == "" || i < 0 {
		return Place{}, ErrNoRule
	}
	var first error
	for _, place := range p.places(e, causes[i]) {
		place.Row = row
		err := p.try(s, e, place, causes)
		if err == nil {
			return place, nil
		}
		if first == nil {
			first = err
		}
	}
	return Place{Row: row}, first
}

// places returns the places to try: before the rule of the refusal, or in its place. Without
// a rule it returns the end, and the place of a rule with a narrower condition.
func (p *Profile) places(e event.Event, c Cause) []Place {
	if c.Kind == Rule {
		list := []Place{{File: c.By.File(), Line: c.By.Line()}}
		if c.replaceable() {
			list = append(list, Place{File: c.By.File(), Line: c.By.Line(), InPlace: true})
		}
		return list
	}
	last := p.Rows[len(p.Rows)-1]
	list := []Place{{File: last.File(), Line: last.Line() + 1}}
	for _, other := range p.Causes(e) {
		if other.Kind == Rule && !other.Refuses() && other.replaceable() {
			list = append(list, Place{File: other.By.File(), Line: other.By.Line(), InPlace: true})
		}
	}
	return list
}

// replaceable reports whether another row may replace the rule of c: it is a row of the profile
// itself, and about one syscall. A row for a group or a profile stays.
func (c Cause) replaceable() bool { return c.By == c.Row && !strings.HasPrefix(c.Row.Syscall, "@") }

// errStillRefused is the error of a place after a rule with the same arguments.
var errStillRefused = errors.New("another rule still refuses it")

// try returns an error unless the row at a place allows the event. Refusals with other
// actions than those of the causes may stay.
func (p *Profile) try(s Source, e event.Event, place Place, causes []Cause) error {
	changed, err := policy.LoadFiles(s.Name, place.over(s.Read), s.Catalog)
	if err != nil {
		return err
	}
	decisions, _, err := changed.Decide(argset.NewSpace(), s.Arches)
	if err != nil {
		return err
	}
	for _, left := range NewProfile(changed.ByName(p.Name), decisions).Causes(e) {
		if left.Refuses() && slices.ContainsFunc(causes, func(c Cause) bool { return c.Action == left.Action }) {
			return errStillRefused
		}
	}
	return nil
}

// over returns a reader of files with the row at its place.
func (x Place) over(read policy.ReadFile) policy.ReadFile {
	return func(name string) ([]byte, error) {
		data, err := read(name)
		if err != nil || name != x.File {
			return data, err
		}
		lines := strings.SplitAfter(string(data), "\n")
		at, end := min(x.Line-1, len(lines)), min(x.Line-1, len(lines))
		if x.InPlace {
			end = min(end+1, len(lines))
		}
		if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
			lines[at-1] += "\n"
		}
		return []byte(strings.Join(slices.Replace(lines, at, end, x.Row+"\n"), "")), nil
	}
}
