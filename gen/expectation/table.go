package expectation

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
)

// Table holds the expectations of a file.
type Table struct {
	file    string
	catalog *catalog.Catalog
	rows    []*row
	// errs holds the errors of single cells and lines.
	errs csvfile.Errors
	// hints caches the hints for unknown names, empty for names without one.
	hints map[misspelling]string
}

// misspelling is an unknown name of a kind: "syscall", "profile" or "constant".
type misspelling struct{ kind, name string }

// row is an expectation.
type row struct {
	line *csvfile.Line
	// profiles lists the profiles, none for all.
	profiles []string
	// arches lists the architectures, none for all.
	arches []*arch.Arch
	// syscall is the named syscall, nil for a number.
	syscall *catalog.Syscall
	number  uint32
	// alone is true for ARCH/NAME: other entry points do not count.
	alone bool
	// when is nil for all arguments.
	when *condition.Expr
	want verdict
	// sound reports whether the cells say which inputs are meant. The verdict may be wrong.
	sound bool
}

// The columns.
const (
	colProfile = iota
	colArch
	colSyscall
	colWhen
	colVerdict
	colWhy
)

var columns = []string{"profile", "arch", "syscall", "when", "verdict", "why"}

const (
	// maxRows limits the expectations of a file, maxHints the unknown names with a hint.
	maxRows  = 10000
	maxHints = 200
	// everywhere stands for all architectures, like the empty cell.
	everywhere = "all"
)

// Load reads a file of expectations about profiles, listed by name. A nil list leaves their
// names unchecked. Load fails, with [csvfile.Errors], only if the file has no readable header
// or no rows. [Table.Bind] reports the errors of rows, together with its own.
func Load(name string, data []byte, c *catalog.Catalog, profiles []string) (*Table, error) {
	f, err := csvfile.Read(name, data, "start with a header, then one row per expectation")
	if f == nil {
		return nil, err
	}
	t := &Table{file: name, catalog: c, hints: make(map[misspelling]string)}
	if err != nil {
		t.errs = slices.Clone(err.(csvfile.Errors))
	}
	records := slices.DeleteFunc(f.Lines, func(l csvfile.Line) bool { return l.Cells == nil })
	if !t.header(records) {
		return nil, t.errs.Sorted()
	}
	if len(records)-1 > maxRows {
		t.fail(&records[1+maxRows], colProfile, fmt.Sprintf("at most %d", maxRows), "too many expectations")
		return nil, t.errs.Sorted()
	}
	r := &reader{t, profiles, make(map[string]*catalog.Syscall)}
	for i := range c.Syscalls {
		r.syscalls[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	for i := range records[1:] {
		r.row(&records[1+i])
	}
	return t, nil
}

// header checks the header of records. It adds no error if an unreadable line may be the
// missing header or row.
func (t *Table) header(records []csvfile.Line) bool {
	hint := "want " + strings.Join(columns, ",")
	switch {
	case len(records) > 1 && slices.Equal(records[0].Cells, columns):
		return true
	case len(t.errs) > 0 && (len(records) < 2 || t.errs[0].Line < records[0].Number):
	case len(records) == 0:
		t.errs = append(t.errs, csvfile.Error{File: t.file, Line: 1, Col: 1, What: "no header", Hint: hint})
	case !slices.Equal(records[0].Cells, columns):
		t.fail(&records[0], 0, hint, "header %s", strings.Join(records[0].Cells, ","))
	default:
		t.fail(&records[0], 0, "add one row per expectation", "no rows")
	}
	return false
}

func (t *Table) fail(l *csvfile.Line, cell int, hint, what string, a ...any) {
	t.errs = append(t.errs, l.At(cell, csvfile.Message(what, a...), hint))
}

// reader reads the rows of a table.
type reader struct {
	*Table
	profiles []string
	// syscalls holds the catalog by name.
	syscalls map[string]*catalog.Syscall
}

// row reads one row.
func (r *reader) row(l *csvfile.Line) {
	if len(l.Cells) != len(columns) {
		r.fail(l, min(len(l.Cells), len(columns)), fmt.Sprintf("want %d", len(columns)), "%d cells", len(l.Cells))
		return
	}
	x := &row{line: l}
	x.sound = r.parseProfiles(x) && r.parseArches(x)
	x.sound = r.parseSyscall(x) && x.sound
	if text := l.Cells[colWhen]; strings.TrimSpace(text) != "" {
		e, problem := condition.Parse(text)
		if problem != nil {
			r.errs = append(r.errs, l.AtByte(colWhen, problem.Offset, problem.What, problem.Hint))
			x.sound = false
		}
		x.when = &e
	}
	var hint string
	if x.want, hint = parseVerdict(l.Cells[colVerdict]); hint != "" {
		r.fail(l, colVerdict, hint, "verdict %q", l.Cells[colVerdict])
	}
	r.rows = append(r.rows, x)
}

// parseProfiles reads a list of profiles, separated by spaces.
func (r *reader) parseProfiles(x *row) bool {
	x.profiles = strings.Fields(x.line.Cells[colProfile])
	ok := true
	for _, name := range x.profiles {
		if r.profiles == nil || slices.Contains(r.profiles, name) {
			continue
		}
		ok = false
		hint := "want one of " + strings.Join(r.profiles, ", ")
		if meant, found := r.nearest("profile", name, r.profiles); found {
			hint = "did you mean " + meant + "?"
		}
		r.fail(x.line, colProfile, hint, "no profile %q", name)
	}
	return ok
}

// parseArches reads a list of architectures, separated by spaces.
func (r *reader) parseArches(x *row) bool {
	words := strings.Fields(x.line.Cells[colArch])
	if slices.Equal(words, []string{everywhere}) {
		return true
	}
	for _, word := range words {
		a := arch.ByGOARCH(word)
		if a == nil {
			r.fail(x.line, colArch, "want some of "+strings.Join(arch.Names(arch.All), " ")+", or "+everywhere, "unknown architecture %q", word)
			return false
		}
		x.arches = append(x.arches, a)
	}
	return true
}

// parseSyscall reads NAME, ARCH/NAME or a number.
func (r *reader) parseSyscall(x *row) bool {
	cell := x.line.Cells[colSyscall]
	if n, ok := parseNumber(cell); ok {
		x.number, x.alone = n, true
		if len(x.arches) == 0 && strings.TrimSpace(x.line.Cells[colArch]) != everywhere {
			r.fail(x.line, colSyscall, "name them in column arch, or write "+everywhere+" there", "number %s without architectures", cell)
			return false
		}
		return true
	}
	goarch, name, ok := strings.Cut(cell, "/")
	if !ok {
		name = cell
	} else if !r.parseArchPrefix(x, goarch) {
		return false
	}
	if x.syscall = r.syscalls[name]; x.syscall == nil {
		hint := ""
		if meant, found := r.nearest("syscall", name, slices.Sorted(maps.Keys(r.syscalls))); found {
			hint = "did you mean " + meant + "?"
		}
		r.fail(x.line, colSyscall, hint, "unknown syscall %q", name)
		return false
	}
	return true
}

// parseArchPrefix reads the architecture of ARCH/NAME.
func (r *reader) parseArchPrefix(x *row, goarch string) bool {
	a := arch.ByGOARCH(goarch)
	switch {
	case a == nil:
		r.fail(x.line, colSyscall, "want one of "+strings.Join(arch.Names(arch.All), ", "), "unknown architecture %q", goarch)
		return false
	case x.line.Cells[colArch] != "":
		r.fail(x.line, colArch, "leave the cell empty", "architectures for %s", x.line.Cells[colSyscall])
		return false
	}
	x.arches, x.alone = []*arch.Arch{a}, true
	return true
}

// parseNumber parses a syscall's number: an int in the kernel.
func parseNumber(cell string) (uint32, bool) {
	if n, err := strconv.ParseUint(cell, 0, 32); err == nil {
		return uint32(n), true
	}
	n, err := strconv.ParseInt(cell, 0, 32)
	return uint32(n), err == nil
}

// nearest returns the name meant by a misspelt one of a kind, for a hint.
func (t *Table) nearest(kind, misspelt string, names []string) (name string, ok bool) {
	key := misspelling{kind, misspelt}
	if _, known := t.hints[key]; !known && len(t.hints) < maxHints {
		find := nearest.Closest
		if kind == "syscall" {
			find = nearest.Syscalls
		}
		meant, _ := find(misspelt, slices.Values(names))
		t.hints[key] = csvfile.Short(meant)
	}
	return t.hints[key], t.hints[key] != ""
}
