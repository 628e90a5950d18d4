package oracle

import (
	"fmt"
	"slices"
	"strings"
)

// entry is an entry point: an architecture and the name of a row.
type entry struct {
	goarch, name string
}

// alternative is an action with its condition.
type alternative struct {
	// operation is one operation of a multiplexer, or empty for all.
	operation string
	// except lists the removed operations.
	except []string
	// own is set for a row ARCH/NAME, allowAll for @allow-all.
	own, allowAll bool
	// when is the condition over the entry's own arguments, or empty for always.
	when   string
	action string
}

// listKey is an entry in a profile.
type listKey struct {
	profile string
	entry
}

// listResult is the result of list.
type listResult struct {
	list []alternative
	err  error
}

// list returns the alternatives of an entry in a profile, without conditions that cannot be
// checked. It computes them once.
func (p *Policy) list(profile string, e entry) ([]alternative, error) {
	key := listKey{profile, e}
	if known, ok := p.lists.Load(key); ok {
		return known.(listResult).list, known.(listResult).err
	}
	list, err := p.alternatives(p.rules, profile, e)
	if err == nil {
		list, err = checked(list, e)
	}
	p.lists.Store(key, listResult{list, err})
	return list, err
}

// alternatives returns the alternatives of an entry in a profile of rules, in order.
func (p *Policy) alternatives(rules []rule, profile string, e entry) ([]alternative, error) {
	var list []alternative
	for i, r := range rules {
		if r.profile != profile || r.syscall == violation || r.syscall == unknown {
			continue
		}
		if _, name, ok := strings.Cut(r.syscall, "@"); ok && p.oracle.Members(name) != nil {
			list = p.grouped(list, r, name, e)
			continue
		}
		if name, ok := strings.CutPrefix(r.syscall, "@"); ok {
			more, err := p.included(rules[:i], name, e)
			if err != nil {
				return nil, err
			}
			list = append(list, more...)
			continue
		}
		name, removes := strings.CutPrefix(r.syscall, "-")
		operation, ok, err := p.match(name, e)
		if err != nil {
			return nil, err
		}
		switch {
		case ok && removes:
			list = without(list, operation)
		case ok:
			list = append(list, alternative{operation: operation, own: strings.Contains(name, "/"), when: r.when, action: r.action})
		}
	}
	return list, nil
}

// grouped returns a list after a row for a group, @NAME or -@NAME.
func (p *Policy) grouped(list []alternative, r rule, group string, e entry) []alternative {
	operations := p.oracle.operations(p.oracle.find(e.name))
	for _, operation := range operations {
		if !p.oracle.inGroup(operation, group) {
			continue
		}
		if len(operations) == 1 {
			operation = ""
		}
		if strings.HasPrefix(r.syscall, "-") {
			list = without(list, operation)
		} else {
			list = append(list, alternative{operation: operation, action: r.action})
		}
	}
	return list
}

// included returns the alternatives of an entry in an included profile: a tier, allow-all, a
// hardened profile, or one of rules.
func (p *Policy) included(rules []rule, profile string, e entry) ([]alternative, error) {
	if profile != allowAll && !slices.Contains(p.oracle.Tiers, profile) {
		if slices.Contains(p.oracle.Hardened, profile) {
			rules = p.oracle.hardened
		}
		if !slices.ContainsFunc(rules, func(r rule) bool { return r.profile == profile }) {
			return nil, fmt.Errorf("unknown profile %q", profile)
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
		list = append(list, alternative{operation: operation, allowAll: profile == allowAll})
	}
	return list, nil
}

// match reports whether a row for syscall, NAME or ARCH/NAME, covers an entry. The name of
// a variant or a multiplexer covers this entry alone, that of an operation every entry of
// it. operation is the only operation covered, or empty for all.
func (p *Policy) match(syscall string, e entry) (operation string, ok bool, err error) {
	goarch, name, one := strings.Cut(syscall, "/")
	if !one {
		name = syscall
	}
	row, ok := p.oracle.byName[name]
	if !ok {
		return "", false, fmt.Errorf("unknown syscall %q", name)
	}
	if one {
		return "", e == entry{goarch, name}, nil
	}
	if p.oracle.cell(row, "operation") != "" {
		return "", e.name == name, nil
	}
	own := p.oracle.operations(p.oracle.find(e.name))
	if len(own) > 1 {
		return name, slices.Contains(own, name), nil
	}
	return "", own[0] == name, nil
}

// without removes an operation from a list of alternatives. The empty operation removes
// all.
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

// checked returns a list without the conditions on operations of a multiplexer. Earlier
// alternatives decide the operation, or the next one refuses the whole multiplexer. For
// other conditions it returns an error: the arguments of the operation are in memory.
func checked(list []alternative, e entry) ([]alternative, error) {
	var out []alternative
	for i, a := range slices.Backward(list) {
		switch {
		case a.operation == "" || a.when == "":
			out = append(out, a)
		case decidedBefore(list[:i], a.operation):
		case !refusedNext(out, a.operation):
			return nil, fmt.Errorf("cannot check %q on %s, reached through %s on %s", a.when, a.operation, e.name, e.goarch)
		}
	}
	slices.Reverse(out)
	return out, nil
}

// decidedBefore reports whether a list decides an operation for all arguments.
func decidedBefore(list []alternative, operation string) bool {
	return slices.ContainsFunc(list, func(a alternative) bool { return a.when == "" && a.covers(operation) })
}

// refusedNext reports whether the first alternative for an operation refuses the whole
// multiplexer. The list is reversed.
func refusedNext(reversed []alternative, operation string) bool {
	for _, a := range slices.Backward(reversed) {
		if a.covers(operation) {
			return a.operation == "" && a.when == "" && refuses(a.action)
		}
	}
	return false
}

// refuses reports whether no syscall proceeds with an action.
func refuses(action string) bool {
	return strings.HasPrefix(action, "errno:") || slices.Contains([]string{"kill", "kill-thread", "trap"}, action)
}
