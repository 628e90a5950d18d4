package event

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Tally counts events for the rules of a program. The zero value is ready to use.
type Tally struct {
	counts map[string]*counted
}

// counted holds the events of one rule without a condition.
type counted struct {
	count uint64
	// whole reports whether some event has no condition.
	whole bool
	// conditions holds the conditions seen, by syscall cell.
	conditions map[string]*seen
}

// seen holds the conditions of events with one syscall cell.
type seen struct {
	// counts counts the conditions.
	counts map[string]uint64
	// flags merges the conditions with a set of flags: its test with the flags of all
	// events.
	flags *test
}

// Add counts an event n times. It returns false, and does not count, for an event without
// a rule: see [Event.Rule].
func (t *Tally) Add(e Event, n uint64) bool {
	plain, ok := e.plainRule()
	if !ok {
		return false
	}
	if t.counts == nil {
		t.counts = make(map[string]*counted)
	}
	c := t.counts[plain.Syscall]
	if c == nil {
		c = &counted{conditions: make(map[string]*seen)}
		t.counts[plain.Syscall] = c
	}
	c.count += n
	r, _ := e.Rule()
	if r.When == "" {
		c.whole = true
	} else {
		c.add(r, e.tests(), n)
	}
	return true
}

// add counts a condition.
func (c *counted) add(r Rule, tests []test, n uint64) {
	s := c.conditions[r.Syscall]
	if s == nil {
		s = &seen{counts: make(map[string]uint64)}
		c.conditions[r.Syscall] = s
	}
	if len(tests) == 1 && tests[0].set {
		s.merge(tests[0])
		return
	}
	if _, ok := s.counts[r.When]; ok || len(s.counts) < maxConditions {
		s.counts[r.When] += n
	}
}

// merge adds the flags of a test.
func (s *seen) merge(t test) {
	if s.flags == nil {
		s.flags = &t
		return
	}
	for _, name := range t.names {
		if !slices.Contains(s.flags.names, name) {
			s.flags.names = append(s.flags.names, name)
		}
	}
}

// MaxValues limits the values of a proposed condition.
const MaxValues = 24

// maxConditions limits the counted conditions of a rule.
const maxConditions = 1024

// Counted is a rule with the number of its events. Proposals lists narrower rules for
// them: together they could replace it. Conditions counts events by their own condition.
type Counted struct {
	Rule
	Weight     uint64
	Proposals  []Rule
	Conditions map[string]uint64
}

// Rules returns the rules for all events, ascending by syscall. A rule with several
// architectures in its proposals has one for each. There are no proposals if some event is
// without a condition, or the values are more than [MaxValues].
func (t *Tally) Rules() []Counted {
	var list []Counted
	for _, syscall := range slices.SortedFunc(maps.Keys(t.counts), compareSyscalls) {
		c := t.counts[syscall]
		list = append(list, Counted{Rule{Syscall: syscall}, c.count, c.proposals(), c.byCondition()})
	}
	return list
}

// compareSyscalls compares syscall cells by the name of the syscall.
func compareSyscalls(x, y string) int {
	name := func(cell string) string { return cell[strings.IndexByte(cell, '/')+1:] }
	return cmp.Or(strings.Compare(name(x), name(y)), strings.Compare(x, y))
}

// proposals returns the narrower rules.
func (c *counted) proposals() []Rule {
	var list []Rule
	for _, syscall := range slices.SortedFunc(maps.Keys(c.conditions), compareSyscalls) {
		s := c.conditions[syscall]
		if c.whole || len(s.counts) > MaxValues {
			return nil
		}
		list = append(list, Rule{syscall, s.condition()})
	}
	return list
}

// byCondition returns the counts of all conditions.
func (c *counted) byCondition() map[string]uint64 {
	all := make(map[string]uint64)
	for _, s := range c.conditions {
		for when, n := range s.counts {
			all[when] += n
		}
	}
	return all
}

// condition returns the condition for all events, the most frequent values first.
func (s *seen) condition() string {
	all := slices.SortedFunc(maps.Keys(s.counts), func(x, y string) int {
		return cmp.Or(cmp.Compare(s.counts[y], s.counts[x]), strings.Compare(x, y))
	})
	if s.flags != nil {
		all = append(all, s.flags.String())
	}
	return strings.Join(all, " || ")
}

// Columns is the header of a policy.
const Columns = "profile,syscall,action,when,why"

// WriteRules writes rules as rows of a policy's profile, without the header. A comment
// before a row holds its weight, a comment after it a proposal:
//
//	# weight 12
//	server,ioctl,,,
//	# server,ioctl,,cmd == TCGETS || cmd == TIOCGWINSZ,all that was seen
func WriteRules(w io.Writer, profile string, rules []Counted) error {
	var b bytes.Buffer
	for _, r := range rules {
		fmt.Fprintf(&b, "%s%d\n%s\n", WeightComment, r.Weight, r.Row(profile, "", ""))
		for _, p := range r.Proposals {
			fmt.Fprintf(&b, "# %s\n", p.Row(profile, "", Proposed))
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

const (
	// WeightComment begins the comment with a row's weight.
	WeightComment = "# weight "
	// Proposed is the reason of a proposal.
	Proposed = "all that was seen"
)
