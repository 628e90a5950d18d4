package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// reportWays lists the ways of -report: see the helper report.
var reportWays = []string{"listener", "tracer"}

// reporting returns the command with args, on a machine with a way of -report.
func reporting(t *testing.T, way string, args ...string) *exec.Cmd {
	t.Helper()
	helper := helperArgs(t, append([]string{"report", way}, args...)...)
	return exec.CommandContext(t.Context(), helper[0], helper[1:]...)
}

// pathText matches the argument of chroot.
var pathText = regexp.MustCompile(`filename=0x[0-9a-f]+\)`)

// reportOf returns the lines of seccomp-exec.
func reportOf(stderr string) string {
	var lines []string
	for line := range strings.Lines(stderr) {
		if rest, own := strings.CutPrefix(line, "seccomp-exec: "); own {
			lines = append(lines, rest)
		}
	}
	return strings.Join(lines, "")
}

// executable returns the file behind a path or a name in PATH.
func executable(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// One run finds all refused syscalls of the program, its threads and its children, and the
// program goes on. Without -report it ends at the first.
func TestReportFindsAll(t *testing.T) {
	program := helperArgs(t, "several", "chroot", "/", "true")
	self, chroot := executable(t, program[0]), executable(t, "chroot")
	want := strings.ReplaceAll(program[0]+`: refused: 4 syscalls
mount(dev_name=0, dir_name=0, type=0, flags=0, data=0), 2 times by SELF: profile hardened-network does not allow it; add
  -allow mount
swapon(specialfile=0, swap_flags=0), 1 time by SELF: profile hardened-network does not allow it; add
  -allow swapon
swapoff(specialfile=0), 1 time by SELF: profile hardened-network does not allow it; add
  -allow swapoff
chroot(filename=PATH), 1 time by `+chroot+`: profile hardened-network does not allow it; add
  -allow chroot
`, "SELF", self)
	for way, flags := range map[string]string{"listener": "-report", "tracer": "-report -on-violation errno:EDOM", "old": "-report -on-violation trap"} {
		errno := "ENOSYS\n"
		if strings.HasSuffix(flags, "EDOM") {
			errno = "EDOM\n"
		}
		got := finish(t, reporting(t, way, append(strings.Fields(flags), program...)...))
		if shown := pathText.ReplaceAllString(reportOf(got.stderr), "filename=PATH)"); got.code != 125 || got.stdout != strings.Repeat(errno, 4) || shown != want {
			t.Errorf("%s: %+v, and not %s", way, got, want)
		}
	}
	if got := finish(t, prepare(t, program...)); got.code != killed || got.stdout != "" {
		t.Errorf("without -report: %+v", got)
	}
}

// With -report=allow the syscalls are made, here by a tracer. mount of no folder fails with
// EFAULT, or without privileges with EPERM.
func TestReportMakes(t *testing.T) {
	program := helperArgs(t, "several", "true")
	got := finish(t, reporting(t, "tracer", append([]string{"-report=allow"}, program...)...))
	if got.code != 0 || strings.Contains(got.stdout, "ENOSYS") || strings.Count(got.stdout, "\n") != 4 ||
		!strings.HasPrefix(reportOf(got.stderr), program[0]+": made, but not allowed by the filter: 3 syscalls\nmount(") {
		t.Errorf("%+v", got)
	}
}

// reported is a policy for the helper conditions.
const reported = `profile,syscall,action,when,why
p,violation,errno:EDOM,,
p,mkdirat,errno:EROFS,,
p,@io-heavy,,,
p,-ioctl,,,
p,ioctl,,cmd == TCGETS,
p,socket,,family == AF_UNIX,
p,socketpair,,family == AF_UNIX,
p,socketcall,errno:ENOSYS,,
`

// The report names the arguments and the rows of a policy, and each syscall fails with the
// profile's errno.
func TestReportOfPolicy(t *testing.T) {
	program := helperArgs(t, "conditions")
	self := executable(t, program[0])
	file := filepath.Join(t.TempDir(), "policy.csv")
	if err := os.WriteFile(file, []byte(reported), 0o600); err != nil {
		t.Fatal(err)
	}
	got := finish(t, prepare(t, append([]string{"-policy", file, "-report"}, program...)...))
	want := strings.NewReplacer("BY", "1 time by "+self, "FILE", file, "GOARCH", runtime.GOARCH).Replace(program[0] + `: refused: 5 syscalls
mkdirat(dfd=AT_FDCWD, pathname=0, mode=0o777), BY: profile p refuses it, FILE:3; add in place of FILE:3
  p,mkdirat,,,
socket(family=AF_NETLINK, type=SOCK_RAW|SOCK_CLOEXEC, protocol=NETLINK_ROUTE), BY: profile p does not allow these arguments; add before FILE:10
  p,GOARCH/socket,,family == AF_NETLINK,
socket(family=AF_PACKET, type=SOCK_RAW, protocol=0), BY: profile p does not allow these arguments; add before FILE:10
  p,GOARCH/socket,,family == AF_PACKET,
ioctl(fd=0, cmd=TIOCGWINSZ, arg=0), BY: profile p does not allow these arguments; add before FILE:10
  p,ioctl,,cmd == TIOCGWINSZ,
chroot(filename=0), BY: profile p does not allow it; add before FILE:10
  p,chroot,,,
`)
	if shown := reportOf(got.stderr); got.code != 0 || got.stdout != "EROFS\nEDOM\nEDOM\nEDOM\nEDOM\n" || shown != want {
		t.Errorf("%+v, and not %s", got, want)
	}
}

// The rows of a report, added to the policy, let the program run under it.
func TestReportedRowsSuffice(t *testing.T) {
	file := filepath.Join(t.TempDir(), "policy.csv")
	text := "profile,syscall,action,when,why\np,@essential,,,\n"
	script := []string{"sh", "-c", "cd /tmp; umask 022; sleep 0 & wait; exit 7"}
	write := func() {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write()
	made := finish(t, prepare(t, append([]string{"-policy", file, "-report=allow"}, script...)...))
	if made.code != 7 {
		t.Fatalf("%+v", made)
	}
	for line := range strings.Lines(reportOf(made.stderr)) {
		if row, ok := strings.CutPrefix(line, "  "); ok {
			text += row
		}
	}
	write()
	if got := finish(t, prepare(t, append([]string{"-policy", file}, script...)...)); got.code != 7 || strings.Contains(got.stderr, "seccomp-exec: ") {
		t.Errorf("%+v under\n%s", got, text)
	}
}

// The exit codes and messages are those without -report, and a program outside of its
// filter's execve runs.
func TestReportExitCodes(t *testing.T) {
	noFormat := filepath.Join(t.TempDir(), "no-format")
	if err := os.WriteFile(noFormat, []byte("no\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, way := range reportWays {
		for _, test := range []struct {
			args []string
			want result
		}{
			{[]string{"sh", "-c", "exit 7"}, result{7, "", line("sh", "no syscall was refused")}},
			{[]string{"sh", "-c", "kill -TERM $$"}, result{128 + 15, "", line("sh", "no syscall was refused")}},
			{[]string{"sh", "-c", "kill -SYS $$"}, result{killed, "", line("sh", "killed by SIGSYS, sent by a process") + line("sh", "no syscall was refused")}},
			{[]string{"-block", "execve", "true"}, result{0, "", line("true", "no syscall was refused")}},
			{[]string{noFormat}, result{126, "", line(noFormat, "seccomp: execve(2): exec format error")}},
			{[]string{"nonexistent-program"}, result{127, "", line("nonexistent-program", "executable file not found in $PATH")}},
		} {
			if got := finish(t, reporting(t, way, append([]string{"-report"}, test.args...)...)); got != test.want {
				t.Errorf("%s, %q: %+v, and not %+v", way, test.args, got, test.want)
			}
		}
	}
}

// A program without exit in its filter ends, and is told.
func TestReportUnfailing(t *testing.T) {
	got := finish(t, prepare(t, "-block", "exit_group,exit,rt_sigreturn", "-report", "true"))
	if want := "exit_group(error_code=0), 1 time by " + executable(t, "true") + ": -block refuses it\n"; got.code != 0 || !strings.Contains(reportOf(got.stderr), want) {
		t.Errorf("%+v", got)
	}
}

// A program killed by a signal, as by Ctrl-C, has a report too.
func TestReportOfKilled(t *testing.T) {
	for _, way := range reportWays {
		c := reporting(t, way, append([]string{"-report"}, helperArgs(t, "repeat")...)...)
		ownSession(c)
		var stderr strings.Builder
		c.Stderr = &stderr
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		in := bufio.NewScanner(out)
		for range 10 {
			in.Scan()
		}
		if err := c.Process.Signal(unix.SIGINT); err != nil {
			t.Fatal(err)
		}
		lines := 10
		for in.Scan() {
			lines++
		}
		_ = c.Wait()
		_, rest, _ := strings.Cut(reportOf(stderr.String()), "data=0), ")
		number, _, _ := strings.Cut(rest, " ")
		if count, err := strconv.Atoi(number); err != nil || count < lines || c.ProcessState.ExitCode() != 128+int(unix.SIGINT) {
			t.Errorf("%s: %d of %s: %d\n%s", way, lines, number, c.ProcessState.ExitCode(), stderr.String())
		}
	}
}

// Under an outer filter with a listener the report comes by tracing. Without either the
// program does not run.
func TestReportWithout(t *testing.T) {
	inner := append([]string{prepare(t).Path, "-report"}, helperArgs(t, "denied")...)
	got := finish(t, prepare(t, append([]string{"-profile", "allow-all", "-report"}, inner...)...))
	if got.code != 3 || got.stdout != "ENOSYS\n" || !strings.Contains(got.stderr, ": refused: 1 syscall\n") {
		t.Errorf("%+v", got)
	}
	outer := []string{"-profile", "allow-all", "-block", "ptrace,pidfd_getfd", "-on-violation", "errno:EPERM"}
	got = finish(t, prepare(t, append(outer, inner...)...))
	if want := fmt.Sprintln("seccomp-exec: -report: the kernel offers no listener, and no permission for ptrace(2)"); got != (result{125, "", want}) {
		t.Errorf("%+v", got)
	}
}
