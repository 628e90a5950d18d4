package policy

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// includeRow stands in the profile column of rows for other files. Such a row stands for
// the rows of its file:
//
//	include,common/base.csv,,,the rules of every service
const includeRow = "include"

// The limits of the files of a policy.
const (
	maxFiles = 256
	maxSize  = 16 << 20
)

// ReadFile returns the content of a file. Names have slashes.
type ReadFile func(name string) ([]byte, error)

// Load reads a policy of a single file from memory. See [LoadFiles].
func Load(name string, data []byte, c *catalog.Catalog) (*Policy, error) {
	return LoadFiles(name, func(other string) ([]byte, error) {
		if other != name {
			return nil, fs.ErrNotExist
		}
		return data, nil
	}, c)
}

// LoadFiles reads the policy in the file name, and the files that it includes. It fails,
// with [csvfile.Errors], only if a file cannot be read, or has no readable header or no
// rows. [Policy.Decide] reports the errors of rows, together with its own.
func LoadFiles(name string, read ReadFile, c *catalog.Catalog) (*Policy, error) {
	data, err := read(name)
	if err != nil {
		return nil, err
	}
	return newReader(name, read, c).policy(name, data)
}

// policy reads the policy in a file with some data.
func (r *reader) policy(name string, data []byte) (*Policy, error) {
	r.file(name, data)
	if !r.incomplete && len(r.Profiles) == 0 && len(r.loadErrors) == 0 {
		r.failFile(name, 1, "add one row per rule", "no rows of a profile")
		r.incomplete = true
	}
	if r.incomplete {
		return nil, r.loadErrors.Sorted()
	}
	r.checkTitles()
	r.checkConstants()
	return r.Policy, nil
}

func newReader(name string, read ReadFile, c *catalog.Catalog) *reader {
	r := &reader{
		Policy: &Policy{file: name, catalog: c, hints: make(hints), constants: make(map[string]*ownConstant), local: make(map[*Row]findings), users: make(map[string]*Row)}, builtIns: profile.BuiltIn(c),
		described: make(map[string]*description), own: make(map[ownAction]*Row), syscalls: make(map[string]*catalog.Syscall),
		files: files{read: read, seen: make(map[string]*included)},
	}
	for i := range c.Syscalls {
		r.syscalls[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	return r
}

// files holds the files of a policy while they are read.
type files struct {
	read ReadFile
	// seen holds the files by cleaned name.
	seen map[string]*included
	// size is the size of all files.
	size int
	// incomplete reports whether the rows of some file are missing.
	incomplete bool
}

// included is a file of the policy. row is its include row, nil for the first file. open
// reports whether its rows are still being read.
type included struct {
	row  *csvfile.Line
	open bool
}

// file reads the rows of a file.
func (r *reader) file(name string, data []byte) {
	f := r.seen[path.Clean(name)]
	if f == nil {
		f = new(included)
		r.seen[path.Clean(name)] = f
	}
	f.open = true
	defer func() { f.open = false }()
	r.size += len(data)
	content, err := csvfile.Read(name, data, "start with a header, then one row per rule")
	var unreadable csvfile.Errors
	errors.As(err, &unreadable)
	r.loadErrors = append(r.loadErrors, unreadable...)
	if content == nil {
		r.incomplete = true
		return
	}
	r.descriptions(content.Lines)
	rows, ok := r.header(content, unreadable)
	r.rows(rows)
	r.allowances(content.Lines)
	r.weights(content.Lines)
	r.incomplete = r.incomplete || !ok
}

// header checks the header of a file and returns the rows after it. It adds no error if an
// unreadable line may be the missing header or row.
func (r *reader) header(f *csvfile.File, unreadable csvfile.Errors) (rows []csvfile.Line, ok bool) {
	records := slices.DeleteFunc(slices.Clone(f.Lines), func(l csvfile.Line) bool { return l.Cells == nil })
	hint := "want " + strings.Join(columns, ",")
	switch {
	case len(records) > 1 && slices.Equal(records[0].Cells, columns):
		return records[1:], true
	case len(unreadable) > 0 && (len(records) < 2 || unreadable[0].Line < records[0].Number):
		return nil, false
	case len(records) == 0:
		r.failFile(f.Name, 1, hint, "no header")
		return nil, false
	case !slices.Equal(records[0].Cells, columns):
		r.fail(&records[0], 0, hint, "header %s", strings.Join(records[0].Cells, ","))
		return nil, false
	}
	r.failFile(f.Name, records[0].Number, "add one row per rule", "no rows")
	return nil, false
}

// failFile reports an error at the start of a line, perhaps of an empty file.
func (r *reader) failFile(name string, line int, hint, what string) {
	r.loadErrors = append(r.loadErrors, csvfile.Error{File: name, Line: line, Col: 1, What: what, Hint: hint})
}

// includeFile reads the file of an include row. first reports whether only include rows
// stand before it.
func (r *reader) includeFile(l *csvfile.Line, first bool) {
	name, ok := r.included(l)
	if !first {
		r.fail(l, colProfile, "move it before the other rows", "include row after other rows")
	}
	if !ok {
		return
	}
	r.seen[name] = &included{row: l}
	data, err := r.read(name)
	if err != nil {
		r.fail(l, colSyscall, "", "cannot include %s: %s", name, reason(err, name))
	} else if r.size+len(data) > maxSize {
		r.fail(l, colSyscall, "", "the files of the policy are larger than %d MiB together", maxSize>>20)
	} else {
		r.file(name, data)
		return
	}
	r.incomplete = true
}

// included checks an include row and returns the name of its file.
func (r *reader) included(l *csvfile.Line) (name string, ok bool) {
	for _, i := range []int{colAction, colWhen} {
		if l.Cells[i] != "" {
			r.fail(l, i, "leave the cell empty", "%q for an include row", l.Cells[i])
		}
	}
	relative := l.Cells[colSyscall]
	name = path.Join(path.Dir(l.File), relative)
	switch other := r.seen[name]; {
	case relative != "" && other != nil && other.open:
		r.fail(l, colSyscall, "", "%s includes itself", name)
		return "", false
	case relative != "" && other != nil:
		r.fail(l, colSyscall, "remove one of the rows", "duplicate include of %s; first on %s", name, place(other.row.Seen(l)))
		return "", false
	case relative == "":
		r.fail(l, colSyscall, "name a file, relative to the folder of this one", "include row without a file")
	case path.IsAbs(relative):
		r.fail(l, colSyscall, "name it relative to the folder of this file", "absolute path %s", relative)
	case len(r.seen) == maxFiles:
		r.fail(l, colSyscall, fmt.Sprintf("at most %d", maxFiles), "too many files")
	default:
		return name, true
	}
	r.incomplete = true
	return "", false
}

// reason returns the reason why the file name could not be read.
func reason(err error, name string) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return strings.TrimPrefix(err.Error(), name+": ")
}

// place is the place of a line in a message. [csvfile.Message] does not shorten it.
type place string
