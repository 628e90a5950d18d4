package main

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

// directive begins a line of a Go file with flags of generate.
const directive = "//seccompgen:generate "

// maxSource limits the size of a Go file, in bytes.
const maxSource = 64 << 20

// folders runs generate for each directive in the folders of the arguments. One process
// reads the tables of constants once for all packages.
func (o *generateOptions) folders(flags *flag.FlagSet, stdout, stderr io.Writer) error {
	alone := true
	flags.Visit(func(f *flag.Flag) { alone = alone && f.Name == "check" })
	if !alone {
		return badUsage(flags, "unexpected argument %q; write flags for folders into lines %sFLAGS", flags.Arg(0), directive)
	}
	for _, pattern := range flags.Args() {
		if info, err := os.Stat(rootOf(pattern)); err != nil || !info.IsDir() {
			return badUsage(flags, "%q is no folder", pattern)
		}
	}
	list, err := directivesIn(flags.Args())
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("%s: no line %sFLAGS", strings.Join(flags.Args(), ", "), directive)
	}
	var errs []error
	for _, one := range list {
		one.checkOnly = one.checkOnly || o.checkOnly
		errs = append(errs, one.run(stdout, stderr))
	}
	return errors.Join(errs...)
}

// rootOf returns the folder of FOLDER or FOLDER/... .
func rootOf(pattern string) string {
	return filepath.Clean(strings.TrimSuffix(filepath.ToSlash(pattern), "/..."))
}

// directivesIn returns the options of all directives, or the errors in them.
func directivesIn(patterns []string) ([]generateOptions, error) {
	var list []generateOptions
	var errs []error
	for _, pattern := range patterns {
		root := rootOf(pattern)
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && path != root && (root == filepath.Clean(pattern) || isSkipped(path)) {
					return fs.SkipDir
				}
				return err
			}
			if filepath.Ext(path) == ".go" {
				found, err := directivesOf(path)
				list, errs = append(list, found...), append(errs, err)
			}
			return nil
		})
		errs = append(errs, err)
	}
	return list, errors.Join(errs...)
}

// isSkipped reports whether the go command would leave a folder out of a pattern with
// "...": for its name, or as a module of its own.
func isSkipped(folder string) bool {
	name := filepath.Base(folder)
	if name == "testdata" || name == "vendor" || name[0] == '.' || name[0] == '_' {
		return true
	}
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// directivesOf returns the options of the directives in a file.
func directivesOf(file string) ([]generateOptions, error) {
	data, err := regular.Read(file, maxSource)
	if err != nil || !bytes.Contains(data, []byte(directive)) {
		return nil, err
	}
	var list []generateOptions
	var errs []error
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	for number := 1; lines.Scan(); number++ {
		args, ok := strings.CutPrefix(lines.Text(), directive)
		if !ok {
			continue
		}
		o, err := parseGenerate(flag.NewFlagSet("seccompgen generate", flag.ContinueOnError), filepath.Dir(file), strings.Fields(args))
		if err != nil {
			err = fmt.Errorf("%s:%d:1: %w", file, number, err)
		}
		list, errs = append(list, o), append(errs, err)
	}
	return list, errors.Join(errs...)
}
