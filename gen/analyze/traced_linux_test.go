package analyze

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
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

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// profileFile makes the test binary run a program under the profile in a file.
const profileFile = "ANALYZE_TEST_PROFILE"

func TestMain(m *testing.M) {
	if file := os.Getenv(profileFile); file != "" {
		os.Unsetenv(profileFile)
		os.Stderr.WriteString(confine(file, os.Args[1:]).Error())
		os.Exit(99)
	}
	os.Exit(m.Run())
}

// confine executes a program under the profile in a file. It returns an error only.
func confine(file string, args []string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var data tables.ProfileData
	if err := json.Unmarshal(text, &data); err != nil {
		return err
	}
	f := seccomp.New(tables.MakeProfile(&data))
	return seccomp.Exec(&f, args[0], args, os.Environ())
}

// traced is an analyzed program of testdata/traced.
type traced struct {
	name, file string
	result     *Result
}

// rules returns the policy of a program with the proposed conditions. It includes the rules
// of a child, and has one more for seccomp.Exec.
func (p traced) rules(t *testing.T, c *catalog.Catalog, child *traced) []byte {
	t.Helper()
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	w.Write([]string{"profile", "syscall", "action", "when", "why"})
	if child != nil {
		w.Write([]string{"include", child.name + ".csv", "", "", ""})
		w.Write([]string{p.name, "@" + child.name, "", "", "the child inherits the filter"})
	}
	rows := Rows(c, []*Result{p.result})
	conditions := Proposals(rows, []*Result{p.result})
	if len(conditions) < 4 {
		t.Errorf("%d conditions", len(conditions))
	}
	for _, row := range append(rows, Row{Syscall: "execve", Why: "starts the program"}) {
		w.Write([]string{p.name, row.Syscall, "", cmp.Or(row.When, conditions[row.Syscall]), row.Why})
	}
	w.Flush()
	return text.Bytes()
}

// profile compiles the rules of a program and its child, and writes the profile to a file.
func (p traced) profile(t *testing.T, c *catalog.Catalog, child *traced) string {
	t.Helper()
	read := func(name string) ([]byte, error) {
		if child != nil && name == child.name+".csv" {
			return child.rules(t, c, nil), nil
		}
		return p.rules(t, c, child), nil
	}
	rules, err := policy.LoadFiles(p.name+".csv", read, c)
	if err != nil {
		t.Fatal(err)
	}
	only := []*arch.Arch{p.result.Arch}
	decisions, _, err := rules.Decide(argset.NewSpace(), only)
	if err != nil {
		t.Fatalf("%v\n%s", err, p.rules(t, c, child))
	}
	own := slices.DeleteFunc(slices.Clone(rules.Profiles), func(x *policy.Profile) bool { return x.Name != p.name })
	compiled, err := compile.Policy(c, rules, decisions, compile.Options{Profiles: own, Architectures: only})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(profileData(c, compiled[0]))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "profile")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// profileData returns the parts of a profile which seccomp.Exec reads.
func profileData(c *catalog.Catalog, compiled *compile.Compiled) *tables.ProfileData {
	out := &tables.ProfileData{
		Name: compiled.Name, Violation: compiled.Verdicts[decision.Denied].Action, Unknown: compiled.Verdicts[decision.Unknown].Action,
		Program: tables.Program{Body: compiled.Program.Body},
	}
	for _, i := range compiled.Data(c).Allowed {
		out.Allowed = append(out.Allowed, tables.Range{First: tables.Syscall(i.First), Last: tables.Syscall(i.Last)})
	}
	for _, i := range compiled.Program.Instructions {
		out.Program.Instructions = append(out.Program.Instructions, unix.SockFilter{Code: i.Code, Jt: i.JT, Jf: i.JF, K: i.K})
	}
	return out
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
			if err := pause(cmd.Process); err != nil {
				t.Error(err)
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

// pause stops a process, waits until it has stopped, and continues it. A SIGCONT before
// would cancel the stop.
func pause(p *os.Process) error {
	if err := p.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	if err := unix.Waitid(unix.P_PID, p.Pid, nil, unix.WSTOPPED, nil); err != nil {
		return err
	}
	return p.Signal(syscall.SIGCONT)
}

var tracedLine = regexp.MustCompile(`(?m)^\d+ +(\w+)\(`)

// trace runs a program under strace and returns the names of the syscalls it made, without
// the execve of strace itself.
func trace(t *testing.T, program ...string) []string {
	t.Helper()
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI") == "" {
			t.Skip("install strace")
		}
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "log")
	converse(t, exec.CommandContext(t.Context(), strace, append([]string{"-f", "-o", log}, program...)...))
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

// analyzeTraced builds and analyzes a program of testdata/traced.
func analyzeTraced(t *testing.T, c *catalog.Catalog, name, goarch string) traced {
	t.Helper()
	work := t.TempDir()
	p, err := build.Build(build.Config{Package: "./testdata/traced/" + name, GOARCH: goarch}, work)
	if err != nil {
		t.Fatal(err)
	}
	r, err := find(c, p, work)
	if err != nil || len(r.Problems) > 0 {
		t.Fatalf("%v, problems %v", err, r.Problems)
	}
	return traced{name, filepath.Join(work, "program"), r}
}

// compareTrace checks that analyze found all syscalls of a trace.
func compareTrace(t *testing.T, found, seen []string) {
	t.Helper()
	missed := slices.DeleteFunc(slices.Clone(seen), func(name string) bool { return slices.Contains(found, name) })
	t.Logf("found %d, seen %d, missed %d", len(found), len(seen), len(missed))
	if len(missed) > 0 || len(seen) < 15 {
		t.Errorf("seen %v, missed %v", seen, missed)
	}
}

// TestTraced compares the syscalls that analyze finds in programs with those in a trace.
// Then the programs run under their rules, through SIGSTOP and SIGCONT, and other syscalls
// kill them. Program runner runs files, and its rules include those of files.
func TestTraced(t *testing.T) {
	if arch.ByGOARCH(runtime.GOARCH) == nil {
		t.Skipf("no syscalls for %s", runtime.GOARCH)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := shipped(t)
	files := analyzeTraced(t, c, "files", runtime.GOARCH)
	names := []string{"files", "runner", "server", "signals"}
	if *long {
		names = append(names, "web")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			program, child := files, (*traced)(nil)
			if name != "files" {
				program = analyzeTraced(t, c, name, runtime.GOARCH)
			}
			command, found := []string{program.file}, program.result.syscalls()
			if name == "runner" {
				child, command, found = &files, append(command, files.file), append(found, files.result.syscalls()...)
			}
			compareTrace(t, found, trace(t, command...))
			cmd := exec.CommandContext(t.Context(), self, command...)
			cmd.Env = append(os.Environ(), profileFile+"="+program.profile(t, c, child))
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
	c := shipped(t)
	for _, name := range []string{"files", "signals"} {
		for _, goarch := range slices.Sorted(maps.Keys(emulators)) {
			t.Run(goarch+"/"+name, func(t *testing.T) {
				p := analyzeTraced(t, c, name, goarch)
				compareTrace(t, p.result.syscalls(), emulate(t, c, goarch, p.file))
			})
		}
		if runtime.GOARCH == "amd64" {
			t.Run("386/"+name, func(t *testing.T) {
				p := analyzeTraced(t, c, name, "386")
				compareTrace(t, p.result.syscalls(), trace(t, p.file))
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
