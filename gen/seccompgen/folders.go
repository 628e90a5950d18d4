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

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/parallel"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
)

// directive begins a line of a Go file with flags of generate.
const directive = "//seccompgen:generate "

// maxSource limits the size of a Go file, in bytes.
const maxSource = 64 << 20

// folders runs generate for each directive in the folders of the arguments, side by side.
// One process reads the tables of constants once for all packages.
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
	errs, turns := make([]error, len(list)), newTurns(len(list))
	_ = parallel.Limited(directivesAtOnce, len(list), func(i int) error { // an error of one does not stop the others
		defer turns.end(i)
		one := list[i]
		one.checkOnly = one.checkOnly || o.checkOnly
		errs[i] = one.run(turns.writer(i, stdout), turns.writer(i, stderr))
		return nil
	})
	return errors.Join(errs...)
}

// directivesAtOnce limits the directives side by side, and so their memory. Two occupy all
// processors: while one reads its policy, the other compiles for several architectures.
const directivesAtOnce = 2

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
	list, err := distinct(list)
	return list, errors.Join(append(errs, err)...)
}

// distinct returns the directives, each once, though several patterns may match its folder.
// Each needs a folder of its own to write, as it would replace the files of another.
func distinct(list []generateOptions) (out []generateOptions, err error) {
	first := make(map[string]string)
	var errs []error
	for _, o := range list {
		folder := filepath.Clean(o.out)
		switch earlier, ok := first[folder]; {
		case !ok:
			first[folder] = o.place
			out = append(out, o)
		case earlier != o.place:
			errs = append(errs, fmt.Errorf("%s: %s writes folder %s too; use another -out", o.place, earlier, folder))
		}
	}
	return out, errors.Join(errs...)
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
		o.place = fmt.Sprintf("%s:%d:1", file, number)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", o.place, err))
			continue
		}
		list = append(list, o)
	}
	return list, errors.Join(errs...)
}
