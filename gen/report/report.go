package report

import (
	"fmt"
	"path"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// Report is the content of a page.
type Report struct {
	Title    string
	Arches   []*arch.Arch
	Profiles []Summary
	// Rules lists the rows of the policy, and those of the hardened profiles that it
	// includes.
	Rules    []Rule
	Syscalls []Syscall
	// Tiers and Groups are those of the catalog.
	Tiers  []catalog.Tier
	Groups []catalog.Group
	// Changes is nil without an older version.
	Changes *Changes
	// Warnings holds those of the policy.
	Warnings csvfile.Warnings
	// Programs holds the programs of each profile, in the order of Arches.
	Programs [][]*compile.Compiled

	catalog *catalog.Catalog
}

// Rule is a row of a policy.
type Rule struct {
	// Place is the file and the line of the row. Short is the place without folders, unless
	// files of several folders have the name.
	Place, Short string
	// ID is the anchor of the row on the page.
	ID string
	*policy.Row
}

// builder builds a report.
type builder struct {
	*Source
	// places holds the place of each architecture in Arches.
	places   map[*arch.Arch]int
	rules    []Rule
	index    map[*policy.Row]int
	resolved map[resolvedKey]*resolved
	// removing is the result of removals.
	removing map[string]bool
}

// resolvedKey is the key of resolved rules.
type resolvedKey struct {
	*Profile
	*arch.Arch
}

// Build returns the report on a source.
func Build(s Source) (*Report, error) {
	var out *Report
	if !s.Space.Within(compile.MaxWork, func() { out = build(&s) }) {
		return nil, decision.TooLarge(s.Title + ": the conditions take too much work for a report; use fewer or simpler ones")
	}
	return out, nil
}

// build is Build without its limit.
func build(s *Source) *Report {
	b := newBuilder(s)
	r := &Report{catalog: s.Catalog, Title: s.Title, Arches: s.Arches, Tiers: s.Catalog.Tiers, Groups: s.Catalog.Groups, Syscalls: b.matrix(), Changes: b.changes(), Warnings: s.Warnings}
	for i := range s.Profiles {
		r.Profiles = append(r.Profiles, b.summary(i, r.Syscalls))
		r.Programs = append(r.Programs, s.Profiles[i].Programs)
	}
	r.Rules = b.rules
	shorten(r.Rules)
	return r
}

// shorten sets the short places of rules.
func shorten(rules []Rule) {
	files := make(map[string]string)
	for _, r := range rules {
		base := path.Base(r.File())
		if first, ok := files[base]; ok && first != r.File() {
			files[base] = ""
		} else {
			files[base] = r.File()
		}
	}
	for i := range rules {
		r := &rules[i]
		if r.Short = r.Place; files[path.Base(r.File())] != "" {
			r.Short = fmt.Sprintf("%s:%d", path.Base(r.File()), r.Line())
		}
	}
}

// newBuilder returns a builder with the rules of the profiles.
func newBuilder(s *Source) *builder {
	b := &builder{
		Source: s, places: make(map[*arch.Arch]int), index: make(map[*policy.Row]int),
		resolved: make(map[resolvedKey]*resolved),
	}
	for i, a := range s.Arches {
		b.places[a] = i
	}
	for _, p := range s.Profiles {
		if p.Rules == nil {
			continue
		}
		for _, row := range p.Rules.Rows {
			b.rule(row)
		}
	}
	return b
}

// rule returns the index of a row in the list of rules. It appends the row the first time.
func (b *builder) rule(row *policy.Row) int {
	i, ok := b.index[row]
	if !ok {
		i = len(b.rules)
		b.index[row] = i
		b.rules = append(b.rules, Rule{
			Place: fmt.Sprintf("%s:%d", row.File(), row.Line()),
			ID:    fmt.Sprintf("rule-%d", i+1),
			Row:   row,
		})
	}
	return i
}
