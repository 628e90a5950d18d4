package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/xsys"
)

// errStale is what update -check says of a file that update would change.
var errStale = errors.New("run seccompgen update")

// update refreshes the number columns from x/sys/unix.
func update(flags *flag.FlagSet, args []string, stdout io.Writer) error {
	csv := csvFlag(flags)
	check := flags.Bool("check", false, "change nothing, and fail if anything would change")
	if err := parse(flags, args); err != nil {
		return err
	}
	data, err := os.ReadFile(*csv)
	if err != nil {
		return err
	}
	if _, err := catalog.Load(*csv, data); err != nil {
		return err
	}
	f, err := catalog.Read(*csv, data)
	if err != nil {
		return err
	}
	numbers, err := xsys.Read(filepath.Dir(*csv))
	if err != nil {
		return err
	}
	for _, change := range xsys.Merge(f, numbers) {
		fmt.Fprintln(stdout, change)
	}
	now := f.Format()
	if _, err := catalog.Load(*csv, now); err != nil {
		return fmt.Errorf("x/sys/unix would make the catalog wrong:\n%w", err)
	}
	if !*check {
		_, err = replace.Files([]string{*csv}, [][]byte{now})
		return err
	}
	if !bytes.Equal(data, now) {
		return fmt.Errorf("%s: out of date or not as update writes it: %w", *csv, errStale)
	}
	return nil
}
