// Testkernels boots a kernel of every architecture under emulation, with the guest
// that measures verdicts as its first process, and holds what the guest prints
// against the oracle. It prints a table, then everything that is wrong.
//
//	testkernels [-arch LIST] [-cache DIR] [-mirror URL] [-jobs N] [-random N] [-seed N]
//	testkernels -build-be [-cache DIR] [-mirror URL]
//
// Kernels come from Debian, once; the big-endian ones that it does not have are
// built by -build-be. See the script packages for what must be installed.
//
// It exits with 0, with 1 if anything is not right, and with 2 if its own arguments
// are wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options is the arguments.
type options struct {
	architectures string
	buildBE       bool
	cache         string
	mirror        string
	jobs          int
	random        int
	seed          uint64
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := new(options)
	flags := flag.NewFlagSet("testkernels", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.architectures, "arch", "", "test the architectures of `LIST`, separated by commas (default all)")
	flags.BoolVar(&o.buildBE, "build-be", false, "build the big-endian kernels that Debian does not have, and test nothing")
	flags.StringVar(&o.cache, "cache", "", "keep kernels in `DIR` (default .cache/kernels of the module)")
	flags.StringVar(&o.mirror, "mirror", "", "fetch Debian's packages from `URL` (default as this machine does)")
	flags.IntVar(&o.jobs, "jobs", 2, "test `N` architectures at a time")
	flags.IntVar(&o.random, "random", 24, "measure `N` filters with random changes beside the profiles")
	flags.Uint64Var(&o.seed, "seed", 1, "draw the random changes from seed `N`")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 || o.jobs < 1 || o.random < 0 {
		flags.Usage()
		return nil, errArguments
	}
	return o, nil
}

// run runs the command and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o, err := parse(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if err := o.do(ctx, stdout, stderr); err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// do builds or tests, as asked for.
func (o *options) do(ctx context.Context, stdout, stderr io.Writer) error {
	root, err := moduleRoot(ctx)
	if err != nil {
		return err
	}
	if o.cache == "" {
		o.cache = filepath.Join(root, ".cache", "kernels")
	}
	if err := os.MkdirAll(o.cache, 0o755); err != nil {
		return err
	}
	w := &workshop{cache: cache{o.cache}, mirror: o.mirror, log: stderr}
	if o.buildBE {
		return buildAll(ctx, w)
	}
	chosen, err := choose(machines(), o.architectures)
	if err != nil {
		return err
	}
	facts, err := oracle.Read(filepath.Join(root, "syscalls.csv"))
	if err != nil {
		return err
	}
	s, err := newSession(w, facts, o.random, o.seed)
	if err != nil {
		return err
	}
	results := testAll(ctx, chosen, o.jobs, s.test)
	return errors.Join(report(stdout, results), s.close())
}

// moduleRoot returns the folder of the module in which this runs.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}
