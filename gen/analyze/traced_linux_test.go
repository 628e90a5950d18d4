package analyze

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
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

// TestTraced compares the syscalls that analyze finds in programs with those in a trace.
// Then the programs run under their rules, and other syscalls kill them.
func TestTraced(t *testing.T) {
	if arch.ByGOARCH(runtime.GOARCH) == nil {
		t.Skipf("no syscalls for %s", runtime.GOARCH)
	}
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"files", "runner", "server", "signals"} {
		t.Run(name, func(t *testing.T) {
			work := t.TempDir()
			p, err := build.Build(build.Config{Package: "./testdata/traced/" + name, GOARCH: runtime.GOARCH}, work)
			if err != nil {
				t.Fatal(err)
			}
			r, err := find(c, p, work)
			if err != nil || len(r.Problems) > 0 {
				t.Fatalf("%v, problems %v", err, r.Problems)
			}
			program := filepath.Join(work, "program")
			seen, found := trace(t, program), r.syscalls()
			missed := slices.DeleteFunc(slices.Clone(seen), func(name string) bool { return slices.Contains(found, name) })
			t.Logf("found %d, seen %d, missed %d", len(found), len(seen), len(missed))
			if len(missed) > 0 || len(seen) < 15 {
				t.Errorf("seen %v, missed %v", seen, missed)
			}
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
