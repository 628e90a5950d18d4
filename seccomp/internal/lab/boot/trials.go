package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/expect"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

// trialMemory is the memory for the trials of programs, in MiB.
const trialMemory = 1024

// reporter is the file of seccomp-exec in a virtual machine.
const reporter = "seccomp-exec"

// guestsFolder is the runner's folder of compiled programs.
const guestsFolder = "/guests"

// trialLimit ends a machine that hangs. It is many times the duration of a working one.
const trialLimit = 3 * time.Hour

// trials tests real programs on machines.
type trials struct {
	*stock
	// root is the folder of the module.
	root string
	// releases lists the releases of Go that compile programs, such as go1.26.8.
	releases []string
	// chosen is a regular expression for the names of programs, or "" for all.
	chosen string
	// without is a syscall for every filter to block, or "".
	without string
}

// tried is the result of the trials on a machine.
type tried struct {
	goarch, release, libc string
	results               []programs.Result
	took                  time.Duration
	problems              []string
}

// test boots a machine with its userland and collects the results of the trials.
func (t *trials) test(ctx context.Context, m machine) tried {
	res := tried{goarch: m.goarch}
	p, err := t.platform(ctx, m)
	var initrd string
	if err == nil {
		initrd, err = t.initramfs(ctx, m)
	}
	if err != nil {
		res.problems = []string{err.Error()}
		return res
	}
	defer os.Remove(initrd)
	res.libc = userlands()[m.goarch].libc(t.workshop)
	t.workshop.say("%s: booting", m.goarch)
	start := time.Now()
	console, err := boot(ctx, p.emulator, m.board.arguments(p.kernel, initrd, trialMemory, t.arguments()), trialLimit)
	res.took = time.Since(start)
	res.read(console, err)
	if err := t.keep("programs-"+m.goarch, console); err != nil {
		res.problems = append(res.problems, err.Error())
	}
	t.workshop.say("%s: %d trials in %s, %d problems", m.goarch, len(res.results), res.took.Round(time.Second), len(res.problems))
	return res
}

// arguments returns the arguments of the runner.
func (t *trials) arguments() string {
	list := []string{"-reporter", "/" + reporter}
	if t.chosen != "" {
		list = append(list, "-run", t.chosen)
	}
	if t.without != "" {
		list = append(list, "-without", t.without)
	}
	return strings.Join(list, " ")
}

// read adds the results on a console, and the problem of a machine that failed.
func (res *tried) read(console []byte, err error) {
	res.release = expect.Release(console)
	results, readErr := programs.ReadResults(console)
	res.results = results
	for _, err := range []error{err, readErr} {
		if err != nil {
			res.problems = append(res.problems, err.Error())
		}
	}
	if end := fmt.Sprintf("guest: end %d", len(results)); len(results) == 0 || !strings.Contains(string(console), end) {
		res.problems = append(res.problems, "the guest did not end its work; last lines of the console:\n"+complaint.Last(string(console), 20))
	}
	for _, r := range results {
		if problem := problemOf(r, userlands()[res.goarch]); problem != "" {
			res.problems = append(res.problems, problem)
		}
	}
}

// problemOf returns the problem of a result, or "". A userland lacks some programs, and an old
// kernel some syscalls.
func problemOf(r programs.Result, u root) string {
	missing := slices.DeleteFunc(slices.Clone(r.Missing), func(name string) bool { return u.lacks(name) || programs.IsKernel(name) })
	name := strings.TrimSpace(r.Build + " " + r.Program)
	switch {
	case len(missing) > 0:
		return fmt.Sprintf("%s: missing %s", name, strings.Join(missing, ", "))
	case r.Problem == "":
		return ""
	}
	return fmt.Sprintf("%s: %s: %s", name, r.Under, complaint.Last(r.Problem, 20))
}

// initramfs returns the path of a machine's initramfs: its userland, the runner, the
// compiled programs and testdata.
func (t *trials) initramfs(ctx context.Context, m machine) (string, error) {
	packed, err := t.get(ctx, userlands()[m.goarch])
	if err != nil {
		return "", err
	}
	own, err := t.ownNodes(ctx, m.goarch)
	if err != nil {
		return "", err
	}
	data, err := unpackFolder(ctx, packed)
	if err != nil {
		return "", err
	}
	data = append(data, archive(own)...)
	if m.board.packed {
		if data, err = pack(ctx, data); err != nil {
			return "", err
		}
	}
	path := filepath.Join(t.scratch, "programs-"+m.goarch)
	return path, os.WriteFile(path, data, 0o644)
}

// ownNodes returns the nodes that do not come from the userland.
func (t *trials) ownNodes(ctx context.Context, goarch string) ([]node, error) {
	nodes := []node{
		{name: "dev", mode: modeFolder},
		{name: "dev/console", mode: modeDevice, major: 5, minor: 1},
		{name: "guests", mode: modeFolder},
		{name: "testdata", mode: modeFolder},
	}
	scripts, err := fs.ReadDir(programs.Testdata, "testdata")
	if err != nil {
		return nil, err
	}
	for _, s := range scripts {
		name := path.Join("testdata", s.Name())
		text, err := programs.Testdata.ReadFile(name)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, node{name: name, mode: modeFile, data: text})
	}
	built, err := t.buildAll(ctx, goarch)
	return append(nodes, built...), err
}

// buildAll builds the runner and seccomp-exec with this machine's Go, and the Go programs of
// testdata with every release.
func (t *trials) buildAll(ctx context.Context, goarch string) ([]node, error) {
	nodes, err := t.build(ctx, goarch, "local", "./seccomp/internal/lab/runner", "./seccomp/cmd/"+reporter)
	if err != nil {
		return nil, err
	}
	nodes[slices.IndexFunc(nodes, func(n node) bool { return n.name == "runner" })].name = "init"
	mains, err := filepath.Glob(filepath.Join(t.root, "seccomp/internal/programs/testdata/*/main.go"))
	if err != nil {
		return nil, err
	}
	for _, release := range t.releases {
		folder := path.Join("guests", release)
		nodes = append(nodes, node{name: folder, mode: modeFolder})
		var packages []string
		for _, file := range mains {
			packages = append(packages, filepath.Dir(file))
		}
		built, err := t.build(ctx, goarch, release, packages...)
		if err != nil {
			return nil, err
		}
		for _, n := range built {
			n.name = path.Join(folder, n.name)
			nodes = append(nodes, n)
		}
	}
	return nodes, nil
}

// build builds Go programs into nodes.
func (t *trials) build(ctx context.Context, goarch, release string, packages ...string) ([]node, error) {
	dir, err := os.MkdirTemp(t.scratch, "go-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	args := append([]string{"build", "-ldflags=-s -w", "-o", dir + "/"}, packages...)
	if _, err := runGo(ctx, t.root, release, []string{"GOOS=linux", "GOARCH=" + goarch, "CGO_ENABLED=0"}, args...); err != nil {
		return nil, fmt.Errorf("building programs for %s: %w", goarch, err)
	}
	return nodesOf(dir)
}

// runGo runs the go command of a release in a folder.
func runGo(ctx context.Context, dir, release string, environment []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), "GOTOOLCHAIN="+release), environment...)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go %s of %s: %w%s", args[0], release, err, complaint.Of(err))
	}
	return out, nil
}

// releasesOf returns the releases of Go for a list in the form of GOTOOLCHAIN, separated by
// commas. The release local is this machine's.
func releasesOf(ctx context.Context, root, list string) ([]string, error) {
	var releases []string
	for toolchain := range strings.SplitSeq(list, ",") {
		out, err := runGo(ctx, root, toolchain, nil, "env", "GOVERSION")
		if err != nil {
			return nil, err
		}
		releases = append(releases, strings.TrimSpace(string(out)))
	}
	return releases, nil
}
