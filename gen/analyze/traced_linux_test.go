package analyze

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/csv"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// filterFile makes the test binary install the filter in a file and run a program.
const filterFile = "ANALYZE_TEST_FILTER"

func TestMain(m *testing.M) {
	if file := os.Getenv(filterFile); file != "" {
		os.Unsetenv(filterFile)
		os.Stderr.WriteString(confine(file, os.Args[1:]).Error())
		os.Exit(99)
	}
	os.Exit(m.Run())
}

// confine installs the filter in a file and executes a program. It returns an error only.
func confine(file string, args []string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var filter []unix.SockFilter
	for instruction := range slices.Chunk(data, 8) {
		filter = append(filter, unix.SockFilter{
			Code: binary.NativeEndian.Uint16(instruction), Jt: instruction[2], Jf: instruction[3], K: binary.NativeEndian.Uint32(instruction[4:]),
		})
	}
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&program)), 0, 0); err != nil {
		return err
	}
	return syscall.Exec(args[0], args, os.Environ())
}

// filterOf compiles the rules of a result with their proposed conditions. The rule for execve lets confine start the
// program.
func filterOf(t *testing.T, c *catalog.Catalog, r *Result) string {
	t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write([]string{"profile", "syscall", "action", "when", "why"})
	rows := Rows(c, []*Result{r})
	conditions := Proposals(rows, []*Result{r})
	if len(conditions) < 4 {
		t.Errorf("%d conditions", len(conditions))
	}
	for _, row := range append(rows, Row{Syscall: "execve", Why: "starts the program"}) {
		w.Write([]string{"program", row.Syscall, "", cmp.Or(row.When, conditions[row.Syscall]), row.Why})
	}
	w.Flush()
	p, err := policy.Load("program.csv", text.Bytes(), c)
	if err != nil {
		t.Fatal(err)
	}
	only := []*arch.Arch{r.Arch}
	decisions, _, err := p.Decide(argset.NewSpace(), only)
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	compiled, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: only})
	if err != nil {
		t.Fatal(err)
	}
	native, _ := listing.SymbolsOf(c, compiled[0])
	raw, err := listing.Formats["raw"](compiled[0].Program.Instructions, native)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "filter")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// converse runs a program. Once it prints ready it is stopped and continued, and its input
// ends. The program must print done.
func converse(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := false
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		switch lines.Text() {
		case "ready":
			for _, s := range []os.Signal{syscall.SIGSTOP, syscall.SIGCONT} {
				if err := cmd.Process.Signal(s); err != nil {
					t.Error(err)
				}
			}
			stdin.Close()
		case "done":
			done = true
		}
	}
	if err := cmd.Wait(); err != nil || !done {
		t.Errorf("%v: %v, done %v\n%s", cmd.Args, err, done, stderr.String())
	}
}

var tracedLine = regexp.MustCompile(`(?m)^\d+ +(\w+)\(`)

// trace runs a program under strace and returns the names of the syscalls it made, without
// the execve of strace itself.
func trace(t *testing.T, program string) []string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skip("install strace")
		}
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "log")
	converse(t, exec.CommandContext(t.Context(), strace, "-f", "-o", log, program))
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range tracedLine.FindAllStringSubmatch(string(text), -1)[1:] {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// emulators names the user-mode qemu of each architecture. That of 386 cannot run Go.
var emulators = map[string]string{
	"arm": "arm", "arm64": "aarch64", "loong64": "loongarch64", "mips": "mips", "mips64": "mips64", "mips64le": "mips64el",
	"mipsle": "mipsel", "ppc64": "ppc64", "ppc64le": "ppc64le", "riscv64": "riscv64", "s390x": "s390x",
}

var (
	emulatedName   = regexp.MustCompile(`\b\d+ (\w+)\(`)
	emulatedNumber = regexp.MustCompile(`\b\d+ Unknown syscall (\d+)`)
)

// emulate runs a program under qemu and returns the names of the syscalls in its trace.
func emulate(t *testing.T, c *catalog.Catalog, goarch, program string) []string {
	t.Helper()
	qemu, err := exec.LookPath("qemu-" + emulators[goarch] + "-static")
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skip("install qemu-user-static")
		}
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "log")
	converse(t, exec.CommandContext(t.Context(), qemu, "-strace", "-D", log, program))
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range emulatedName.FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	byNumber := c.Names(arch.ByGOARCH(goarch))
	for _, m := range emulatedNumber.FindAllStringSubmatch(string(text), -1) {
		number, err := strconv.ParseUint(m[1], 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, byNumber[uint32(number)])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// analyzeTraced builds and analyzes a program of testdata/traced, and returns its file.
func analyzeTraced(t *testing.T, c *catalog.Catalog, name, goarch string) (r *Result, program string) {
	t.Helper()
	work := t.TempDir()
	p, err := build.Build(build.Config{Package: "./testdata/traced/" + name, GOARCH: goarch}, work)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = find(c, p, work); err != nil || len(r.Problems) > 0 {
		t.Fatalf("%v, problems %v", err, r.Problems)
	}
	return r, filepath.Join(work, "program")
}

// compareTrace checks that a result has all syscalls of a trace.
func compareTrace(t *testing.T, r *Result, seen []string) {
	t.Helper()
	found := r.syscalls()
	missed := slices.DeleteFunc(slices.Clone(seen), func(name string) bool { return slices.Contains(found, name) })
	t.Logf("found %d, seen %d, missed %d", len(found), len(seen), len(missed))
	if len(missed) > 0 || len(seen) < 15 {
		t.Errorf("seen %v, missed %v", seen, missed)
	}
}

// shippedCatalog returns the built-in catalog.
func shippedCatalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTraced compares the syscalls that analyze finds in programs with those in a trace.
// Then the programs run under their rules, and other syscalls kill them.
func TestTraced(t *testing.T) {
	if arch.ByGOARCH(runtime.GOARCH) == nil {
		t.Skipf("no syscalls for %s", runtime.GOARCH)
	}
	c := shippedCatalog(t)
	for _, name := range []string{"files", "runner", "server", "signals"} {
		t.Run(name, func(t *testing.T) {
			r, program := analyzeTraced(t, c, name, runtime.GOARCH)
			compareTrace(t, r, trace(t, program))
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), self, program)
			cmd.Env = append(os.Environ(), filterFile+"="+filterOf(t, c, r))
			converse(t, cmd)
			if name == "files" {
				checkKills(t, cmd.Env, self)
			}
		})
	}
}

// TestEmulated compares the syscalls of programs for other architectures with traces of
// qemu, and on amd64 those for 386 with traces of strace.
func TestEmulated(t *testing.T) {
	if !*long {
		t.Skip("builds programs for many architectures; make test-analyze does it")
	}
	c := shippedCatalog(t)
	for _, name := range []string{"files", "signals"} {
		for _, goarch := range slices.Sorted(maps.Keys(emulators)) {
			t.Run(goarch+"/"+name, func(t *testing.T) {
				r, program := analyzeTraced(t, c, name, goarch)
				compareTrace(t, r, emulate(t, c, goarch, program))
			})
		}
		if runtime.GOARCH == "amd64" {
			t.Run("386/"+name, func(t *testing.T) {
				r, program := analyzeTraced(t, c, name, "386")
				compareTrace(t, r, trace(t, program))
			})
		}
	}
}

// checkKills checks that the filter in the environment kills a program with other syscalls.
func checkKills(t *testing.T, env []string, self string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), self, "/bin/sh", "-c", "sleep 0")
	cmd.Env = env
	err := cmd.Run()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGSYS {
		t.Errorf("sh under the rules of another program: %v; want a kill", err)
	}
}
