package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// builtVariable holds the path of the command for tests that a test runs.
const builtVariable = "SECCOMP_EXEC_TEST_COMMAND"

// built returns the command.
var built = sync.OnceValues(func() (string, error) {
	if path := os.Getenv(builtVariable); path != "" {
		return path, nil
	}
	folder, err := os.MkdirTemp("", "seccomp-exec")
	if err != nil {
		return "", err
	}
	// Another user runs it too.
	if err := os.Chmod(folder, 0o755); err != nil {
		return "", err
	}
	return buildFor(runtime.GOARCH, folder, ".")
})

// buildFor builds a command for goarch.
func buildFor(goarch, folder, source string) (string, error) {
	path := filepath.Join(folder, "seccomp-exec")
	build := exec.Command("go", "build", "-ldflags=-w", "-o", path, source)
	build.Env = append(os.Environ(), "GOARCH="+goarch, "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return path, nil
}

// limit is the time for every program of a test to end.
const limit = 5 * time.Minute

// prepare returns the command with args. It is killed at the limit.
func prepare(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	return exec.CommandContext(ctx, path, args...)
}

// helperArgs returns the arguments to run the test binary as a helper.
func helperArgs(t *testing.T, name ...string) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return append([]string{self, "-helper"}, name...)
}

// result is the exit code and the output of a process.
type result struct {
	code           int
	stdout, stderr string
}

func finish(t *testing.T, c *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c.Stdout, c.Stderr = &stdout, &stderr
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return result{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// line returns the report of the command on the end of the program at path.
func line(path, rest string) string { return "seccomp-exec: " + path + ": " + rest + "\n" }

// mountLine is the report on the syscall of the helper denied.
func mountLine(path, refuser string) string {
	return line(path, fmt.Sprintf("killed by syscall mount(dev_name=0, dir_name=0, type=0, flags=MS_RDONLY, data=0) (%d): %s", tables.SYS_MOUNT, refuser))
}

const killed = 128 + int(unix.SIGSYS)

func TestExitCodes(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string, mode os.FileMode) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := write("plain", "", 0o644)
	noFormat := write("no-format", "echo no\n", 0o755)
	noInterpreter := write("no-interpreter", "#!/nonexistent/sh\n", 0o755)
	script := write("script", "#!/bin/sh\necho $# $0\nexit 4\n", 0o755)
	for _, test := range []struct {
		args []string
		want result
	}{
		{[]string{"-profile", "essential", "--", "true"}, result{0, "", ""}},
		{[]string{"-profile", "essential", "/bin/true"}, result{0, "", ""}},
		{[]string{"false"}, result{1, "", ""}},
		{[]string{"sh", "-c", "exit 7"}, result{7, "", ""}},
		{[]string{"sh", "-c", "exit 125"}, result{125, "", ""}},
		{[]string{"sh", "-c", "echo out; echo err >&2; exit 255"}, result{255, "out\n", "err\n"}},
		{[]string{"sh", "-c", "echo $0 $1", "a", "b"}, result{0, "a b\n", ""}},
		{[]string{"sh", "-c", "kill -TERM $$"}, result{128 + 15, "", ""}},
		{[]string{"sh", "-c", "kill -KILL $$"}, result{128 + 9, "", ""}},
		{[]string{"sh", "-c", "kill -HUP $$"}, result{128 + 1, "", ""}},
		{[]string{script, "x", "y"}, result{4, "2 " + script + "\n", ""}},
		{[]string{"-h"}, result{0, usage, ""}},
		{nil, result{125, "", "seccomp-exec: no program; see seccomp-exec -h\n"}},
		{[]string{"-profile", "x"}, result{125, "", "seccomp-exec: -profile: unknown profile \"x\"; want one of hardened-minimal, hardened-io-heavy, hardened-compute, hardened-network, essential, minimal, io-heavy, compute, network, unrestricted, allow-all\nseccomp-exec: no program; see seccomp-exec -h\n"}},
		{[]string{"-block", "execve", "true"}, result{125, "", line("true", "seccomp: the filter does not allow execve")}},
		{[]string{"-block", "execve", "-on-violation", "log", "true"}, result{0, "", ""}},
		{[]string{"nonexistent-program"}, result{127, "", line("nonexistent-program", "executable file not found in $PATH")}},
		{[]string{"/nonexistent/x"}, result{127, "", line("/nonexistent/x", "no such file or directory")}},
		{[]string{folder}, result{126, "", line(folder, "is a directory")}},
		{[]string{plain}, result{126, "", line(plain, "permission denied")}},
		{[]string{noFormat}, result{126, "", line(noFormat, "seccomp: execve(2): exec format error")}},
		{[]string{noInterpreter}, result{127, "", line(noInterpreter, "seccomp: execve(2): no such file or directory")}},
		{[]string{"-profile", "essential", noFormat}, result{126, "", line(noFormat, "seccomp: execve(2): exec format error")}},
	} {
		if got := finish(t, prepare(t, test.args...)); got != test.want {
			t.Errorf("%q: %+v, and not %+v", test.args, got, test.want)
		}
	}
}

// The tests pass under nohup(1) and in the background of a shell. Programs started there
// ignore SIGHUP or SIGINT.
func TestExitCodesIgnoredSignals(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), "sh", "-c", `trap "" HUP INT; exec "$0" -test.run='^TestExitCodes$'`, self)
	c.Env = append(os.Environ(), builtVariable+"="+prepare(t).Path)
	if got := finish(t, c); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

// Running the command under the name of its child does nothing.
func TestChildByHand(t *testing.T) {
	for _, args := range [][]string{{childName}, {childName, "0"}, {childName, "x", "/bin/true", "true"}, {childName, "100", "/bin/true", "true"}} {
		c := prepare(t)
		c.Args = args
		if got := finish(t, c); got.code != 125 || got.stdout != "" {
			t.Errorf("%q: %+v", args, got)
		}
	}
}

// The first refused syscall of ls depends on the libc. So the test checks parts of the line.
func TestNamesCallOfRealProgram(t *testing.T) {
	for _, action := range []string{"kill", "trap"} {
		got := finish(t, prepare(t, "-profile", "essential", "-on-violation", action, "ls", "/"))
		if got.code != killed {
			t.Errorf("%s: %+v", action, got)
		}
		parts := regexp.MustCompile(`^seccomp-exec: ls: killed by syscall (\w+)\(\w+=.*\) \((\d+)\): profile essential does not allow it\n$`).FindStringSubmatch(got.stderr)
		if parts == nil {
			t.Errorf("%s: %q", action, got.stderr)
			continue
		}
		call, ok := tables.Lookup(parts[1])
		if number, _ := strconv.Atoi(parts[2]); !ok || int(call) != number || tables.Essential().Allows(call) {
			t.Errorf("%s: %q: the profile allows it, or it has another number", action, got.stderr)
		}
	}
}

func TestNamesCall(t *testing.T) {
	const network = "profile hardened-network does not allow it"
	for _, test := range []struct {
		helper  string
		flags   []string
		refuser string
	}{
		{"denied", nil, network},
		{"thread", nil, network},
		{"busy", nil, network},
		{"busy", []string{"-profile", "minimal"}, "profile minimal does not allow it"},
		{"thread", []string{"-profile", "allow-all", "-block", "umount2,mount"}, "-block refuses it"},
		{"thread", []string{"-profile", "network", "-block", "mount"}, "-block refuses it"},
	} {
		program := helperArgs(t, test.helper)
		got := finish(t, prepare(t, slices.Concat(test.flags, program)...))
		if want := (result{killed, "", mountLine(program[0], test.refuser)}); got != want {
			t.Errorf("%s %q: %+v, and not %+v", test.helper, test.flags, got, want)
		}
	}
}

// With the other actions the program continues, and a report would be wrong.
func TestActionsThatDoNotEnd(t *testing.T) {
	for _, test := range []struct {
		flags, stdout string
	}{
		{"-on-violation errno:EXDEV", "EXDEV\n"},
		{"-on-violation errno:ENOSYS", "ENOSYS\n"},
		{"-allow mount", "EFAULT\n"},
	} {
		got := finish(t, prepare(t, append(strings.Fields(test.flags), helperArgs(t, "thread")...)...))
		if test.flags == "-allow mount" && got.stdout == "EPERM\n" {
			got.stdout = test.stdout // without privileges
		}
		if want := (result{3, test.stdout, ""}); got != want {
			t.Errorf("%s: %+v, and not %+v", test.flags, got, want)
		}
	}
	if got := finish(t, prepare(t, "-on-violation", "log", "-profile", "essential", "ls", "-d", "/")); got != (result{0, "/\n", ""}) {
		t.Errorf("log: %+v", got)
	}
	got := finish(t, prepare(t, "-on-violation", "errno:EPERM", "-profile", "essential", "ls", "/"))
	if got.code == 0 || got.code >= 125 || got.stderr == "" || strings.Contains(got.stderr, "seccomp-exec") {
		t.Errorf("ls: %+v", got)
	}
}

// A program goes on without a syscall newer than the baseline, also with kill as the action
// for violations. -on-violation log lets it proceed.
func TestNewerSyscalls(t *testing.T) {
	names := []string{"io_uring_setup", "mseal", "listmount", "memfd_secret", "open_tree"}
	for _, test := range []struct {
		flags string
		errno string
	}{
		{"-profile network", "ENOSYS"},
		{"-profile minimal -on-violation errno:EPERM", "ENOSYS"},
		{"-profile network -block io_uring_setup,mseal,listmount,memfd_secret,open_tree -on-violation errno:EPERM", "EPERM"},
	} {
		want := ""
		for _, name := range names {
			want += name + " " + test.errno + "\n"
		}
		program := append(helperArgs(t, "newer"), names...)
		got := finish(t, prepare(t, append(strings.Fields(test.flags), program...)...))
		if got != (result{0, want, ""}) {
			t.Errorf("%s: %+v, want %q", test.flags, got, want)
		}
	}
}

// The Go runtime catches SIGSYS. So the filter has not ended the program.
func TestTrapThatIsCaught(t *testing.T) {
	got := finish(t, prepare(t, append([]string{"-on-violation", "trap"}, helperArgs(t, "denied")...)...))
	if got.code != 2 || !strings.HasPrefix(got.stderr, "SIGSYS: bad system call") || strings.Contains(got.stderr, "seccomp-exec:") {
		t.Errorf("%+v", got)
	}
}

// childLine is the report on the syscall of the helper clone-denied in another process.
func childLine(path string) string {
	return line(path, fmt.Sprintf("killed by syscall mount(dev_name=0, dir_name=0, type=0, flags=0, data=0) (%d): profile hardened-network does not allow it", tables.SYS_MOUNT))
}

// A killed child of the program does not end the program. It has a line of its own, and a
// second one of its kind has none.
func TestDeniedInChildProcess(t *testing.T) {
	program := helperArgs(t, "denied")
	got := finish(t, prepare(t, append([]string{"sh", "-c", `("$@"; echo $?); ("$@") & wait; exit 5`, "sh"}, program...)...))
	lines := slices.DeleteFunc(strings.SplitAfter(got.stderr, "\n"), func(line string) bool { return !strings.HasPrefix(line, "seccomp-exec: ") })
	if got.code != 5 || got.stdout != fmt.Sprintln(killed) || strings.Join(lines, "") != mountLine(program[0], "profile hardened-network does not allow it") {
		t.Errorf("by fork: %+v", got)
	}
	program = helperArgs(t, "clone-denied", "sh", "-c", "exit 5")
	if got, want := finish(t, prepare(t, program...)), (result{5, "", childLine(program[0])}); got != want {
		t.Errorf("by clone: %+v, and not %+v", got, want)
	}
	// The killed child does not explain a later SIGSYS of the program.
	program = helperArgs(t, "clone-denied", "sh", "-c", "kill -SYS $$")
	got = finish(t, prepare(t, program...))
	if want := (result{killed, "", childLine(program[0]) + line(program[0], "killed by SIGSYS, sent by a process")}); got != want {
		t.Errorf("by clone, then SIGSYS: %+v, and not %+v", got, want)
	}
}

// A thread of a child names its syscall; a caught SIGSYS and one sent by a process have no
// line.
func TestChildLines(t *testing.T) {
	thread, denied := helperArgs(t, "thread"), helperArgs(t, "denied")
	const network = "profile hardened-network does not allow it"
	for _, test := range []struct {
		flags  string
		script []string
		stderr string
	}{
		{"", append([]string{`"$@"; exit 0`, "sh"}, thread...), mountLine(thread[0], network)},
		{"-on-violation trap", append([]string{`"$@"; exit 0`, "sh"}, denied...), ""},
		// For an ordinary user mount(8) makes setuid(2) first.
		{"-on-violation trap", []string{"(mount a b; exit 0)"}, "mount: killed by syscall "},
		{"", []string{"sh -c 'kill -SYS $$'; exit 0"}, ""},
		{"-profile allow-all -block mount", append([]string{`"$@"; exit 0`, "sh"}, denied...), ""},
		{"-profile unrestricted", append([]string{`"$@"; exit 0`, "sh"}, denied...), ""},
	} {
		got := finish(t, prepare(t, append(strings.Fields(test.flags), append([]string{"sh", "-c"}, test.script...)...)...))
		if count := strings.Count(got.stderr, "seccomp-exec: "); !strings.Contains(got.stderr, test.stderr) || count > 1 || count > len(test.stderr) {
			t.Errorf("%s %q: %+v", test.flags, test.script, got)
		}
	}
}

// Other processes are traced only if they cannot trace: a process has one tracer.
func TestTracesChildren(t *testing.T) {
	grep := []string{"grep", "TracerPid", "/proc/self/status"}
	for name, args := range map[string][]string{
		"fork":  {"sh", "-c", `"$@"; exit $?`, "sh", grep[0], grep[1], grep[2]},
		"clone": helperArgs(t, append([]string{"clone-exec"}, grep...)...),
	} {
		for flags, traced := range map[string]bool{
			"": true, "-on-violation trap": true, "-on-violation errno:EPERM": false, "-on-violation log": false, "-profile unrestricted": false, "-allow ptrace": false,
		} {
			c := prepare(t, append(strings.Fields(flags), args...)...)
			got := finish(t, c)
			want := "TracerPid:\t0\n"
			if traced {
				want = fmt.Sprintf("TracerPid:\t%d\n", c.Process.Pid)
			}
			if got != (result{0, want, ""}) {
				t.Errorf("%s, %q: %+v", name, flags, got)
			}
		}
	}
}

// A parent sees its child stop and continue as without a tracer.
func TestStopsOfChild(t *testing.T) {
	program := helperArgs(t, "stops", "sleep", "1000")
	want := finish(t, exec.CommandContext(t.Context(), program[0], program[1:]...))
	for range 5 {
		if got := finish(t, prepare(t, program...)); got != want || want.code != 0 {
			t.Errorf("%+v, and not %+v", got, want)
		}
	}
}

func TestSentSIGSYS(t *testing.T) {
	got := finish(t, prepare(t, "sh", "-c", "kill -SYS $$"))
	if want := (result{killed, "", line("sh", "killed by SIGSYS, sent by a process")}); got != want {
		t.Errorf("%+v, and not %+v", got, want)
	}
}

// The report distinguishes an outer filter from the command's own.
func TestOtherFilter(t *testing.T) {
	program := helperArgs(t, "denied")
	inner := prepare(t).Path
	got := finish(t, prepare(t, append([]string{"-profile", "network", "-allow", "ptrace,seccomp", inner, "-profile", "unrestricted"}, program...)...))
	if want := (result{killed, "", mountLine(program[0], "profile unrestricted allows it, another filter does not")}); got != want {
		t.Errorf("%+v, and not %+v", got, want)
	}
}

// Without permission for ptrace the program still runs.
func TestWithoutPtrace(t *testing.T) {
	inner := prepare(t).Path
	outer := []string{"-profile", "allow-all", "-block", "ptrace", "-on-violation", "errno:EPERM", inner}
	for _, test := range []struct {
		flags string
		want  string
	}{
		{"-profile network", "killed by SIGSYS, probably for a syscall refused by profile network"},
		{"-profile allow-all -block mount", "killed by SIGSYS, probably for a syscall refused by profile allow-all or -block"},
	} {
		program := helperArgs(t, "thread")
		got := finish(t, prepare(t, slices.Concat(outer, strings.Fields(test.flags), program)...))
		if want := (result{killed, "", line(program[0], test.want)}); got != want {
			t.Errorf("%s: %+v, and not %+v", test.flags, got, want)
		}
	}
	if got := finish(t, prepare(t, append(outer, "sh", "-c", "echo x; exit 9")...)); got != (result{9, "x\n", ""}) {
		t.Errorf("exit: %+v", got)
	}
	if got := finish(t, prepare(t, append(outer, "sh", "-c", "kill -USR1 $$")...)); got != (result{128 + int(unix.SIGUSR1), "", ""}) {
		t.Errorf("a signal: %+v", got)
	}
}

func TestWithoutProc(t *testing.T) {
	program := helperArgs(t, "thread")
	without := helperArgs(t, "without-proc")
	got := finish(t, exec.Command(without[0], slices.Concat(without[1:], program)...))
	if want := (result{killed, "", line(program[0], "killed by SIGSYS, probably for a syscall refused by profile hardened-network")}); got != want {
		t.Errorf("%+v, and not %+v", got, want)
	}
	got = finish(t, exec.Command(without[0], slices.Concat(without[1:], []string{"sh", "-c", "exit 9"})...))
	if got != (result{9, "", ""}) {
		t.Errorf("exit: %+v", got)
	}
}

// The command changes neither environment, files and limits nor process group and session
// of the program.
func TestSameSurroundings(t *testing.T) {
	extra, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer extra.Close()
	for _, args := range [][]string{
		{"ls", "/proc/self/fd"},
		{"env"},
		{"sh", "-c", "ulimit -a; umask; pwd; cat"},
		{"sh", "-c", "grep -e Sig[BIP] -e Cap -e Cpus -e Groups -e Umask /proc/self/status"},
		helperArgs(t, "ids"),
	} {
		for _, files := range [][]*os.File{nil, {extra}, {extra, nil, nil, extra}} {
			plain, filtered := exec.Command(args[0], args[1:]...), prepare(t, args...)
			for _, c := range []*exec.Cmd{plain, filtered} {
				c.Env = append(os.Environ(), "A=b", "C=")
				c.ExtraFiles = files
				c.Stdin = strings.NewReader("input\n")
			}
			want, got := finish(t, plain), finish(t, filtered)
			if got != want {
				t.Errorf("%q: %+v, and not %+v", args, got, want)
			}
		}
	}
}

// conversation is a running program, read line by line.
type conversation struct {
	*exec.Cmd
	in  io.WriteCloser
	out *bufio.Scanner
}

func converse(t *testing.T, c *exec.Cmd) conversation {
	t.Helper()
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return conversation{c, in, bufio.NewScanner(out)}
}

// expect reads a line.
func (c *conversation) expect(t *testing.T, want string) {
	t.Helper()
	if !c.out.Scan() || c.out.Text() != want {
		t.Fatalf("%q, and not %q: %v", c.out.Text(), want, c.out.Err())
	}
}

// process reads the first line of the helper echo: its process ID.
func (c *conversation) process(t *testing.T) int {
	t.Helper()
	c.out.Scan()
	pid, err := strconv.Atoi(c.out.Text())
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// ends waits for the end, and compares the exit code.
func (c *conversation) ends(t *testing.T, code int) {
	t.Helper()
	for c.out.Scan() {
		t.Errorf("printed %q", c.out.Text())
	}
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != code {
		t.Errorf("ended with %d, and not with %d", got, code)
	}
}

func TestSignalsAreForwarded(t *testing.T) {
	for _, sig := range []unix.Signal{unix.SIGTERM, unix.SIGHUP, unix.SIGUSR1, unix.SIGUSR2, unix.SIGINT, unix.SIGALRM, unix.SIGPIPE} {
		c := prepare(t, helperArgs(t, "signal")...)
		// Without a terminal SIGINT comes from a process.
		ownSession(c)
		talk := converse(t, c)
		talk.expect(t, "ready")
		if err := c.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		talk.ends(t, int(sig))
	}
}

// A signal sent before the program runs is not lost, even if the program's process ignores
// it until then.
func TestEarlySignals(t *testing.T) {
	for _, sig := range []unix.Signal{unix.SIGUSR1, unix.SIGTERM} {
		for range 10 {
			c := prepare(t, "sleep", "1000")
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			// After this seccomp-exec forwards signals.
			for !catches(t, c.Process.Pid, unix.SIGTSTP) {
				time.Sleep(time.Millisecond)
			}
			if err := c.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait()
			if got := c.ProcessState.ExitCode(); got != 128+int(sig) {
				t.Errorf("%v: %d", sig, got)
			}
		}
	}
}

// The program ends with seccomp-exec, also with a killed one. Otherwise the test ends by go
// test's own limit.
func TestKilledWithCommand(t *testing.T) {
	c := prepare(t, helperArgs(t, "echo")...)
	talk := converse(t, c)
	pid := talk.process(t)
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for !ended(pid) {
		time.Sleep(time.Millisecond)
	}
	talk.ends(t, -1)
}

func TestStopAndContinue(t *testing.T) {
	c := prepare(t, helperArgs(t, "echo")...)
	talk := converse(t, c)
	pid := talk.process(t)
	for i := range 3 {
		// Other stop signals do nothing in an orphaned process group, and the test may
		// be in one.
		if err := unix.Kill(pid, unix.SIGSTOP); err != nil {
			t.Fatal(err)
		}
		awaitStop(t, pid)
		fmt.Fprintln(talk.in, i)
		staysStopped(t, pid)
		if err := unix.Kill(pid, unix.SIGCONT); err != nil {
			t.Fatal(err)
		}
		talk.expect(t, fmt.Sprint("echo ", i))
	}
	if err := unix.Kill(pid, unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	awaitStop(t, pid)
	// The program gets it after the stop, as without a tracer.
	if err := c.Process.Signal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	staysStopped(t, pid)
	if err := c.Process.Signal(unix.SIGCONT); err != nil {
		t.Fatal(err)
	}
	talk.ends(t, 128+int(unix.SIGTERM))
}

// awaitStop waits until all threads of the process are stopped. Otherwise the test ends by go
// test's own limit.
func awaitStop(t *testing.T, pid int) {
	t.Helper()
	for !stopped(t, pid) {
		time.Sleep(time.Millisecond)
	}
}

// staysStopped gives the program time to continue. It must not: nothing would stop it again.
// For a moment it may be between one kind of stop and another.
func staysStopped(t *testing.T, pid int) {
	t.Helper()
	time.Sleep(300 * time.Millisecond)
	awaitStop(t, pid)
}

// A program started by nohup(1) still ignores SIGHUP.
func TestIgnoredHangup(t *testing.T) {
	c := prepare(t, "sh", "-c", "kill -HUP $$; echo alive")
	c.Args = append([]string{"sh", "-c", `trap "" HUP; exec "$@"`, "sh", c.Path}, c.Args[1:]...)
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	c.Path = sh
	if got := finish(t, c); got != (result{0, "alive\n", ""}) {
		t.Errorf("%+v", got)
	}
}

// As a job of a shell, the command stops with the program, and the program gets the
// terminal's signals once.
func TestJobControl(t *testing.T) {
	path := prepare(t).Path
	for name, job := range map[string][]string{
		"traced": {path},
		// The child is traced too.
		"with a child": {path, "sh", "-c", `"$@"; exit $?`, "sh"},
		// One inside the other: the inner one cannot trace.
		"not traced": {path, "-profile", "allow-all", "-block", "ptrace", "-on-violation", "errno:EPERM", path},
	} {
		t.Run(name, func(t *testing.T) { controlJob(t, append(job, helperArgs(t, "echo")...)) })
	}
}

func controlJob(t *testing.T, job []string) {
	master, slave := terminal(t)
	args := helperArgs(t, append([]string{"shell"}, job...)...)
	shell := exec.CommandContext(t.Context(), args[0], args[1:]...)
	shell.Stdin, shell.Stdout, shell.Stderr = slave, slave, slave
	shell.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0}
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	// The terminal ends with the shell.
	stop := time.AfterFunc(limit, func() { _ = shell.Process.Kill() })
	defer func() {
		stop.Stop()
		_ = shell.Process.Kill()
		_ = shell.Wait()
	}()
	out := bufio.NewScanner(master)
	var seen []string
	await := func(want string) {
		t.Helper()
		for out.Scan() {
			seen = append(seen, out.Text())
			if strings.HasSuffix(out.Text(), want) {
				return
			}
		}
		t.Fatalf("no %q: %q", want, seen)
	}
	out.Scan() // the program's process
	for i := range 3 {
		fmt.Fprint(master, "\x1a")
		await("stopped")
		fmt.Fprintln(master, i)
		await(fmt.Sprint("echo ", i))
	}
	fmt.Fprint(master, "\x03")
	await("ended 130")
}

// companion is the 32-bit architecture of this machine, "" for none. builtCompanion returns
// a program for it.
var (
	companion      = map[string]string{"amd64": "386", "arm64": "arm", "mips64": "mips", "mips64le": "mipsle"}[runtime.GOARCH]
	builtCompanion = sync.OnceValues(func() (string, error) { return buildCompanion("./testdata/other") })
)

// buildCompanion builds a command for companion, beside the command of the tests.
func buildCompanion(source string) (string, error) {
	path, err := built()
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), companion)
	if err != nil {
		return "", err
	}
	return buildFor(companion, folder, source)
}

// argumentsText matches the arguments of a syscall, foreignText one of another architecture.
var (
	argumentsText = regexp.MustCompile(`\(\w+=[^()]*\)`)
	foreignText   = regexp.MustCompile(`another architecture, \w+ \w+:`)
)

// A report on a program of the other architecture does not name the native syscall with the
// same number. The 32-bit build of the command works alike on a 64-bit kernel.
func TestOtherArchitecture(t *testing.T) {
	if companion == "" {
		return
	}
	if testing.Short() {
		t.Skip("builds a program for another architecture")
	}
	program, err := builtCompanion()
	if err != nil {
		t.Fatal(err)
	}
	own := prepare(t).Path
	const foreign = "killed by a syscall of another architecture: profile hardened-network does not allow it"
	tests := []struct {
		args []string
		want result
	}{
		{[]string{own, program}, result{killed, "", line(program, foreign)}},
		{[]string{own, "-on-violation", "log", program}, result{killed, "", line(program, foreign)}},
	}
	if *long {
		command, err := buildCompanion(".")
		if err != nil {
			t.Fatal(err)
		}
		tests = append(tests, []struct {
			args []string
			want result
		}{
			{[]string{command, program}, result{0, "ran\n", ""}},
			{[]string{command, own, "-h"}, result{killed, "", line(own, foreign)}},
			{[]string{command, "-block", "write", program}, result{killed, "", line(program, "killed by syscall write (4): -block refuses it")}},
			{[]string{command, "-block", "write", "-on-violation", "errno:EPERM", program}, result{0, "", ""}},
			{[]string{command, "-policy", policyFile(t, "p,@network,,,\n"), "-compat", program}, result{125, "", "seccomp-exec: -compat: " + companion + " has no companion ABI\n"}},
		}...)
	}
	for _, test := range tests {
		got := finish(t, exec.Command(test.args[0], test.args[1:]...))
		named := argumentsText.ReplaceAllString(got.stderr, "")
		if shown := foreignText.MatchString(named); shown != strings.Contains(test.want.stderr, foreign) {
			t.Errorf("%q: %+v", test.args, got)
		}
		if got.stderr = foreignText.ReplaceAllString(named, "another architecture:"); got != test.want {
			t.Errorf("%q: %+v, and not %+v", test.args, got, test.want)
		}
	}
}
