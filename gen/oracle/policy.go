package oracle

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"go/constant"
	"path"
	"slices"
	"strings"
	"sync"
)

// Policy holds the rules of a policy.
type Policy struct {
	// Constants returns the value of a constant of the kernel on a GOARCH. If it is nil
	// there are none but those of the policy.
	Constants func(name, goarch string) (constant.Value, bool)

	oracle *Oracle
	rules  []rule
	// own holds the expressions of the policy's constants, by name and GOARCH. That of all
	// architectures has the GOARCH "". values caches their values by both.
	own    map[string]map[string]string
	values *sync.Map
	// lists caches the alternatives of entries by listKey, conditions the expressions of
	// conditions by their text.
	lists      sync.Map
	conditions *sync.Map
}

// rule is a row of a policy, without its reason.
type rule struct {
	profile, syscall, action, when string
}

// The settings: rows without a syscall.
const (
	violation = "violation"
	unknown   = "unknown"
)

// allowAll is the built-in profile beside the tiers.
const allowAll = "allow-all"

// Policy reads a policy. The generator must accept it: the oracle finds only some
// mistakes.
func (o *Oracle) Policy(data []byte) (*Policy, error) {
	const name = "policy.csv"
	return o.Files(name, map[string][]byte{name: data})
}

// Files reads the policy in the file name, and the files that it includes.
func (o *Oracle) Files(name string, files map[string][]byte) (*Policy, error) {
	p := &Policy{oracle: o, own: make(map[string]map[string]string), values: new(sync.Map), conditions: new(sync.Map)}
	return p, p.read(name, files)
}

// read reads the rows of a file, and those of another file in place of its include row.
func (p *Policy) read(name string, files map[string][]byte) error {
	data, ok := files[name]
	if !ok {
		return fmt.Errorf("no file %s", name)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return err
	}
	if len(rows) == 0 || !slices.Equal(rows[0], []string{"profile", "syscall", "action", "when", "why"}) {
		return errors.New("missing policy header")
	}
	for _, row := range rows[1:] {
		switch row[0] {
		case "include":
			if err := p.read(path.Join(path.Dir(name), row[1]), files); err != nil {
				return err
			}
		case "const":
			p.define(row[1], row[3])
		default:
			p.rules = append(p.rules, rule{row[0], row[1], row[2], row[3]})
		}
	}
	return nil
}

// define defines a constant, NAME or GOARCH/NAME.
func (p *Policy) define(cell, expression string) {
	goarch, name, one := strings.Cut(cell, "/")
	if !one {
		goarch, name = "", cell
	}
	if p.own[name] == nil {
		p.own[name] = make(map[string]string)
	}
	p.own[name][goarch] = expression
}

// Profiles returns the names of p's profiles, in the order of the file.
func (p *Policy) Profiles() []string {
	var names []string
	for _, r := range p.rules {
		if !slices.Contains(names, r.profile) {
			names = append(names, r.profile)
		}
	}
	return names
}

// Decide returns the SECCOMP_RET_* value of a profile of p for number nr on goarch.
func (p *Policy) Decide(profile, goarch string, nr uint32, args [6]uint64) (uint32, error) {
	if !slices.ContainsFunc(p.rules, func(r rule) bool { return r.profile == profile }) || AuditArch[goarch] == 0 {
		return 0, fmt.Errorf("unknown profile %q or architecture %q", profile, goarch)
	}
	name, ok := p.oracle.NameOf(goarch, nr)
	if !ok {
		return p.unlisted(profile, goarch, nr)
	}
	e := entry{goarch, name}
	list, err := p.list(profile, e)
	if err != nil {
		return 0, err
	}
	if p.ignored(profile, nr, list, e) {
		return p.value(p.unknownAction(profile), goarch)
	}
	action, err := p.decision(list, e, args)
	if err != nil {
		return 0, err
	}
	if action == undecided {
		action = p.setting(profile, violation)
	}
	return p.value(action, goarch)
}

// ignored reports whether the rules of a list do not decide a syscall newer than the
// baseline: there is none, or @allow-all alone in a profile with an unknown row. A removal
// after @allow-all decides without such a row.
func (p *Policy) ignored(profile string, nr uint32, list []alternative, e entry) bool {
	named := slices.ContainsFunc(list, func(a alternative) bool { return !a.allowAll })
	switch {
	case !newer(e.goarch, nr) || named:
		return false
	case p.includesAll(p.rules, profile):
		return p.setting(profile, unknown) != ""
	}
	return true
}

// unlisted decides a number missing from syscalls.csv. A profile with @allow-all decides
// it as allow-all does. If it also has an unknown row, unknown numbers get that action.
func (p *Policy) unlisted(profile, goarch string, nr uint32) (uint32, error) {
	verdict := p.oracle.Verdict(Filter{GOARCH: goarch, Profile: p.oracle.Tiers[0]}, nil, nr)
	if p.includesAll(p.rules, profile) {
		open := p.oracle.Verdict(Filter{GOARCH: goarch, Profile: allowAll}, nil, nr)
		if verdict != Unknown || p.setting(profile, unknown) == "" {
			verdict = open
		}
	}
	switch verdict {
	case Allowed:
		return p.value("", goarch)
	case Foreign:
		return p.value("kill", goarch)
	case Unknown:
		return p.value(p.unknownAction(profile), goarch)
	}
	return p.value(p.setting(profile, violation), goarch)
}

// setting returns the action of a profile's violation or unknown row. Without the row it
// is kill for violations, and empty for unknown numbers.
func (p *Policy) setting(profile, row string) string {
	for _, r := range p.rules {
		if r.profile == profile && r.syscall == row {
			return r.action
		}
	}
	if row == violation {
		return "kill"
	}
	return ""
}

// With returns p with the violation and unknown actions of a profile replaced, like a
// filter after OnViolation and OnUnknown. A profile that allows unknown numbers still
// does.
func (p *Policy) With(profile, violationAction, unknownAction string) *Policy {
	out := &Policy{Constants: p.Constants, oracle: p.oracle, own: p.own, values: p.values, conditions: p.conditions}
	allowsUnknown := p.includesAll(p.rules, profile) && p.setting(profile, unknown) == ""
	for _, r := range p.rules {
		if r.profile != profile || r.syscall != violation && r.syscall != unknown {
			out.rules = append(out.rules, r)
		}
	}
	out.rules = append(out.rules, rule{profile: profile, syscall: violation, action: violationAction})
	if !allowsUnknown {
		out.rules = append(out.rules, rule{profile: profile, syscall: unknown, action: unknownAction})
	}
	return out
}

// unknownAction returns the action of a profile for unknown numbers.
func (p *Policy) unknownAction(profile string) string {
	if action := p.setting(profile, unknown); action != "" {
		return action
	}
	if p.setting(profile, violation) == "log" {
		return "log"
	}
	return noSuchSyscall
}

// includesAll reports whether a profile includes allow-all, directly or through another
// profile of rules.
func (p *Policy) includesAll(rules []rule, profile string) bool {
	for i, r := range rules {
		name, ok := strings.CutPrefix(r.syscall, "@")
		if ok && r.profile == profile && (name == allowAll || p.includesAll(rules[:i], name)) {
			return true
		}
	}
	return false
}
