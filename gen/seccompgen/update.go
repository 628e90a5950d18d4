package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/xsys"
)

const updateNotes = `Update reads the numbers and constants of golang.org/x/sys/unix, in the version of go.mod.
It belongs to the development of this module.
`

// errStale is the hint of update -check for an outdated file.
var errStale = errors.New("run seccompgen update")

// refreshed holds the bytes of a file before and after update.
type refreshed struct {
	path    string
	was, is []byte
}

// update refreshes the numbers of the catalog, and the constants, from x/sys/unix.
func update(flags *flag.FlagSet, args []string, stdout, _ io.Writer) error {
	usageOf(flags, "[-csv FILE] [-constants FILE] [-check]", updateNotes)
	csv := flags.String("csv", "syscalls.csv", "refresh the numbers in `FILE`")
	unix := flags.String("constants", "gen/constants/unix.csv", "refresh the constants in `FILE`")
	check := flags.Bool("check", false, "write nothing; fail if a file on disk differs")
	if err := parse(flags, args); err != nil {
		return err
	}
	numbers, err := refreshNumbers(*csv, stdout)
	if err != nil {
		return err
	}
	values, err := refreshConstants(*unix, filepath.Dir(*csv), stdout)
	if err != nil {
		return err
	}
	if *check {
		return errors.Join(numbers.fresh(), values.fresh())
	}
	_, err = replace.Files([]string{numbers.path, values.path}, [][]byte{numbers.is, values.is})
	return err
}

// refreshNumbers refreshes the catalog in a file and prints the changes.
func refreshNumbers(path string, stdout io.Writer) (refreshed, error) {
	data, err := regular.Read(path, maxCSV)
	if err != nil {
		return refreshed{}, err
	}
	if _, err := catalog.Load(path, data); err != nil {
		return refreshed{}, err
	}
	f, err := catalog.Read(path, data)
	if err != nil {
		return refreshed{}, err
	}
	numbers, err := xsys.Read(filepath.Dir(path))
	if err != nil {
		return refreshed{}, err
	}
	for _, change := range xsys.Merge(f, numbers) {
		fmt.Fprintln(stdout, change)
	}
	now := f.Format()
	if _, err := catalog.Load(path, now); err != nil {
		return refreshed{}, fmt.Errorf("the numbers of x/sys/unix do not fit the catalog:\n%w", err)
	}
	return refreshed{path, data, now}, nil
}

// refreshConstants refreshes the constants in a file, from the x/sys/unix required by the
// module in dir, and prints the changes.
func refreshConstants(path, dir string, stdout io.Writer) (refreshed, error) {
	data, err := regular.Read(path, maxCSV)
	if err != nil {
		return refreshed{}, err
	}
	was, err := constants.Read(path, data)
	if err != nil {
		return refreshed{}, err
	}
	is, err := xsys.Constants(dir)
	if err != nil {
		return refreshed{}, err
	}
	for _, change := range constants.Changes(was, is) {
		fmt.Fprintln(stdout, change)
	}
	return refreshed{path, data, is.Format()}, nil
}

// fresh returns an error if update would change the file.
func (r refreshed) fresh() error {
	if bytes.Equal(r.was, r.is) {
		return nil
	}
	return fmt.Errorf("%s: out of date or not as update writes it: %w", r.path, errStale)
}
