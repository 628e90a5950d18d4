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

// errStale is what update -check says of a file that update would change.
var errStale = errors.New("run seccompgen update")

// refreshed is a file's bytes, and those that x/sys/unix makes of them.
type refreshed struct {
	path    string
	was, is []byte
}

// update refreshes what comes from x/sys/unix: the number columns of the catalog
// and the constants.
func update(flags *flag.FlagSet, args []string, stdout, _ io.Writer) error {
	usageOf(flags, "[-csv FILE] [-constants FILE] [-check]", "It takes the numbers and constants of the golang.org/x/sys/unix that go.mod names.\n")
	csv := flags.String("csv", "syscalls.csv", "read the system calls from `FILE`")
	unix := flags.String("constants", "gen/constants/unix.csv", "keep the constants of x/sys/unix in `FILE`")
	check := flags.Bool("check", false, "change nothing, and fail if anything would change")
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
		return refreshed{}, fmt.Errorf("x/sys/unix would make the catalog wrong:\n%w", err)
	}
	return refreshed{path, data, now}, nil
}

// refreshConstants refreshes the constants in a file, from the x/sys/unix that the
// module in dir requires, and prints the changes.
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

// fresh returns an error if there is anything to change.
func (r refreshed) fresh() error {
	if bytes.Equal(r.was, r.is) {
		return nil
	}
	return fmt.Errorf("%s: out of date or not as update writes it: %w", r.path, errStale)
}
