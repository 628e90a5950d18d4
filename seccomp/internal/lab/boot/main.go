// Boot boots a kernel of every architecture under emulation, with the guest as the first
// process, and compares the guest's output with the oracle. It prints a table, then every
// difference. Package lab shows the whole.
//
//	boot [-arch LIST] [-cache DIR] [-mirror URL] [-jobs N] [-random N] [-seed N]
//	boot -programs [-arch LIST] [-cache DIR] [-mirror URL] [-jobs N] [-go LIST] [-run REGEXP] [-without SYSCALL]
//	boot -build-be [-cache DIR] [-mirror URL]
//
// It downloads kernels from Debian, once. Debian has no big-endian kernel for mips64 and
// ppc64: -build-be builds them, and busybox for mips, mips64 and ppc64. The script packages installs the tools. One machine:
//
//	kernel      Debian's newest cloud-arm64 of the suite forky, in .cache/kernels
//	initramfs   /init and /foreign for arm64 and arm, /filters, /calls
//	run         qemu-system-aarch64 -M virt ... -kernel K -initrd I -append "... -- -filters /filters ..."
//	console     guest: goarch arm64, then some thousand findings, then guest: end and their number
//	table       kernel version, numbers, verdicts, syscalls of both kinds, time, ok
//
// It exits with 0, with 1 if anything is wrong, and with 2 if its own arguments are wrong.
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
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// options holds the flags.
type options struct {
	architectures string
	programs      bool
	releases      string
	chosen        string
	without       string
	buildBE       bool
	cache         string
	mirror        string
	jobs          int
	random        int
	seed          uint64
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := new(options)
	flags := flag.NewFlagSet("boot", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.architectures, "arch", "", "test the architectures in `LIST`, separated by commas (default all)")
	flags.BoolVar(&o.buildBE, "build-be", false, "build the big-endian kernels missing from Debian, and test nothing")
	flags.StringVar(&o.cache, "cache", "", "keep kernels in `DIR` (default .cache/kernels of the module)")
	flags.BoolVar(&o.programs, "programs", false, "test real programs in place of verdicts")
	flags.StringVar(&o.releases, "go", "local", "compile Go programs with the releases in `LIST`, separated by commas")
	flags.StringVar(&o.chosen, "run", "", "with -programs, run only programs with a name that `REGEXP` matches, without spaces")
	flags.StringVar(&o.without, "without", "", "block `SYSCALL` in the filters of -programs, to see them fail")
	flags.StringVar(&o.mirror, "mirror", "", "fetch Debian's packages from `URL` (default from the mirror of this machine)")
	flags.IntVar(&o.jobs, "jobs", 2, "test `N` architectures at a time")
	flags.IntVar(&o.random, "random", 24, "measure `N` filters with random changes in addition to the profiles")
	flags.Uint64Var(&o.seed, "seed", 1, "draw the random changes from seed `N`")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 || o.jobs < 1 || o.random < 0 || strings.Contains(o.chosen, " ") {
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

// do builds or tests.
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
	w := &workshop{cache: debian.Cache{Dir: o.cache}, mirror: o.mirror, log: stderr}
	if o.buildBE {
		return errors.Join(buildAll(ctx, w), buildStatics(ctx, w))
	}
	chosen, err := choose(machines(), o.architectures)
	if err != nil {
		return err
	}
	if o.programs {
		return o.testPrograms(ctx, w, root, chosen, stdout)
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

// testPrograms tests real programs on machines.
func (o *options) testPrograms(ctx context.Context, w *workshop, root string, chosen []machine, stdout io.Writer) error {
	releases, err := releasesOf(ctx, root, o.releases)
	if err != nil {
		return err
	}
	stock, err := newStock(w)
	if err != nil {
		return err
	}
	t := &trials{stock: stock, root: root, releases: releases, chosen: o.chosen, without: o.without}
	results := testAll(ctx, chosen, o.jobs, t.test)
	return errors.Join(reportTrials(stdout, results), stock.close())
}

// moduleRoot returns the root of the module around the working directory.
func moduleRoot(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	return filepath.Dir(strings.TrimSpace(string(out))), nil
}
