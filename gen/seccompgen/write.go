package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// write generates the files and replaces those on disk, under the folder's lock. It reads
// the input under the lock too: the last of several runs reads the latest input. It makes
// a missing folder only after the input has passed.
func (o generateOptions) write(stdout, stderr io.Writer) error {
	held, files, err := o.lockedFiles(false, stderr)
	if err != nil {
		return err
	}
	defer held.Close()
	if held == nil {
		if err := os.MkdirAll(o.out, 0o755); err != nil {
			return err
		}
		late, err := lock(o.out, false, stderr)
		if err != nil {
			return err
		}
		defer late.Close()
	}
	changes, err := o.verdictChanges(files)
	if err != nil {
		return err
	}
	if o.file == "" {
		err = replaceFiles(files, stdout)
	} else {
		err = writePackage(o.out, files, stdout)
	}
	if err == nil {
		for _, line := range changes {
			fmt.Fprintln(stdout, line)
		}
	}
	return err
}

// printOrWrite writes text to a file, or to stdout without the name of one.
func printOrWrite(file string, text []byte, stdout io.Writer) error {
	if file == "" {
		_, err := stdout.Write(text)
		return err
	}
	_, err := replace.Files([]string{file}, [][]byte{text})
	return err
}

// writePackage writes the files of a policy's package and removes stale ones. If it would
// replace a handwritten file, it changes nothing.
func writePackage(dir string, files []emit.File, stdout io.Writer) error {
	if err := others(files); err != nil {
		return err
	}
	old, err := unexpected(dir, "zprofiles_linux_*.go", files)
	if err != nil {
		return err
	}
	if err := replaceFiles(files, stdout); err != nil {
		return err
	}
	return remove(old, stdout)
}

// others returns an error for each existing file without the header of generated ones.
func others(files []emit.File) error {
	var errs []error
	for _, f := range files {
		data, err := regular.Read(f.Name, math.MaxInt64)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			errs = append(errs, err)
		case !emit.Generated(data):
			errs = append(errs, fmt.Errorf("%s:1:1: this file is not generated and would be lost; use another -out", f.Name))
		}
	}
	return errors.Join(errs...)
}

// unexpected returns the generated files in dir with names of a pattern, without those in
// files.
func unexpected(dir, pattern string, files []emit.File) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var out []string
	var errs []error
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		matches, _ := filepath.Match(pattern, e.Name())
		if !matches || slices.ContainsFunc(files, func(f emit.File) bool { return f.Name == path }) {
			continue
		}
		data, err := regular.Read(path, math.MaxInt64)
		if err != nil {
			errs = append(errs, err)
		} else if emit.Generated(data) {
			out = append(out, path)
		}
	}
	return out, errors.Join(errs...)
}

// inDir returns files with their names changed to paths in dir.
func inDir(dir string, files []emit.File) []emit.File {
	for i := range files {
		files[i].Name = filepath.Join(dir, files[i].Name)
	}
	return files
}

// replaceFiles writes files and prints the names of those it changed.
func replaceFiles(files []emit.File, stdout io.Writer) error {
	var paths []string
	var data [][]byte
	for _, f := range files {
		paths = append(paths, f.Name)
		data = append(data, f.Data)
	}
	replaced, err := replace.Files(paths, data)
	for _, path := range replaced {
		fmt.Fprintln(stdout, path)
	}
	return err
}

// remove removes files and prints their names.
func remove(paths []string, stdout io.Writer) error {
	var errs []error
	for _, path := range paths {
		err := os.Remove(path)
		if err == nil {
			fmt.Fprintln(stdout, "removed", path)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
