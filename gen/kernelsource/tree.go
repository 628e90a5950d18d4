package kernelsource

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Tree holds the syscalls of a kernel source tree.
type Tree struct {
	// Version is the version of the kernel: 7.2.
	Version string
	// tables holds the lines of each of sources by number.
	tables map[string]map[uint32]line
	// definitions holds the macros by function.
	definitions map[string][]definition
	// conditional holds the functions that a configuration may leave out.
	conditional map[string]bool
	// selected holds the select lines of Kconfig by folder of arch and option.
	selected map[string]map[string][]selection
}

// Read reads a source tree.
func Read(fsys fs.FS) (*Tree, error) {
	t := &Tree{tables: make(map[string]map[uint32]line), selected: make(map[string]map[string][]selection)}
	var errs []error
	for _, s := range sources {
		table, err := s.read(fsys)
		errs = append(errs, err)
		t.tables[s.goarch] = table
	}
	paths, err := fs.Glob(fsys, "arch/*/Kconfig")
	errs = append(errs, err)
	for _, path := range paths {
		t.selected[strings.Split(path, "/")[1]], err = readKconfig(fsys, path)
		errs = append(errs, err)
	}
	t.Version, err = readVersion(fsys)
	errs = append(errs, err)
	t.conditional, err = readConditional(fsys)
	if errs = append(errs, err); errors.Join(errs...) != nil {
		return nil, errors.Join(unique(errs)...)
	}
	t.definitions, err = readDefinitions(fsys)
	return t, err
}

// unique removes the errors with the text of an earlier one.
func unique(errs []error) []error {
	seen := make(map[string]bool)
	return slices.DeleteFunc(errs, func(err error) bool {
		if err == nil || seen[err.Error()] {
			return true
		}
		seen[err.Error()] = true
		return false
	})
}

var (
	versionLine = regexp.MustCompile(`^(VERSION|PATCHLEVEL) *= *([0-9]+)`)
	configLine  = regexp.MustCompile(`^config (\w+)`)
	selectLine  = regexp.MustCompile(`^\s*select (\w+)(?:\s+if\s+(.*))?`)
	condLine    = regexp.MustCompile(`^COND_SYSCALL(_COMPAT)?\((\w+)\)`)
)

// readVersion returns the version in the Makefile.
func readVersion(fsys fs.FS) (string, error) {
	var parts []string
	err := eachLine(fsys, "Makefile", func(text string) {
		if m := versionLine.FindStringSubmatch(text); m != nil && len(parts) < 2 {
			parts = append(parts, m[2])
		}
	})
	if err == nil && len(parts) < 2 {
		err = errors.New("no VERSION and PATCHLEVEL in Makefile")
	}
	return strings.Join(parts, "."), err
}

// selection is a select line of Kconfig: the option of its section, and its condition.
// An empty condition is always true.
type selection struct{ section, condition string }

// readKconfig returns the select lines in a file by the option that they select.
func readKconfig(fsys fs.FS, path string) (map[string][]selection, error) {
	selected := make(map[string][]selection)
	section := ""
	err := eachLine(fsys, path, func(text string) {
		if m := configLine.FindStringSubmatch(text); m != nil {
			section = m[1]
		}
		if m := selectLine.FindStringSubmatch(text); m != nil {
			selected[m[1]] = append(selected[m[1]], selection{section, strings.TrimSpace(m[2])})
		}
	})
	return selected, err
}

// readConditional returns the entry functions that a configuration may leave out.
func readConditional(fsys fs.FS) (map[string]bool, error) {
	functions := make(map[string]bool)
	err := eachLine(fsys, "kernel/sys_ni.c", func(text string) {
		if m := condLine.FindStringSubmatch(text); m != nil {
			function := "sys_" + m[2]
			if m[1] != "" {
				function = "compat_" + function
			}
			functions[function] = true
		}
	})
	return functions, err
}

// eachLine calls f for the lines of a file.
func eachLine(fsys fs.FS, path string, f func(string)) error {
	file, err := open(fsys, path)
	if err != nil {
		return err
	}
	defer file.Close()
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		f(scanner.Text())
	}
	return scanner.Err()
}

// open opens a regular file: opening a named pipe can block forever.
func open(fsys fs.FS, path string) (fs.File, error) {
	info, err := fs.Stat(fsys, path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	return fsys.Open(path)
}

// folders lists the folders with SYSCALL_DEFINE macros, beside those in arch.
var folders = []string{"block", "drivers/char", "drivers/pci", "fs", "io_uring", "ipc", "kernel", "lib", "mm", "net", "security"}

// readDefinitions returns the macros of all C files by function.
func readDefinitions(fsys fs.FS) (map[string][]definition, error) {
	all := make(map[string][]definition)
	dirs := slices.Clone(folders)
	for _, s := range sources {
		if dir := "arch/" + s.dir; !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range dirs {
		err := fs.WalkDir(fsys, dir, func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && path == dir {
				return nil
			}
			if err != nil || !d.Type().IsRegular() || !strings.HasSuffix(path, ".c") {
				return err
			}
			list, err := readFile(fsys, path)
			for _, x := range list {
				all[x.function] = append(all[x.function], x)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// readFile returns the macros of a file.
func readFile(fsys fs.FS, path string) ([]definition, error) {
	f, err := open(fsys, path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return definitions(path, f)
}
