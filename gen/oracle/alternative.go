package oracle

import (
	"fmt"
	"slices"
	"strings"
)

// entry is a number of an architecture, by the name of its row.
type entry struct {
	goarch, name string
}

// alternative is an action that an entry meets if a condition holds.
type alternative struct {
	// operation is the one of a multiplexer's that the alternative is for; empty: any.
	operation string
	// except is the operations that were taken out.
	except []string
	// when is the condition, over the entry's own arguments; empty: always.
	when   string
	action string
}

// alternatives returns what a profile among rules says of an entry, in order.
func (p *Policy) alternatives(rules []rule, profile string, e entry) ([]alternative, error) {
	var list []alternative
	for i, r := range rules {
		if r.profile != profile || r.syscall == violation || r.syscall == unknown {
			continue
		}
		if name, ok := strings.CutPrefix(r.syscall, "@"); ok {
			more, err := p.taken(rules[:i], name, e)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
			continue
		}
		name, clears := strings.CutPrefix(r.syscall, "-")
		operation, ok, err := p.meant(name, e)
		if err != nil {
			return nil, err
		}
		switch {
		case ok && clears:
			list = without(list, operation)
		case ok:
			list = append(list, alternative{operation: operation, when: r.when, action: r.action})
		}
	}
	return list, nil
}

// taken returns what taking in a profile, built-in or among rules, adds to an entry.
func (p *Policy) taken(rules []rule, profile string, e entry) ([]alternative, error) {
	if profile != allowAll && !slices.Contains(p.oracle.Tiers, profile) {
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.profile == profile }) {
			return nil, fmt.Errorf("no profile %q", profile)
		}
		return p.alternatives(rules, profile, e)
	}
	var list []alternative
	operations := p.oracle.operations(p.oracle.find(e.name))
	for _, operation := range operations {
		if profile != allowAll && !p.oracle.inTier(operation, profile) {
			continue
		}
		if len(operations) == 1 {
			operation = ""
		}
		list = append(list, alternative{operation: operation})
	}
	return list, nil
}

// meant reports whether a row for a name or for one of an architecture is about an
// entry, and about which operation of it, if not about all.
func (p *Policy) meant(syscall string, e entry) (operation string, ok bool, err error) {
	goarch, name, one := strings.Cut(syscall, "/")
	if !one {
		name = syscall
	}
	row, ok := p.oracle.byName[name]
	if !ok {
		return "", false, fmt.Errorf("no system call %q", name)
	}
	if one {
		return "", e == entry{goarch, name}, nil
	}
	theirs, own := p.oracle.operations(row), p.oracle.operations(p.oracle.find(e.name))
	switch {
	case len(theirs) > 1:
		return "", e.name == name, nil
	case len(own) > 1:
		return theirs[0], slices.Contains(own, theirs[0]), nil
	}
	return "", own[0] == theirs[0], nil
}

// without takes an operation out of a list of alternatives; the empty one is all of
// them.
func without(list []alternative, operation string) []alternative {
	var out []alternative
	for _, a := range list {
		switch {
		case operation == "" || a.operation == operation:
			continue
		case a.operation == "":
			a.except = append(slices.Clone(a.except), operation)
		}
		out = append(out, a)
	}
	return out
}

// carried is an error if an alternative needs the arguments of an operation inside of
// a multiplexer.
func carried(list []alternative, e entry) error {
	for _, a := range list {
		if a.operation != "" && a.when != "" {
			return fmt.Errorf("the condition %q on %s was not taken out of %s on %s", a.when, a.operation, e.name, e.goarch)
		}
	}
	return nil
}
