package catalog

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// group is a group with the line of its comment.
type group struct {
	Group
	line int
}

// groupComment matches the comment for a group: its name and its purpose.
var groupComment = regexp.MustCompile(`^#\s*group\s+([a-z][a-z0-9]*(?:-[a-z0-9]+)*):\s*(\S.*)$`)

// readGroups reads the groups from their comments.
func (c *checker) readGroups(lines []csvfile.Line) {
	for _, l := range lines {
		if l.Cells != nil || !strings.HasPrefix(strings.TrimLeft(l.Comment[1:], " \t"), "group ") {
			continue
		}
		m := groupComment.FindStringSubmatch(l.Comment)
		switch {
		case m == nil:
			c.failLine(l.Number, "want # group NAME: description", "invalid group comment %q", l.Comment)
		case c.groupIndex(m[1]) >= 0:
			c.failLine(l.Number, "", "duplicate group %q; first on line %d", m[1], c.groups[c.groupIndex(m[1])].line)
		case slices.ContainsFunc(c.tiers, func(t Tier) bool { return t.Name == m[1] }):
			c.failLine(l.Number, "rename one", "group %q has the name of a tier", m[1])
		default:
			c.groups = append(c.groups, group{Group{m[1], m[2]}, l.Number})
		}
	}
}

// groupIndex returns the index of a group, or -1.
func (c *checker) groupIndex(name string) int {
	return slices.IndexFunc(c.groups, func(g group) bool { return g.Name == name })
}

// readMemberships reads the groups of an operation, and sorts them. Variants and
// multiplexers get theirs in checkOperations.
func (c *checker) readMemberships(r *row) {
	names := strings.Fields(r.line.Cells[colGroups])
	if len(names) > 0 && len(r.Operations) > 0 {
		c.fail(r.line, colGroups, "leave the cell empty: a variant has the groups of its operation", "groups for the variant %s", r.Name)
		return
	}
	for _, name := range names {
		switch {
		case c.groupIndex(name) < 0:
			c.fail(r.line, colGroups, "declare it in a comment # group NAME: description", "unknown group %q", name)
		case slices.Contains(r.Groups, name):
			c.fail(r.line, colGroups, "", "%s is in group %s twice", r.Name, name)
		default:
			r.Groups = append(r.Groups, name)
		}
	}
	slices.SortFunc(r.Groups, func(a, b string) int { return c.groupIndex(a) - c.groupIndex(b) })
}

// groupsOf returns the groups with all of the operations.
func (c *checker) groupsOf(operations []string) []string {
	common := slices.Clone(c.rows[operations[0]].Groups)
	return slices.DeleteFunc(common, func(name string) bool {
		return slices.ContainsFunc(operations, func(operation string) bool { return !c.rows[operation].In(name) })
	})
}

// checkMembers rejects groups without a syscall.
func (c *checker) checkMembers() {
	for _, g := range c.groups {
		if !slices.ContainsFunc(c.order, func(r *row) bool { return r.In(g.Name) }) {
			c.failLine(g.line, "add it to the groups of a row, or delete this comment", "group %q has no syscall", g.Name)
		}
	}
}
