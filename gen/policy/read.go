package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Load reads a policy file. It fails, with [csvfile.Errors], only if the file has no
// readable header or no rows. [Policy.Decide] reports the errors of rows, together with
// its own.
func Load(name string, data []byte, c *catalog.Catalog) (*Policy, error) {
	f, err := csvfile.Read(name, data, "start with a header, then one row per rule")
	if f == nil {
		return nil, err
	}
	r := &reader{
		Policy: &Policy{file: name, catalog: c, hints: make(hints)}, builtIns: profile.BuiltIn(c),
		own: make(map[ownAction]*Row), syscalls: make(map[string]*catalog.Syscall),
	}
	for i := range c.Syscalls {
		r.syscalls[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	if err != nil {
		r.loadErrors = slices.Clone(err.(csvfile.Errors))
	}
	unreadable := r.loadErrors
	r.descriptions(f.Lines)
	rows, ok := r.header(f.Lines, unreadable)
	if !ok {
		return nil, r.loadErrors.Sorted()
	}
	r.rows(rows)
	r.checkTitles()
	return r.Policy, nil
}

// reader collects the profiles and the errors of their rows.
type reader struct {
	*Policy
	builtIns []profile.Profile
	// described holds the descriptions in comments by profile name.
	described map[string]description
	// own holds the first violation and unknown row of each profile.
	own map[ownAction]*Row
	// syscalls holds the catalog by name.
	syscalls map[string]*catalog.Syscall
}

// ownAction is a profile and a kind of row. A profile may have one onViolation and one
// onUnknown row.
type ownAction struct {
	*Profile
	kind
}

// names returns the names of all syscalls, sorted.
func (r *reader) names() []string { return slices.Sorted(maps.Keys(r.syscalls)) }

// description is the text of a comment "# profile NAME: TEXT". used reports whether the
// profile has rows.
type description struct {
	text string
	line int
	used bool
}

func (r *reader) fail(l *csvfile.Line, cell int, hint, what string, a ...any) {
	r.loadErrors = append(r.loadErrors, l.At(r.file, cell, csvfile.Message(what, a...), hint))
}

func (r *reader) failLine(line int, hint, what string, a ...any) {
	r.loadErrors = append(r.loadErrors, csvfile.Error{File: r.file, Line: line, Col: 1, What: csvfile.Message(what, a...), Hint: hint})
}

// profileName matches the name of a profile.
const profileName = `[a-z][a-z0-9]*(?:-[a-z0-9]+)*`

var (
	wholeName      = regexp.MustCompile(`^` + profileName + `$`)
	profileComment = regexp.MustCompile(`^#\s*profile\s+(` + profileName + `):\s*(\S.*)$`)
)

// descriptions reads the comments with a description of a profile.
func (r *reader) descriptions(lines []csvfile.Line) {
	r.described = make(map[string]description)
	for _, l := range lines {
		if m := profileComment.FindStringSubmatch(l.Comment); m != nil {
			if first, ok := r.described[m[1]]; ok {
				r.failLine(l.Number, "", "duplicate description of %s; first on line %d", m[1], first.line)
			}
			r.described[m[1]] = description{text: m[2], line: l.Number}
		}
	}
}

// header checks the header and returns the rows after it. It adds no error if an
// unreadable line may be the missing header or row.
func (r *reader) header(lines []csvfile.Line, unreadable csvfile.Errors) (rows []csvfile.Line, ok bool) {
	records := slices.DeleteFunc(slices.Clone(lines), func(l csvfile.Line) bool { return l.Cells == nil })
	hint := "want " + strings.Join(columns, ",")
	switch {
	case len(records) > 1 && slices.Equal(records[0].Cells, columns):
		return records[1:], true
	case len(unreadable) > 0 && (len(records) < 2 || unreadable[0].Line < records[0].Number):
		return nil, false
	case len(records) == 0:
		r.failLine(1, hint, "no header")
		return nil, false
	case !slices.Equal(records[0].Cells, columns):
		r.fail(&records[0], 0, hint, "header %s", strings.Join(records[0].Cells, ","))
		return nil, false
	}
	r.failLine(records[0].Number, "add one row per rule", "no rows")
	return nil, false
}

// rows reads the records into profiles.
func (r *reader) rows(lines []csvfile.Line) {
	last := make(map[string]*csvfile.Line)
	var before *csvfile.Line
	for i := range lines {
		l := &lines[i]
		if len(l.Cells) != len(columns) {
			r.fail(l, min(len(l.Cells), len(columns)), fmt.Sprintf("want %d", len(columns)), "%d cells", len(l.Cells))
			continue
		}
		name := l.Cells[colProfile]
		if end := last[name]; end != nil && end != before {
			r.fail(l, colProfile, "keep the rows of a profile together", "profile %s continues after %s on line %d", name, before.Cells[colProfile], before.Number)
		}
		last[name], before = l, l
		p := r.ByName(name)
		if p == nil && len(r.Profiles) == maxProfiles {
			r.fail(l, colProfile, fmt.Sprintf("at most %d", maxProfiles), "too many profiles")
			return
		}
		if p == nil {
			p = r.addProfile(l, name)
		}
		row := r.row(l, p)
		p.Rows = append(p.Rows, row)
		if own := (ownAction{p, row.kind}); r.own[own] == nil {
			r.own[own] = row
		}
	}
}

// addProfile begins a profile.
func (r *reader) addProfile(l *csvfile.Line, name string) *Profile {
	if !wholeName.MatchString(name) {
		r.fail(l, colProfile, "use small letters and digits, with - between words", "invalid profile name %q", name)
		p := &Profile{Title: profile.Title{Name: name}}
		r.Profiles = append(r.Profiles, p)
		return p
	}
	if slices.ContainsFunc(r.builtIns, func(b profile.Profile) bool { return b.Name == name }) {
		r.fail(l, colProfile, "choose another name", "%s is a built-in profile", name)
	}
	d := r.described[name]
	d.used = true
	r.described[name] = d
	p := &Profile{Title: profile.MakeTitle(name, d.text)}
	if i := slices.IndexFunc(r.Profiles, func(o *Profile) bool { return o.Func == p.Func }); i >= 0 {
		r.fail(l, colProfile, "rename one", "profile %s has the Go name %s of profile %s", name, p.Func, r.Profiles[i].Name)
	}
	r.Profiles = append(r.Profiles, p)
	return p
}

// checkTitles reports descriptions of missing profiles.
func (r *reader) checkTitles() {
	for name, d := range r.described {
		if !d.used {
			r.failLine(d.line, "", "profile %s has a description but no rows", name)
		}
	}
}

// row reads one rule of p.
func (r *reader) row(l *csvfile.Line, p *Profile) *Row {
	row := &Row{Syscall: l.Cells[colSyscall], Action: l.Cells[colAction], When: l.Cells[colWhen], Why: l.Cells[colWhy], line: l}
	sound := r.parseSyscall(row, p)
	x, hint := r.parseAction(row.Action)
	if hint != "" {
		r.fail(l, colAction, hint, "action %q", row.Action)
		sound = false
	}
	row.action = x
	r.checkCells(row)
	if strings.TrimSpace(row.When) != "" {
		row.when = r.condition(row)
	}
	if !sound {
		row.kind = broken
	}
	return row
}

// condition parses a row's condition. It returns nil after an error.
func (r *reader) condition(row *Row) *condition.Expr {
	e, problem := condition.Parse(row.When)
	if problem != nil {
		r.loadErrors = append(r.loadErrors, r.conditionError(row.line, *problem))
		return nil
	}
	row.names = e.Names()
	return &e
}

// checkCells reports cells not allowed for a row's kind, and a missing action.
func (r *reader) checkCells(row *Row) {
	const none = "leave the cell empty"
	switch row.kind {
	case removeOperation, removeEntryPoint, include:
		if row.Action != "" {
			r.fail(row.line, colAction, none, "action %q for %s", row.Action, row.Syscall)
		}
		fallthrough
	case onViolation, onUnknown:
		if strings.TrimSpace(row.When) != "" {
			r.fail(row.line, colWhen, none, "condition for %s", row.Syscall)
		}
		if row.Action == "" && (row.kind == onViolation || row.kind == onUnknown) {
			r.fail(row.line, colAction, "want "+action.Refusals(), "no action for %s", row.Syscall)
		}
	}
}

// parseSyscall parses the syscall cell. It sets the row's kind and the fields for it.
func (r *reader) parseSyscall(row *Row, p *Profile) bool {
	cell := row.Syscall
	switch {
	case cell == violation || cell == unknown:
		row.kind = map[string]kind{violation: onViolation, unknown: onUnknown}[cell]
		if first := r.own[ownAction{p, row.kind}]; first != nil {
			r.fail(row.line, colSyscall, "", "duplicate %s row of %s; first on line %d", cell, p.Name, first.line.Number)
		}
		return true
	case strings.HasPrefix(cell, "@"):
		row.kind = include
		return r.include(row, cell[1:], p)
	}
	name, remove := strings.CutPrefix(cell, "-")
	goarch, syscall, ok := strings.Cut(name, "/")
	if !ok {
		row.syscall, ok = r.findSyscall(row, name)
		row.kind = map[bool]kind{false: addOperation, true: removeOperation}[remove]
		if ok && len(row.syscall.Operations) > 0 {
			row.kind = map[bool]kind{false: addEntryPoint, true: removeEntryPoint}[remove]
		}
		return ok
	}
	row.kind = map[bool]kind{false: addEntryPoint, true: removeEntryPoint}[remove]
	if row.arch = arch.ByGOARCH(goarch); row.arch == nil {
		r.fail(row.line, colSyscall, "want one of "+strings.Join(arch.Names(arch.All), ", "), "unknown architecture %q", goarch)
		return false
	}
	row.syscall, ok = r.findSyscall(row, syscall)
	if ok {
		if _, exists := row.syscall.Number(row.arch); !exists {
			r.fail(row.line, colSyscall, "", "%s has no syscall %s", goarch, syscall)
			return false
		}
	}
	return ok
}

// findSyscall returns the syscall with that name, or reports an error.
func (r *reader) findSyscall(row *Row, name string) (*catalog.Syscall, bool) {
	if s, ok := r.syscalls[name]; ok {
		return s, true
	}
	hint := ""
	if meant, ok := r.hints.name("syscall", name, r.names); ok {
		hint = "did you mean " + meant + "?"
	}
	r.fail(row.line, colSyscall, hint, "unknown syscall %q", name)
	return nil, false
}

// include finds the profile to include: a built-in one, or an earlier one of the file.
func (r *reader) include(row *Row, name string, p *Profile) bool {
	var names []string
	for _, b := range r.builtIns {
		if b.Name == name {
			row.builtIn = b
			return true
		}
		names = append(names, b.Name)
	}
	for _, earlier := range r.Profiles {
		switch {
		case earlier == p:
		case earlier.Name == name:
			row.profile = earlier
			return true
		default:
			names = append(names, earlier.Name)
		}
	}
	if name == p.Name {
		r.fail(row.line, colSyscall, "", "profile %s includes itself", name)
		return false
	}
	hint := "want one of @" + strings.Join(listed(names), ", @")
	if meant, ok := r.hints.name("profile", name, func() []string { return names }); ok {
		hint = "did you mean @" + csvfile.Short(meant) + "?"
	}
	r.fail(row.line, colSyscall, hint, "no profile %q before this row", name)
	return false
}
