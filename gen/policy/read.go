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

// reader collects the profiles and the errors of their rows.
type reader struct {
	*Policy
	builtIns []profile.Profile
	// described holds the descriptions in comments by profile name.
	described map[string]*description
	// own holds the first violation and unknown row of each profile.
	own map[ownAction]*Row
	// syscalls holds the catalog by name.
	syscalls map[string]*catalog.Syscall
	// hardened reports whether the profiles are the hardened ones. ofHardened is the policy
	// of those, read for the first row that includes one.
	hardened   bool
	ofHardened *Policy
	// index counts the rows.
	index int
	files
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
	line *csvfile.Line
	used bool
}

func (r *reader) fail(l *csvfile.Line, cell int, hint, what string, a ...any) {
	r.loadErrors = append(r.loadErrors, l.At(cell, csvfile.Message(what, a...), hint))
}

// profileName matches the name of a profile.
const profileName = `[a-z][a-z0-9]*(?:-[a-z0-9]+)*`

var (
	wholeName      = regexp.MustCompile(`^` + profileName + `$`)
	profileComment = regexp.MustCompile(`^#\s*profile\s+(` + profileName + `):\s*(\S.*)$`)
)

// descriptions reads the comments with a description of a profile.
func (r *reader) descriptions(lines []csvfile.Line) {
	for i := range lines {
		l := &lines[i]
		if m := profileComment.FindStringSubmatch(l.Comment); m != nil {
			if first, ok := r.described[m[1]]; ok {
				r.fail(l, 0, "", "duplicate description of %s; first on %s", m[1], place(first.line.Seen(l)))
			}
			r.described[m[1]] = &description{text: m[2], line: l}
		}
	}
}

// rows reads the records of a file: its include rows, its constants, and the rules of its
// profiles.
func (r *reader) rows(lines []csvfile.Line) {
	var before *csvfile.Line
	first := true
	for i := range lines {
		l := &lines[i]
		if len(l.Cells) != len(columns) {
			r.fail(l, min(len(l.Cells), len(columns)), fmt.Sprintf("want %d", len(columns)), "%d cells", len(l.Cells))
			continue
		}
		switch l.Cells[colProfile] {
		case includeRow:
			r.includeFile(l, first)
			continue
		case constRow:
			r.constant(l)
			first = false
			continue
		}
		first = false
		if !r.rule(l, before) {
			return
		}
		before = l
	}
}

// rule reads a row of a profile. before is the row before it in the file, or nil. The
// result is false after too many profiles.
func (r *reader) rule(l, before *csvfile.Line) bool {
	name := l.Cells[colProfile]
	p := r.ByName(name)
	switch {
	case p == nil && len(r.Profiles) == maxProfiles:
		r.fail(l, colProfile, fmt.Sprintf("at most %d", maxProfiles), "too many profiles")
		return false
	case p == nil:
		p = r.addProfile(l, name)
	case before == nil || before.Cells[colProfile] != name:
		r.continues(l, before, p)
	}
	row := r.row(l, p)
	row.index = r.index
	r.index++
	p.Rows = append(p.Rows, row)
	if own := (ownAction{p, row.kind}); r.own[own] == nil {
		r.own[own] = row
	}
	return true
}

// continues reports a row of p after rows of another profile or in another file.
func (r *reader) continues(l, before *csvfile.Line, p *Profile) {
	if first := p.Rows[0].line; first.File != l.File {
		r.fail(l, colProfile, "choose another name", "profile %s is in %s", p.Name, place(first.File))
		return
	}
	r.fail(l, colProfile, "keep the rows of a profile together", "profile %s continues after %s on line %d", p.Name, before.Cells[colProfile], before.Number)
}

// addProfile begins a profile.
func (r *reader) addProfile(l *csvfile.Line, name string) *Profile {
	if !wholeName.MatchString(name) {
		r.fail(l, colProfile, "use small letters and digits, with - between words", "invalid profile name %q", name)
		p := &Profile{Title: profile.Title{Name: name}}
		r.Profiles = append(r.Profiles, p)
		return p
	}
	if r.isBuiltIn(name) {
		r.fail(l, colProfile, "choose another name", "%s is a built-in profile", name)
	}
	if r.isGroup(name) {
		r.fail(l, colProfile, "choose another name", "%s is a group of syscalls", name)
	}
	p := &Profile{Title: r.title(name)}
	if i := slices.IndexFunc(r.Profiles, func(o *Profile) bool { return o.Func == p.Func }); i >= 0 {
		r.fail(l, colProfile, "rename one", "profile %s has the Go name %s of profile %s", name, p.Func, r.Profiles[i].Name)
	}
	r.Profiles = append(r.Profiles, p)
	return p
}

// isBuiltIn reports whether name is taken: by a tier, by allow-all, or by a hardened
// profile.
func (r *reader) isBuiltIn(name string) bool {
	return slices.ContainsFunc(r.builtIns, func(b profile.Profile) bool { return b.Name == name }) ||
		!r.hardened && slices.Contains(HardenedNames(), name)
}

// title returns the title of a profile with rows.
func (r *reader) title(name string) profile.Title {
	title := profile.MakeTitle(name, r.describe(name))
	if r.hardened {
		title.Func = profile.MakeTitle(HardenedTier(name), "").Func
	}
	return title
}

// describe returns the description of a profile with rows, or "".
func (r *reader) describe(name string) string {
	d := r.described[name]
	if d == nil {
		return ""
	}
	d.used = true
	return d.text
}

// checkTitles reports descriptions of missing profiles.
func (r *reader) checkTitles() {
	for name, d := range r.described {
		if !d.used {
			r.fail(d.line, 0, "", "profile %s has a description but no rows", name)
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
		r.condition(row)
	}
	if !sound {
		row.kind = broken
	}
	return row
}

// condition parses a row's condition. After an error the row has none.
func (r *reader) condition(row *Row) {
	e, problem := condition.Parse(row.When)
	if problem != nil {
		r.loadErrors = append(r.loadErrors, r.conditionError(row, *problem))
		return
	}
	row.when, row.names = &e, e.Names()
	for _, name := range row.names {
		if r.users[name] == nil {
			r.users[name] = row
		}
	}
	row.arguments = argumentsOf(row)
}

// checkCells reports cells not allowed for a row's kind, and a missing action.
func (r *reader) checkCells(row *Row) {
	const none = "leave the cell empty"
	switch row.kind {
	case removeOperation, removeEntryPoint, removeGroup, include:
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
	case addGroup:
		if strings.TrimSpace(row.When) != "" {
			r.fail(row.line, colWhen, "write a row with the condition for one syscall, before this row", "condition for the group %s", row.Syscall)
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
		return r.setGroup(row, cell[1:], addGroup) || r.include(row, cell[1:], p)
	}
	if sound, ok := r.removesGroup(row); ok {
		return sound
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
	if r.isGroup(name) || r.isBuiltIn(name) {
		hint = "did you mean @" + name + "?"
	} else if meant, ok := r.hints.name("syscall", name, r.names); ok {
		hint = "did you mean " + meant + "?"
	}
	r.fail(row.line, colSyscall, hint, "unknown syscall %q", name)
	return nil, false
}

// include finds the profile to include: a tier, allow-all, a hardened profile, or an earlier
// one of the policy.
func (r *reader) include(row *Row, name string, p *Profile) bool {
	var names []string
	for _, b := range r.builtIns {
		if b.Name == name {
			row.builtIn = b
			return true
		}
		names = append(names, b.Name)
	}
	if !r.hardened {
		if row.profile = r.hardenedProfile(name); row.profile != nil {
			return true
		}
		names = append(names, HardenedNames()...)
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
	switch {
	case name == p.Name:
		r.fail(row.line, colSyscall, "", "profile %s includes itself", name)
		return false
	case r.incomplete:
		// The profile may be in the unread file.
		return false
	}
	r.fail(row.line, colSyscall, r.includeHint(name, names), "no group %q, and no profile before this row", name)
	return false
}

// ofSystemd holds the sets of systemd that are not groups, and the tiers to use instead.
var ofSystemd = map[string]string{"default": "essential", "known": "allow-all", "system-service": "network"}

// includeHint returns the hint for an unknown name of a profile or a group.
func (r *reader) includeHint(name string, profiles []string) string {
	if tier := ofSystemd[name]; tier != "" {
		return fmt.Sprintf("for systemd's @%s start with @%s", name, tier)
	}
	names := slices.Clone(profiles)
	for _, g := range r.catalog.Groups {
		names = append(names, g.Name)
	}
	if meant, ok := r.hints.name("profile", name, func() []string { return names }); ok {
		return "did you mean @" + csvfile.Short(meant) + "?"
	}
	return "want a group of seccompgen list, or one of @" + strings.Join(listed(profiles), ", @")
}
