package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/conditions"
)

// reporter prints findings.
type reporter struct {
	lines int
}

// finding prints a line. Its mark distinguishes it from messages of the kernel on the same
// console.
func (r *reporter) finding(format string, args ...any) {
	r.lines++
	fmt.Printf("guest: "+format+"\n", args...)
}

// end prints the number of findings, so that a lost one is noticed.
func (r *reporter) end() {
	fmt.Printf("guest: end %d\n", r.lines)
}

// report measures everything.
func report(args []string) error {
	flags := flag.NewFlagSet("guest", flag.ContinueOnError)
	filters := flags.String("filters", "", "read filters from `FILE`, one per line")
	calls := flags.String("calls", "", "read syscalls from `FILE`, one per line")
	foreign := flags.String("foreign", "", "run `PROGRAM`, a guest for the kernel's other architecture")
	if err := flags.Parse(args); err != nil {
		return err
	}
	list, err := readLines(*filters)
	if err != nil {
		return err
	}
	r := new(reporter)
	r.finding("goarch %s", runtime.GOARCH)
	r.finding("kernel %s", release())
	for _, n := range exempt() {
		r.finding("skipped %d", n)
	}
	r.child("arrival")
	for i, spec := range list {
		r.finding("filter %d %s", i, spec)
		r.child("verdicts", strconv.Itoa(i), spec)
	}
	if *calls != "" {
		for _, p := range conditions.Profiles() {
			r.child("calls", p.Name(), *calls)
		}
		if err := r.reportInherited(*calls, *foreign); err != nil {
			return err
		}
	}
	for _, mode := range []string{"flags", "stack", "threadsync", "conflict", "longest"} {
		r.child(mode)
	}
	r.reportOtherABIs()
	r.reportExec("own", "/proc/self/exe")
	if *foreign != "" {
		r.reportExec("foreign", *foreign)
	}
	r.end()
	return nil
}

// readLines returns the lines of the file at path, or none for an empty path.
func readLines(path string) ([]string, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSpace(string(data)), "\n"), nil
}

// release returns the kernel's version.
func release() string {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return err.Error()
	}
	return unix.ByteSliceToString(name.Release[:])
}
