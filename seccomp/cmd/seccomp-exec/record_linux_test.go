package main

import (
	"bufio"
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// recorded runs args under -record into a new file, and returns the file's content.
func recorded(t *testing.T, args ...string) (result, string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "record.csv")
	got := finish(t, prepare(t, append([]string{"-record", file, "--"}, args...)...))
	return got, finished(t, file)
}

// finished returns the content of a record without its journal.
func finished(t *testing.T, file string) string {
	t.Helper()
	if _, err := os.Lstat(file + ".journal"); err == nil {
		t.Errorf("%s.journal is left", file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// weightedRow matches a recorded row and its weight.
var weightedRow = regexp.MustCompile(`(?m)^# weight (\d+)\n[^,\n]*,([^,\n]*),,,$`)

// weights returns the weights of a record by syscall.
func weights(t *testing.T, text string) map[string]int {
	t.Helper()
	found := make(map[string]int)
	for _, m := range weightedRow.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		found[m[2]] = n
	}
	return found
}

// tracedCall matches a syscall in a log of strace -f, but for the end of an interrupted one.
var tracedCall = regexp.MustCompile(`^\d+ +(\w+)\(`)

// straced returns the syscalls of args by strace(1), as weights returns those of a record.
func straced(t *testing.T, args ...string) map[string]int {
	t.Helper()
	log := filepath.Join(t.TempDir(), "log")
	c := exec.Command("strace", append([]string{"-f", "-o", log, "--"}, args...)...)
	if out, err := c.CombinedOutput(); c.ProcessState == nil || c.ProcessState.ExitCode() == 127 {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]int)
	for line := range bytes.Lines(text) {
		if m := tracedCall.FindSubmatch(line); m != nil {
			found[operationNamed(string(m[1]))]++
		}
	}
	return found
}

// operationNamed returns the operation of a syscall of amd64.
func operationNamed(name string) string {
	other := map[string]string{"eventfd": "eventfd2", "epoll_create": "epoll_create1", "getdents": "getdents64", "waitpid": "wait4"}
	if o, ok := other[name]; ok {
		return o
	}
	return name
}

// TestRecordAgrees compares records with strace: by a listener; inside another recorder,
// where the kernel refuses a second listener, by ptrace; and as on kernels before 5.3.
func TestRecordAgrees(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil && os.Getenv("CI") == "" {
		t.Skip("install strace")
	}
	command := prepare(t).Path
	// No handler for SIGCHLD: after one the syscalls would differ from run to run.
	parent := []string{"find", "/dev/null", "-exec", "sh", "-c", "echo $0", "{}", ";"}
	want := result{0, "/dev/null\n", ""}
	for _, test := range []struct {
		name     string
		recorder []string
		program  []string
		want     result
	}{
		{"listener", []string{command}, []string{"true"}, result{0, "", ""}},
		{"listener", []string{command}, parent, want},
		{"nested", []string{command, "-record", filepath.Join(t.TempDir(), "outer.csv"), "--", command}, parent, want},
		{"before", helperArgs(t, "record-before"), parent, want},
	} {
		file := filepath.Join(t.TempDir(), "record.csv")
		args := slices.Concat(test.recorder, []string{"-record", file, "-profile", "p", "--"}, test.program)
		got := finish(t, exec.Command(args[0], args[1:]...))
		if test.name == "nested" {
			// The outer record is of a Go program: the runtime signals its threads.
			got.stderr = ""
		}
		if got != test.want {
			t.Errorf("%s: %q: %+v; want %+v", test.name, test.program, got, test.want)
		}
		found, want := weights(t, finished(t, file)), straced(t, test.program...)
		if !maps.Equal(found, want) {
			t.Errorf("%s: %q: %v; strace sees %v", test.name, test.program, found, want)
		}
	}
}

// TestRecordGo records a program of many threads: it differs from run to run, but not in
// these syscalls.
func TestRecordGo(t *testing.T) {
	got, text := recorded(t, helperArgs(t, "ids")...)
	found := weights(t, text)
	if got.code != 0 || found["execve"] != 1 || found["exit_group"] != 1 || found["getsid"] != 1 || found["clone"] == 0 {
		t.Errorf("%+v, %v", got, found)
	}
	if !strings.Contains(text, ",timer_create,,,static base of Go: CPU profiles\n") {
		t.Errorf("no static base of Go:\n%s", text)
	}
}

// TestRecordOddSyscalls records syscalls of the companion ABI, x32 and unknown numbers.
func TestRecordOddSyscalls(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("testdata/odd.c is for amd64")
	}
	program := filepath.Join(t.TempDir(), "odd")
	if out, err := exec.Command("gcc", "-o", program, "testdata/odd.c").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, text := recorded(t, program)
	if got != (result{3, "", ""}) {
		t.Errorf("%+v", got)
	}
	for _, want := range []string{
		"# profile odd: recorded by seccomp-exec from odd on amd64 and 386\n", "# no rule can allow syscall 999: it was recorded\n",
		"# no rule can allow x32 getppid: it was recorded\n", "# weight 1\nodd,getpid,,,\n", "# weight 1\nodd,socket,,,\n",
		"odd,restart_syscall,,,static base of Go and libc: the kernel resumes a syscall after SIGSTOP and SIGCONT\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the record lacks %q:\n%s", want, text)
		}
	}
}

// TestRecordMerges adds a record to a policy. The conditions and refusals of its rules stay.
func TestRecordMerges(t *testing.T) {
	file := filepath.Join(t.TempDir(), "policy.csv")
	const before = "profile,syscall,action,when,why\nserver,prlimit64,errno:EPERM,,never\nserver,@minimal,,,\n"
	if err := os.WriteFile(file, []byte(before), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-record", file, "-merge", "-profile", "server", "--"}, helperArgs(t, "denied")...)
	got := finish(t, prepare(t, args...))
	if got.code != 3 || !strings.Contains(got.stderr, "rules of profile server refuse recorded syscalls, and stay: prlimit64;") {
		t.Errorf("%+v", got)
	}
	text := finished(t, file)
	for _, want := range []string{"server,@minimal,,,\n", "server,prlimit64,errno:EPERM,,never\n# server,prlimit64,,", "\n# weight 1\nserver,mount,,,\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("the file lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "server,read,") {
		t.Errorf("a rule for an allowed syscall:\n%s", text)
	}
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestRecordFaults gives wrong arguments and files. The program does not run.
func TestRecordFaults(t *testing.T) {
	folder := t.TempDir()
	broken := filepath.Join(folder, "broken.csv")
	if err := os.WriteFile(broken, []byte("profile,syscall,action,when,why\np,raed,,,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"-merge true": "-merge: only with -record",
		"-record f -block mount -allow read -no-supervisor -on-violation log true": "-block: not with -record, which refuses nothing\n" +
			"seccomp-exec: -allow: not with -record, which refuses nothing\nseccomp-exec: -on-violation: not with -record, which refuses nothing\n" +
			"seccomp-exec: -no-supervisor: not with -record, which refuses nothing",
		"-record f":                                     "no program; see seccomp-exec -h",
		"-record f -profile network true":               "-profile: network is a built-in profile; choose another name for the recorded one",
		"-record f -profile A true":                     `-profile: invalid name "A"; use small letters and digits, with - between words`,
		"-record /dev/null true":                        "/dev/null: a device; want a regular file",
		"-record " + folder + " true":                   folder + ": a directory; want a regular file",
		"-record " + folder + "/none/f.csv true":        folder + "/none/f.csv.journal: no such file or directory",
		"-record " + broken + " -profile p -merge true": broken + `:2:3: unknown syscall "raed"; did you mean read?`,
		"-record " + folder + "/f.csv " + folder:        folder + ": is a directory",
	} {
		got := finish(t, prepare(t, strings.Fields(args)...))
		if !strings.HasPrefix(want, broken) {
			want = "seccomp-exec: " + want
		}
		if got.code != exitFailed && got.code != exitCannotExecute || got.stderr != want+"\n" {
			t.Errorf("%s: %+v; want %q", args, got, want)
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestRecordWithoutPtrace records where neither a listener nor ptrace is possible.
func TestRecordWithoutPtrace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "record.csv")
	outer := []string{"-profile", "allow-all", "-block", "ptrace", "-on-violation", "errno:EPERM"}
	got := finish(t, prepare(t, slices.Concat(outer, helperArgs(t, "record-before", "-record", file, "true"))...))
	if want := "seccomp-exec: the record ends early: ptrace(PTRACE_SEIZE): operation not permitted\n"; got != (result{exitFailed, "", want}) {
		t.Errorf("%+v; want %q", got, want)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestRecordFailedExec records a program that cannot be executed. Nothing is written.
func TestRecordFailedExec(t *testing.T) {
	folder := t.TempDir()
	program := filepath.Join(folder, "program")
	if err := os.WriteFile(program, []byte("#!/nonexistent/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	got := finish(t, prepare(t, "-record", filepath.Join(folder, "record.csv"), program))
	if want := (result{exitNotFound, "", line(program, "no such file or directory")}); got != want {
		t.Errorf("%+v; want %+v", got, want)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestRecordSignal ends the program by a signal that the recorder forwards.
func TestRecordSignal(t *testing.T) {
	file := filepath.Join(t.TempDir(), "record.csv")
	c := converse(t, prepare(t, append([]string{"-record", file, "-profile", "p"}, helperArgs(t, "signal")...)...))
	c.expect(t, "ready")
	if err := c.Process.Signal(unix.SIGTERM); err != nil {
		t.Fatal(err)
	}
	c.ends(t, int(unix.SIGTERM))
	if found := weights(t, finished(t, file)); found["execve"] != 1 || found["exit_group"] != 1 {
		t.Errorf("%v", found)
	}
}

// background starts a program under -record that leaves a process in the background. This
// one copies its input, the file in, to standard output. The result is the recorder after
// the program's end.
func background(t *testing.T, file string) (c *exec.Cmd, in *os.File, out *bufio.Scanner, stderr *bufio.Scanner) {
	t.Helper()
	c = prepare(t, "-record", file, "-profile", "p", "sh", "-c", "cat <&3 3<&- & exit 5")
	read, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.ExtraFiles = []*os.File{read}
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	messages, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	read.Close()
	return c, in, bufio.NewScanner(stdout), bufio.NewScanner(messages)
}

// echoes expects a line to come back from the process in the background.
func echoes(t *testing.T, in *os.File, out *bufio.Scanner, text string) {
	t.Helper()
	if _, err := fmt.Fprintln(in, text); err != nil {
		t.Fatal(err)
	}
	if !out.Scan() || out.Text() != text {
		t.Fatalf("%q came back: %v", out.Text(), out.Err())
	}
}

// TestRecordBackground ends the record by a signal while a process is left. The process goes
// on.
func TestRecordBackground(t *testing.T) {
	file := filepath.Join(t.TempDir(), "record.csv")
	c, in, out, stderr := background(t, file)
	const want = "seccomp-exec: sh has ended; its other processes are still recorded: end them, or the record by SIGINT"
	if !stderr.Scan() || stderr.Text() != want {
		t.Errorf("%q; want %q", stderr.Text(), want)
	}
	echoes(t, in, out, "recorded")
	if err := c.Process.Signal(unix.SIGINT); err != nil {
		t.Fatal(err)
	}
	if state, err := c.Process.Wait(); err != nil || state.ExitCode() != 5 {
		t.Errorf("%v, %v", state, err)
	}
	if found := weights(t, finished(t, file)); found["write"] != 1 {
		t.Errorf("%v", found)
	}
	echoes(t, in, out, "not recorded")
	in.Close()
	if out.Scan() {
		t.Errorf("%q", out.Text())
	}
}

// TestRecorderKilled kills the recorder. The program dies, the guard records the process in
// the background, and writes the file after its end.
func TestRecorderKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "record.csv")
	c, in, out, stderr := background(t, file)
	echoes(t, in, out, "by the recorder")
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for stderr.Scan() && strings.Contains(stderr.Text(), "has ended") {
	}
	if want := " writes " + file + " after the last process of sh"; !strings.HasPrefix(stderr.Text(), "seccomp-exec: killed; process ") || !strings.HasSuffix(stderr.Text(), want) {
		t.Errorf("%q; want %q", stderr.Text(), want)
	}
	echoes(t, in, out, "by the guard")
	in.Close()
	// The guard has standard error as long as it runs.
	if stderr.Scan() {
		t.Errorf("%q", stderr.Text())
	}
	if found := weights(t, finished(t, file)); found["write"] != 2 || found["execve"] != 2 {
		t.Errorf("%v", found)
	}
	_, _ = c.Process.Wait()
}

// TestRecordLeft kills the recorder and its guard. The next run finds the journal.
func TestRecordLeft(t *testing.T) {
	file := filepath.Join(t.TempDir(), "record.csv")
	c, in, out, stderr := background(t, file)
	echoes(t, in, out, "recorded")
	got := finish(t, prepare(t, "-record", file, "true"))
	if want := "seccomp-exec: " + file + ".journal: another recorder has locked it\n"; got.code != exitFailed || got.stderr != want {
		t.Errorf("beside a recorder: %+v; want %q", got, want)
	}
	for _, pid := range []int{guardOf(t, c.Process.Pid), c.Process.Pid} {
		if err := unix.Kill(pid, unix.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	// Without listener every syscall of cat fails, and it ends.
	in.Close()
	_, _ = c.Process.Wait()
	for stderr.Scan() {
	}
	// The end of a process releases its locks last.
	journal, err := os.Open(file + ".journal")
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Flock(int(journal.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	journal.Close()
	got = finish(t, prepare(t, "-record", file, "true"))
	if want := "seccomp-exec: " + file + ".journal: it holds the record of a run that did not end; add it with -merge, or remove the file\n"; got.code != exitFailed || got.stderr != want {
		t.Errorf("without -merge: %+v; want %q", got, want)
	}
	got = finish(t, prepare(t, "-record", file, "-merge", "-profile", "p", "true"))
	if found := weights(t, finished(t, file)); got != (result{0, "", ""}) || found["write"] != 1 || found["execve"] != 3 {
		t.Errorf("%+v, %v", got, found)
	}
}

// guardOf returns the process ID of a recorder's guard.
func guardOf(t *testing.T, recorder int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", recorder))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.Fields(string(text)) {
		command, err := os.ReadFile("/proc/" + word + "/cmdline")
		if err == nil && strings.HasPrefix(string(command), guardName+"\x00") {
			pid, _ := strconv.Atoi(word)
			return pid
		}
	}
	t.Fatalf("no guard among %s", text)
	return 0
}

// TestRecordFullDisk fills the disk before a run and during one. The program of the first
// does not run; the record of the second is in the journal, and the next run adds it.
func TestRecordFullDisk(t *testing.T) {
	c := exec.Command(helperArgs(t)[0], append([]string{"-helper", "full-disk", prepare(t).Path}, t.TempDir())...)
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := c.CombinedOutput()
	if c.ProcessState == nil && os.Getenv("CI") == "" {
		t.Skip(err)
	}
	if err != nil || string(out) != "" {
		t.Errorf("%v\n%s", err, out)
	}
}

// fullDisk prints what is wrong.
func fullDisk(command, folder string) int {
	// The journal has 257 pages.
	if err := unix.Mount("none", folder, "tmpfs", 0, "size=1100k"); err != nil {
		fmt.Println(err)
		return 1
	}
	file, fill := filepath.Join(folder, "record.csv"), filepath.Join(folder, "fill")
	_ = os.WriteFile(fill, make([]byte, 200<<10), 0o600)
	run := func(want result, args ...string) {
		c := exec.Command(command, append([]string{"-record", file, "-profile", "p"}, args...)...)
		var stdout, stderr strings.Builder
		c.Stdout, c.Stderr = &stdout, &stderr
		_ = c.Run()
		if got := (result{c.ProcessState.ExitCode(), stdout.String(), stderr.String()}); got != want {
			fmt.Printf("%q: %+v; want %+v\n", args, got, want)
		}
	}
	full := "no space left on device\n"
	run(result{exitFailed, "", "seccomp-exec: " + file + ".journal: " + full}, "echo", "x")
	_ = os.Remove(fill)
	written := "seccomp-exec: the record is kept in " + file + ".journal; once the fault is removed, the next run with -merge adds it\n"
	run(result{exitFailed, "ran\n", "seccomp-exec: " + file + ": " + full + written}, "sh", "-c", "cat /dev/zero >"+fill+" 2>/dev/null; echo ran")
	_ = os.Remove(fill)
	run(result{0, "", ""}, "-merge", "true")
	text, _ := os.ReadFile(file)
	if !strings.Contains(string(text), "\np,clone,,,\n") && !strings.Contains(string(text), "\np,vfork,,,\n") {
		fmt.Printf("%s\n", text)
	}
	return 0
}
