package policyfile

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/cause"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// Rule returns the place of the rule that refuses an event with known arguments, as
// file:line. ok is false without a rule.
func (p *Profile) Rule(e event.Event) (rule string, ok bool) {
	for _, c := range p.Causes(e) {
		if c.Kind == cause.Rule && c.Row != nil {
			return fmt.Sprintf("%s:%d", c.Row.File(), c.Row.Line()), true
		}
	}
	return "", false
}

// Unknown reports whether no rule decides an event newer than the baseline.
func (p *Profile) Unknown(e event.Event) bool {
	return slices.ContainsFunc(p.Causes(e), func(c cause.Cause) bool { return c.Kind == cause.Unknown })
}

// Place returns the row to allow an event with known arguments, and its place: a text such
// as "before policy.csv:7". ok is false if the row is right at no place.
func (p *Profile) Place(e event.Event) (place, row string, ok bool) {
	at, err := p.Profile.Place(p.source, e, p.Causes(e))
	text := fmt.Sprintf("before %s:%d", at.File, at.Line)
	if at.InPlace {
		text = fmt.Sprintf("in place of %s:%d", at.File, at.Line)
	}
	return text, at.Row, err == nil
}
