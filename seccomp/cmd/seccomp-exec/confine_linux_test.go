package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	profiles "github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/supervisor"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// confined installs a filter of the supervisor in this process, and loads the Go runtime:
// it must start threads, collect garbage, preempt, wait for timers.
func confined(profile string) int {
	if err := confine(supervisors[profile]()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	var work sync.WaitGroup
	for i := range 16 {
		work.Go(func() { load(i) })
	}
	work.Wait()
	debug.FreeOSMemory()
	fmt.Fprintln(os.Stderr, "done")
	return 0
}

// supervisors holds the profiles of the supervisor.
var supervisors = map[string]func() tables.Profile{
	"supervisor": profiles.Supervisor,
	"listener":   profiles.Listener,
	"tracer":     profiles.Tracer,
}

// load is the work of one of several goroutines. Every second goroutine ends its thread.
func load(i int) {
	if i%2 == 0 {
		runtime.LockOSThread()
	}
	for j := range 10 {
		block := make([]byte, 1<<18)
		for k := range block {
			block[k] = byte(k)
		}
		switch j {
		case 3:
			runtime.GC()
		case 6:
			time.Sleep(time.Millisecond)
		case 9:
			_, _ = readFile("/proc/self/status")
		}
		runtime.KeepAlive(block)
	}
}

// The Go runtime works under the filter of the supervisor.
func TestConfinedRuntime(t *testing.T) {
	for _, env := range []string{
		"", "GOMAXPROCS=1", "GOMAXPROCS=16", "GOGC=1", "GOMEMLIMIT=1MiB", "GODEBUG=gctrace=1",
		"GODEBUG=asyncpreemptoff=1", "GODEBUG=madvdontneed=1", "GODEBUG=decoratemappings=0",
		"GODEBUG=updatemaxprocs=0", "GODEBUG=gcstoptheworld=1", "GODEBUG=schedtrace=1",
	} {
		confinedRuntime(t, "supervisor", env)
	}
	confinedRuntime(t, "listener", "")
	confinedRuntime(t, "tracer", "")
}

func confinedRuntime(t *testing.T, profile, env string) {
	t.Helper()
	args := helperArgs(t, "confined", profile)
	c := exec.CommandContext(t.Context(), args[0], args[1:]...)
	c.Env = append(os.Environ(), env)
	if got := finish(t, c); got.code != 0 || !strings.Contains(got.stderr, "done\n") {
		t.Errorf("%s, %q: %+v", profile, env, got)
	}
}

// The Go runtime polls a standard stream in non-blocking mode.
func TestConfinedNonblock(t *testing.T) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_NONBLOCK|unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(ends[0])
	in := os.NewFile(uintptr(ends[1]), "pipe")
	defer in.Close()
	program := helperArgs(t, "thread")
	c := prepare(t, program...)
	c.Stdin = in
	if got, want := finish(t, c), (result{killed, "", mountLine(program[0], "profile hardened-network does not allow it")}); got != want {
		t.Errorf("%+v, and not %+v", got, want)
	}
}

// Without its protection the supervisor does not run the program.
func TestUnprotected(t *testing.T) {
	inner := prepare(t).Path
	for call, want := range map[string]string{
		"prctl":   "prctl(PR_SET_DUMPABLE): operation not permitted",
		"seccomp": "seccomp: seccomp(2): operation not permitted",
	} {
		got := finish(t, prepare(t, "-profile", "allow-all", "-block", call, "-on-violation", "errno:EPERM", inner, "echo", "x"))
		want = "seccomp-exec: cannot protect the supervisor: " + want + "; -no-supervisor runs the program without one\n"
		if got != (result{125, "", want}) {
			t.Errorf("%s: %+v", call, got)
		}
	}
}

// With -no-supervisor the program takes the place of the command.
func TestNoSupervisor(t *testing.T) {
	folder := t.TempDir()
	program := helperArgs(t, "denied")
	noFormat := folder + "/no-format"
	if err := os.WriteFile(noFormat, []byte("no\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want result
	}{
		{[]string{"true"}, result{0, "", ""}},
		{[]string{"sh", "-c", "echo out; exit 7"}, result{7, "out\n", ""}},
		{[]string{"grep", "-e", "TracerPid", "-e", "Seccomp:", "/proc/self/status"}, result{0, "TracerPid:\t0\nSeccomp:\t2\n", ""}},
		{append([]string{"-on-violation", "errno:EXDEV"}, program...), result{3, "EXDEV\n", ""}},
		{program, result{-1, "", ""}},
		{[]string{"-x"}, result{125, "", "seccomp-exec: flag provided but not defined: -x; see seccomp-exec -h\n"}},
		{[]string{"-block", "execve", "true"}, result{125, "", line("true", "seccomp: the filter does not allow execve")}},
		{[]string{"nonexistent-program"}, result{127, "", line("nonexistent-program", "executable file not found in $PATH")}},
		{[]string{folder}, result{126, "", line(folder, "is a directory")}},
		{[]string{noFormat}, result{126, "", line(noFormat, "seccomp: execve(2): exec format error")}},
	} {
		if got := finish(t, prepare(t, append([]string{"-no-supervisor"}, test.args...)...)); got != test.want {
			t.Errorf("%q: %+v, and not %+v", test.args, got, test.want)
		}
	}
	c := prepare(t, "-no-supervisor", "sh", "-c", "echo $$")
	if got := finish(t, c); got.stdout != fmt.Sprintln(c.Process.Pid) {
		t.Errorf("process %s, and not that of the command, %d", got.stdout, c.Process.Pid)
	}
}

// strace(1) works inside the command, and around it. In the second case the command cannot
// trace the program.
func TestStrace(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		// In CI it is a failure.
		if os.Getenv("CI") == "" {
			t.Skip("install strace")
		}
		t.Fatal(err)
	}
	log := t.TempDir() + "/log"
	path := prepare(t).Path
	traced := []string{strace, "-f", "-o", log}
	for name, args := range map[string][]string{
		"inside":             append([]string{path, "-profile", "unrestricted"}, append(traced, "sh", "-c", "exit 7")...),
		"around":             append(traced, path, "sh", "-c", "exit 7"),
		"around, in place":   append(traced, path, "-no-supervisor", "sh", "-c", "exit 7"),
		"around, no threads": append([]string{strace, "-o", log}, path, "sh", "-c", "exit 7"),
	} {
		got := finish(t, exec.CommandContext(t.Context(), args[0], args[1:]...))
		text, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		// Where threads run at once, strace splits the line: exit_group(7 <unfinished ...>.
		if got != (result{7, "", ""}) || !strings.Contains(string(text), "exit_group(7") {
			t.Errorf("%s: %+v\n%s", name, got, text)
		}
	}
}
