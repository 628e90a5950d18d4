package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/kernelsource"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/uapi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/weight"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/xsys"
)

const (
	updateSynopsis = "[-csv FILE] [-constants FILE] [-kernel DIR [-prototypes FILE]]\n       [-headers DIR [-cc PROGRAM] [-uapi FILE]] [-check]"
	updateNotes    = `Update reads the numbers and constants of golang.org/x/sys/unix, in the version of go.mod,
and the weights in gen/weight/counts.csv,
and with -kernel also the prototypes of syscalls in the source of a kernel, 6.11 or newer,
and with -headers the constants of a kernel's headers.
It belongs to the development of this module.
`
)

// The hints of update -check for an outdated file.
var (
	errStale           = errors.New("run seccompgen update")
	errStalePrototypes = errors.New("run seccompgen update -kernel DIR")
	errStaleHeaders    = errors.New("run seccompgen update -headers DIR")
)

// refreshed holds the bytes of a file before and after update, and the hint if they differ.
type refreshed struct {
	path    string
	was, is []byte
	hint    error
}

// updateOptions holds the flags of update.
type updateOptions struct {
	csv, constants     string
	kernel, prototypes string
	headers, cc, uapi  string
	check              bool
}

// update refreshes the numbers of the catalog, and the constants, from x/sys/unix, and the
// weights of the catalog. With
// -kernel it refreshes the prototypes of gen/abi, too, and with -headers the constants of
// the kernel's headers.
func update(flags *flag.FlagSet, args []string, stdout, _ io.Writer) error {
	usageOf(flags, updateSynopsis, updateNotes)
	var o updateOptions
	flags.StringVar(&o.csv, "csv", "syscalls.csv", "refresh the numbers and weights in `FILE`")
	flags.StringVar(&o.constants, "constants", "gen/constants/unix.csv", "refresh the constants in `FILE`")
	flags.StringVar(&o.kernel, "kernel", "", "refresh the prototypes from the source tree in `DIR`")
	flags.StringVar(&o.prototypes, "prototypes", "gen/abi/prototypes.csv", "with -kernel: refresh the prototypes in `FILE`")
	flags.StringVar(&o.headers, "headers", "", "refresh the constants of headers from `DIR`, the folder usr of Debian's linux-libc-dev, 6.12 or newer")
	flags.StringVar(&o.cc, "cc", "clang", "with -headers: `PROGRAM` is the compiler clang")
	flags.StringVar(&o.uapi, "uapi", "gen/constants/uapi.csv", "with -headers: refresh the constants of headers in `FILE`")
	flags.BoolVar(&o.check, "check", false, "write nothing; fail if a file on disk differs")
	if err := parse(flags, args); err != nil {
		return err
	}
	files, err := o.files(stdout)
	if err != nil {
		return err
	}
	return finish(files, o.check)
}

// files refreshes the files and prints the changes.
func (o updateOptions) files(stdout io.Writer) ([]refreshed, error) {
	numbers, err := refreshNumbers(o.csv, stdout)
	if err != nil {
		return nil, err
	}
	values, err := refreshConstants(o.constants, filepath.Dir(o.csv), stdout)
	if err != nil {
		return nil, err
	}
	files := []refreshed{numbers, values}
	if o.kernel != "" {
		declarations, err := refreshPrototypes(o.prototypes, o.kernel, numbers, stdout)
		if err != nil {
			return nil, err
		}
		files = append(files, declarations)
	}
	if o.headers != "" {
		of, err := refreshHeaders(o.uapi, o.headers, o.cc, stdout)
		if err != nil {
			return nil, err
		}
		files = append(files, of)
	}
	return files, nil
}

// finish writes the files, or with check returns an error for each that would change.
func finish(files []refreshed, check bool) error {
	var paths []string
	var contents [][]byte
	var stale []error
	for _, f := range files {
		paths, contents, stale = append(paths, f.path), append(contents, f.is), append(stale, f.fresh())
	}
	if check {
		return errors.Join(stale...)
	}
	_, err := replace.Files(paths, contents)
	return err
}

// refreshPrototypes refreshes the prototypes in a file from a kernel's source, for the
// syscalls of the refreshed catalog, and prints the changes.
func refreshPrototypes(path, kernel string, numbers refreshed, stdout io.Writer) (refreshed, error) {
	data, err := regular.Read(path, maxCSV)
	if err != nil {
		return refreshed{}, err
	}
	was, err := abi.ReadPrototypes(path, data)
	if err != nil {
		return refreshed{}, err
	}
	c, err := catalog.Load(numbers.path, numbers.is)
	if err != nil {
		return refreshed{}, err
	}
	tree, err := kernelsource.Read(os.DirFS(kernel))
	if err != nil {
		return refreshed{}, fmt.Errorf("%s: %w", kernel, err)
	}
	is, err := tree.Prototypes(c, was, abi.ByHand())
	if err != nil {
		return refreshed{}, fmt.Errorf("%s: the prototypes do not fit the catalog; correct the tree, or gen/abi/byhand.csv:\n%w", kernel, err)
	}
	for _, change := range abi.Changes(was, is) {
		fmt.Fprintln(stdout, change)
	}
	return refreshed{path, data, is.Format("Linux " + tree.Version + ": seccompgen update -kernel writes this file, and keeps the rows of newer syscalls."), errStalePrototypes}, nil
}

// refreshNumbers refreshes the numbers and weights of the catalog in a file and prints the
// changes.
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
	weights, err := weight.Merge(f, weight.Of(weight.Shipped()))
	if err != nil {
		return refreshed{}, err
	}
	for _, change := range weights {
		fmt.Fprintln(stdout, change)
	}
	now := f.Format()
	if _, err := catalog.Load(path, now); err != nil {
		return refreshed{}, fmt.Errorf("the numbers of x/sys/unix do not fit the catalog:\n%w", err)
	}
	return refreshed{path, data, now, errStale}, nil
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
	return refreshed{path, data, is.Format(), errStale}, nil
}

// refreshHeaders refreshes the constants in a file from the headers of a kernel. It prints
// the changes, and the headers and names left out.
func refreshHeaders(path, dir, cc string, stdout io.Writer) (refreshed, error) {
	data, err := regular.Read(path, maxCSV)
	if err != nil {
		return refreshed{}, err
	}
	was, err := constants.ReadUAPI(path, data)
	if err != nil {
		return refreshed{}, err
	}
	is, err := uapi.Read(dir, cc)
	if err != nil {
		return refreshed{}, err
	}
	for _, problem := range is.Problems {
		fmt.Fprintln(stdout, "left out:", problem)
	}
	for _, change := range constants.Changes(constants.TableOf(was), constants.TableOf(is.Constants)) {
		fmt.Fprintln(stdout, change)
	}
	return refreshed{path, data, constants.FormatUAPI(is.Constants), errStaleHeaders}, nil
}

// fresh returns an error if update would change the file.
func (r refreshed) fresh() error {
	if bytes.Equal(r.was, r.is) {
		return nil
	}
	return fmt.Errorf("%s: out of date or not as update writes it: %w", r.path, r.hint)
}
