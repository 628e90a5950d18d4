package policy

import (
	"fmt"
	"go/constant"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// constRow stands in the profile column of rows for constants of the policy. Such a row
// defines a constant on all architectures, or on one:
//
//	const,DRIVER_RESET,,0x20006401,of a driver that is not in the kernel
//	const,386/DRIVER_RESET,,0x6401,
//
// Later rows of all files may use it.
const constRow = "const"

// The limits of a policy's constants. They bound the work of their expressions.
const (
	maxConstants  = 1024
	maxExpression = 1024
)

// ownConstant is a constant of the policy.
type ownConstant struct {
	name string
	// rows holds the row of each architecture by [arch.Arch.Index], nil without one. all is
	// the row of all architectures, or nil. first is the first of these rows.
	rows       []*Row
	all, first *Row
	// values holds the values by [arch.Arch.Index], nil where there is none.
	values []constant.Value
}

// row returns the row for an architecture, or nil.
func (c *ownConstant) row(a *arch.Arch) *Row {
	if row := c.rows[a.Index]; row != nil {
		return row
	}
	return c.all
}

// Constant returns the value of a constant on a: one of the policy, or one of the kernel.
func (p *Policy) Constant(name string, a *arch.Arch) (constant.Value, bool) {
	if own := p.constants[name]; own != nil && own.values[a.Index] != nil {
		return own.values[a.Index], true
	}
	return constants.Value(name, a)
}

// constantNames returns the names of all constants, those of the policy first.
func (p *Policy) constantNames() []string {
	return append(slices.Sorted(maps.Keys(p.constants)), constants.Names()...)
}

// constantPattern matches the name of a constant. The names of arguments and of conversions
// have small letters.
var constantPattern = regexp.MustCompile(`^[A-Z][A-Za-z0-9_]*$`)

// constant reads a row for a constant.
func (r *reader) constant(l *csvfile.Line) {
	row := &Row{Syscall: l.Cells[colSyscall], Action: l.Cells[colAction], When: l.Cells[colWhen], Why: l.Cells[colWhy], line: l}
	if row.Action != "" {
		r.fail(l, colAction, "leave the cell empty", "action %q for a constant", row.Action)
	}
	name := row.constantName()
	if goarch, _, ok := strings.Cut(row.Syscall, "/"); ok {
		if row.arch = arch.ByGOARCH(goarch); row.arch == nil {
			r.fail(l, colSyscall, "want one of "+strings.Join(arch.Names(arch.All), ", "), "unknown architecture %q", goarch)
			return
		}
	}
	if !constantPattern.MatchString(name) {
		r.fail(l, colSyscall, "use a capital letter, then letters, digits and _", "invalid name %q of a constant", name)
		return
	}
	if c, ok := r.define(name, row); ok && r.expression(c, row) {
		r.evaluate(c, row)
	}
}

// define adds a row to the constant name, and reports whether it may.
func (r *reader) define(name string, row *Row) (*ownConstant, bool) {
	c := r.constants[name]
	if user := r.users[name]; user != nil {
		r.fail(row.line, colSyscall, "move this row before it", "%s already uses %s", place(user.line.Seen(row.line)), name)
	}
	if c == nil {
		if len(r.constants) == maxConstants {
			r.fail(row.line, colSyscall, fmt.Sprintf("at most %d", maxConstants), "too many constants")
			return nil, false
		}
		c = &ownConstant{name: name, first: row, rows: make([]*Row, len(arch.All)), values: make([]constant.Value, len(arch.All))}
		r.constants[name] = c
	}
	of := &c.all
	if row.arch != nil {
		of = &c.rows[row.arch.Index]
	}
	if *of != nil {
		r.fail(row.line, colSyscall, "", "duplicate value of %s; first on %s", row.Syscall, place((*of).line.Seen(row.line)))
		return nil, false
	}
	*of = row
	return c, true
}

// expression parses the value of a constant. It returns false after an error.
func (r *reader) expression(c *ownConstant, row *Row) bool {
	switch {
	case strings.TrimSpace(row.When) == "":
		r.fail(row.line, colWhen, "write a number, or constants with operators", "no value for %s", row.Syscall)
		return false
	case len(row.When) > maxExpression:
		r.fail(row.line, colWhen, fmt.Sprintf("at most %d", maxExpression), "value of %d bytes", len(row.When))
		return false
	}
	if r.condition(row); row.when == nil {
		return false
	}
	if slices.Contains(row.names, c.name) {
		r.fail(row.line, colWhen, "", "%s in its own value", c.name)
		return false
	}
	return true
}

// evaluate computes the values of a row of c: on its architecture, or on all without a row
// of their own so far. A later row for one of them replaces its value.
func (r *reader) evaluate(c *ownConstant, row *Row) {
	var v constant.Value
	var problems []condition.Problem
	for i, a := range arch.All {
		if c.row(a) != row {
			continue
		}
		if v == nil || len(row.names) > 0 {
			v, problems = row.when.Value(func(name string) (constant.Value, bool) { return r.Constant(name, a) })
		}
		for _, p := range problems {
			if !r.undefined(p.Name, a) {
				r.failOn(row, r.conditionError(row, p), a)
			}
		}
		c.values[i] = v
	}
}

// failOn reports a problem of a constant's row on an architecture.
func (r *reader) failOn(row *Row, e csvfile.Error, a *arch.Arch) {
	if r.local[row] == nil {
		r.local[row] = make(findings)
	}
	r.local[row].add(e, a)
}

// undefined reports whether a constant of the policy has a row for a, but no value: the row
// has an error of its own.
func (p *Policy) undefined(name string, a *arch.Arch) bool {
	own := p.constants[name]
	return own != nil && own.row(a) != nil && own.values[a.Index] == nil
}

// checkConstants compares the constants of the policy with those of the kernel.
func (r *reader) checkConstants() {
	for name, c := range r.constants {
		for i, a := range arch.All {
			known, ok := constants.Value(name, a)
			if v := c.values[i]; ok && v != nil && !constant.Compare(v, token.EQL, known) {
				row := c.row(a)
				r.failOn(row, row.line.At(colWhen, fmt.Sprintf("%s is %#x in the kernel's headers", name, constant.Val(known)), "remove the row, or choose another name"), a)
			}
		}
	}
}

// reportConstants reports the problems of constants. Those of a row do not count where a
// later row gives the constant another value.
func (p *Policy) reportConstants(r *report) {
	for row, problems := range p.local {
		c := p.constants[row.constantName()]
		for e, on := range problems {
			for _, a := range on {
				if c.row(a) == row {
					r.fail(e, a)
				}
			}
		}
	}
}

// constantName returns the name in a row for a constant.
func (row *Row) constantName() string {
	return row.Syscall[strings.Index(row.Syscall, "/")+1:]
}

// constantNotes returns notes on the constants of the policy's first file: those that
// nothing uses, and those of the kernel.
func (p *Policy) constantNotes() []string {
	var list csvfile.Errors
	for name, c := range p.constants {
		switch {
		case c.first.File() != p.file:
		case p.users[name] == nil:
			list = append(list, c.first.line.At(colSyscall, name+" is not used", ""))
		case constants.Known(name):
			list = append(list, c.first.line.At(colSyscall, name+" is a constant of the kernel's headers", ""))
		}
	}
	var out []string
	if list.Sorted() != nil {
		for _, note := range list {
			out = append(out, note.Error())
		}
	}
	return out
}
