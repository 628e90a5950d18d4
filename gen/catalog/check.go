package catalog

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Catalog checks f and returns its meaning. The error is of type [csvfile.Errors] and
// lists all faults.
func (f *File) Catalog() (*Catalog, error) {
	c := &checker{file: f.Name, rows: make(map[string]*row)}
	c.readTiers(f.Lines)
	c.readGroups(f.Lines)
	if c.readHeader(f.Lines) {
		c.readRows(f.Lines)
		c.checkOperations()
		c.checkMembers()
		c.checkNumbers()
	}
	if err := c.errs.Sorted(); err != nil {
		return nil, err
	}
	return c.catalog(), nil
}

// Load reads and checks the data of a file in one step.
func Load(name string, data []byte) (*Catalog, error) {
	f, err := Read(name, data)
	if f == nil {
		return nil, err
	}
	c, err2 := f.Catalog()
	if err == nil {
		return c, err2
	}
	errs := slices.Clone(err.(csvfile.Errors))
	if err2 != nil {
		errs = append(errs, err2.(csvfile.Errors)...)
	}
	return nil, errs.Sorted()
}

// row is a syscall with its line.
type row struct {
	Syscall
	line *csvfile.Line
}

// checker collects the rows and their errors.
type checker struct {
	file   string
	errs   csvfile.Errors
	tiers  []Tier
	groups []group
	order  []*row
	rows   map[string]*row
}

// fail adds an error at a cell.
func (c *checker) fail(l *csvfile.Line, cell int, hint, what string, args ...any) {
	c.errs = append(c.errs, l.At(cell, csvfile.Message(what, args...), hint))
}

// failLine adds an error about a whole line.
func (c *checker) failLine(line int, hint, what string, args ...any) {
	c.errs = append(c.errs, csvfile.Error{File: c.file, Line: line, Col: 1, What: csvfile.Message(what, args...), Hint: hint})
}

// tierComment matches the comment for a tier: its rank from 1, its name and its purpose.
var tierComment = regexp.MustCompile(`^#\s*tier\s+([0-9]+)\s+([a-z][a-z0-9-]*):\s*(\S.*)$`)

// readTiers reads the tiers from their comments.
func (c *checker) readTiers(lines []csvfile.Line) {
	const hint = "want # tier N name: description, with N from 1 without a gap"
	byRank := make(map[int]Tier)
	names := make(map[string]bool)
	for _, l := range lines {
		if l.Cells != nil || !strings.HasPrefix(strings.TrimLeft(l.Comment[1:], " \t"), "tier ") {
			continue
		}
		bad := func(what string, args ...any) {
			c.failLine(l.Number, hint, what, args...)
		}
		m := tierComment.FindStringSubmatch(l.Comment)
		if m == nil {
			bad("invalid tier comment %q", l.Comment)
			continue
		}
		rank, err := strconv.Atoi(m[1])
		switch _, taken := byRank[rank]; {
		case err != nil || rank == 0:
			bad("invalid tier number %s", m[1])
		case taken:
			bad("duplicate tier %d", rank)
		case names[m[2]]:
			bad("duplicate tier name %q", m[2])
		default:
			byRank[rank], names[m[2]] = Tier{m[2], m[3]}, true
		}
	}
	for rank := 1; rank <= len(byRank); rank++ {
		t, ok := byRank[rank]
		if !ok {
			c.failLine(1, hint, "no tier %d among %d tiers", rank, len(byRank))
			return
		}
		c.tiers = append(c.tiers, t)
	}
	if len(c.tiers) == 0 {
		c.failLine(1, hint, "no tiers")
	}
}

// isHeader reports whether a record is the header. It can stand on any line after a sort
// of the file. No syscall has the name "name".
func isHeader(cells []string) bool { return cells[0] == fixedColumns[colName] }

// readHeader finds the header and reports whether its columns are right.
func (c *checker) readHeader(lines []csvfile.Line) bool {
	columns := Columns()
	i := slices.IndexFunc(lines, func(l csvfile.Line) bool { return l.Cells != nil && isHeader(l.Cells) })
	if i < 0 {
		// The first record is in the header's place.
		line := 1
		if i := slices.IndexFunc(lines, func(l csvfile.Line) bool { return l.Cells != nil }); i >= 0 {
			line = lines[i].Number
		}
		c.failLine(line, "want "+strings.Join(columns, ","), "no header")
		return false
	}
	before := len(c.errs)
	header := &lines[i]
	for i, cell := range header.Cells {
		switch {
		case i >= len(columns):
			c.fail(header, i, "", "extra column %q", cell)
		case cell == columns[i]:
		case i < colNumbers:
			c.fail(header, i, "want "+strconv.Quote(columns[i]), "column %q", cell)
		case arch.ByGOARCH(cell) == nil:
			c.fail(header, i, "want "+strconv.Quote(columns[i]), "unknown architecture %q", cell)
		default:
			c.fail(header, i, "want "+strconv.Quote(columns[i]), "architecture %q out of order", cell)
		}
	}
	if n := len(header.Cells); n < len(columns) {
		c.fail(header, n, "want "+strconv.Quote(columns[n])+" next", "the header ends after %d columns", n)
	}
	return len(c.errs) == before
}

// readRows reads each row by itself.
func (c *checker) readRows(lines []csvfile.Line) {
	headers := 0
	for i := range lines {
		l := &lines[i]
		switch {
		case l.Cells == nil:
		case isHeader(l.Cells):
			if headers++; headers > 1 {
				c.fail(l, 0, "", "duplicate header")
			}
		case len(l.Cells) != len(Columns()):
			c.fail(l, min(len(l.Cells), len(Columns())), fmt.Sprintf("want %d", len(Columns())), "%d cells", len(l.Cells))
		default:
			c.readRow(l)
		}
	}
	if len(c.order) == 0 && len(c.errs) == 0 {
		c.failLine(lines[len(lines)-1].Number, "add one row per syscall", "no rows")
	}
}

var syscallName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// readRow reads the cells of one row.
func (c *checker) readRow(l *csvfile.Line) {
	r := &row{line: l}
	r.Name = l.Cells[colName]
	if !syscallName.MatchString(r.Name) {
		c.fail(l, colName, "use small letters, digits and _", "invalid name %q", r.Name)
		return
	}
	if first, ok := c.rows[r.Name]; ok {
		c.fail(l, colName, "", "duplicate row for %s; first on line %d", r.Name, first.line.Number)
		return
	}
	r.Operations, r.Why = strings.Fields(l.Cells[colOperation]), l.Cells[colWhy]
	c.readTier(r)
	c.readMemberships(r)
	c.readNumbers(r)
	c.readWeight(r)
	c.rows[r.Name] = r
	c.order = append(c.order, r)
}

// readTier reads the tier of an operation. Variants and multiplexers get theirs in
// checkOperations, after all rows are read.
func (c *checker) readTier(r *row) {
	cells := r.line.Cells
	name := cells[colProfile]
	r.Tier = slices.IndexFunc(c.tiers, func(t Tier) bool { return t.Name == name })
	switch {
	case name != "" && r.Tier == NoTier && len(c.tiers) > 0:
		c.fail(r.line, colProfile, c.tierNames(), "unknown tier %q", name)
	case name != "" && len(r.Operations) > 0:
		c.fail(r.line, colProfile, "leave the cell empty: a variant has the tier of its operation", "tier for the variant %s", r.Name)
	case name != "" && strings.TrimSpace(cells[colWhy]) == "":
		c.fail(r.line, colWhy, "give the reason for its tier, or seed", "no why for %s", r.Name)
	}
}

// tierNames returns a hint with the names of all tiers.
func (c *checker) tierNames() string {
	names := make([]string, len(c.tiers))
	for i, t := range c.tiers {
		names[i] = t.Name
	}
	return "want one of " + strings.Join(names, ", ")
}

// readNumbers reads the number of r on each architecture.
func (c *checker) readNumbers(r *row) {
	r.Numbers = make([]int64, len(arch.All))
	some := false
	for _, a := range arch.Targets {
		r.Numbers[a.Index] = NoNumber
		column := numberColumn(a)
		cell := r.line.Cells[column]
		if cell == "" {
			continue
		}
		some = true
		n, err := strconv.ParseUint(cell, 10, 32)
		if err != nil || !a.Holds(uint32(n)) {
			c.fail(r.line, column, "want "+numberRange(a), "invalid number %q for %s on %s", cell, r.Name, a.GOARCH)
			continue
		}
		r.Numbers[a.Index] = int64(n)
	}
	r.deriveNumbers()
	if !some {
		c.fail(r.line, colNumbers, "", "no architecture has %s", r.Name)
	}
}

// numberRange describes the valid numbers of a.
func numberRange(a *arch.Arch) string {
	s := fmt.Sprintf("%d to %d", a.Table().First, a.Table().Last)
	if a.Private.First != 0 {
		s += fmt.Sprintf(" or %d to %d", a.Private.First, a.Private.Last)
	}
	return s
}

// checkOperations checks the operations of variants and multiplexers, and sets their
// tiers and groups.
func (c *checker) checkOperations() {
	const hint = "name the row of an operation"
	for _, r := range c.order {
		sound := true
		seen := make(map[string]bool)
		for _, name := range r.Operations {
			op, ok := c.rows[name]
			switch {
			case !ok:
				c.fail(r.line, colOperation, hint, "%s is a variant of %q, but there is no such row", r.Name, name)
			case len(op.Operations) > 0:
				c.fail(r.line, colOperation, hint, "%s is a variant of %s, a variant itself", r.Name, name)
			case seen[name]:
				c.fail(r.line, colOperation, "", "%s enters %s twice", r.Name, name)
			default:
				seen[name] = true
				continue
			}
			sound = false
		}
		if sound && len(r.Operations) > 0 {
			r.Tier, r.Groups = c.tierOf(r.Operations), c.groupsOf(r.Operations)
		}
	}
}

// tierOf returns the lowest tier with all of the operations.
func (c *checker) tierOf(operations []string) int {
	highest := NoTier
	for _, name := range operations {
		tier := c.rows[name].Tier
		if tier == NoTier {
			return NoTier
		}
		highest = max(highest, tier)
	}
	return highest
}

// checkNumbers rejects two names for one number.
func (c *checker) checkNumbers() {
	for _, a := range arch.All {
		first := make(map[int64]*row)
		for _, r := range c.order {
			n := r.Numbers[a.Index]
			if n == NoNumber {
				continue
			}
			if other, ok := first[n]; ok {
				c.fail(r.line, numberColumn(a), "", "%s has number %d on %s, like %s on line %d", r.Name, n, a.GOARCH, other.Name, other.line.Number)
				continue
			}
			first[n] = r
		}
	}
}

// numberColumn returns the column with the number on a. A companion ABI without a column
// has the numbers of its native architecture.
func numberColumn(a *arch.Arch) int {
	if !a.Target {
		a, _, _ = arch.Pair(a)
	}
	return colNumbers + a.Index
}

// catalog returns the catalog of rows without errors.
func (c *checker) catalog() *Catalog {
	out := &Catalog{Tiers: c.tiers}
	for _, g := range c.groups {
		out.Groups = append(out.Groups, g.Group)
	}
	for _, r := range c.order {
		out.Syscalls = append(out.Syscalls, r.Syscall)
	}
	slices.SortFunc(out.Syscalls, func(a, b Syscall) int { return strings.Compare(a.Name, b.Name) })
	return out
}
