package notify_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// inTarget names the environment variable of a target process. It holds the key of one of
// targets.
const inTarget = "NOTIFY_TEST_TARGET"

// The main goroutine keeps the main thread. In a target, its thread ID is the process ID. In
// the tests, the threads under a filter end with their goroutines.
func init() { runtime.LockOSThread() }

func TestMain(m *testing.M) {
	if name := os.Getenv(inTarget); name != "" {
		targets[name]()
		os.Exit(0)
	}
	if !available() {
		fmt.Println("SKIP: no seccomp(2), as under user-mode qemu")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// available reports whether the kernel has seccomp(2).
func available() bool {
	action := uint32(unix.SECCOMP_RET_ERRNO)
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	return errno != unix.ENOSYS
}

// asking returns a filter that notifies mkdirat and allows the rest.
func asking() seccomp.Filter {
	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_MKDIRAT)
	f.OnViolation(seccomp.UserNotify)
	return f
}

// process is a target under the filter of asking.
type process struct {
	*exec.Cmd
	lines *bufio.Scanner
	// reaped is closed after the target's end. Before Linux 6.11 the filter needs it, too.
	reaped chan struct{}
}

// start starts one of targets and returns its listener. The test ends the target.
func start(t testing.TB, name string) (*notify.Listener, *process) {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), inTarget+"="+name)
	cmd.Dir = t.TempDir()
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	type started struct {
		fd  int
		err error
	}
	done := make(chan started)
	go func() {
		f := asking()
		fd, err := f.InstallThreadListener(0)
		if err == nil {
			err = cmd.Start()
		}
		done <- started{fd, err}
	}()
	s := <-done
	if s.err != nil {
		t.Fatal(s.err)
	}
	l, err := notify.New(s.fd)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{cmd, bufio.NewScanner(out), make(chan struct{})}
	go func() {
		cmd.Process.Wait() // Cmd.Wait would close the output
		close(p.reaped)
	}()
	t.Cleanup(func() {
		l.Close()
		p.kill()
		out.Close()
	})
	return l, p
}

// ways lists the ways to receive.
var ways = map[string]func(*notify.Listener) error{
	"poller":     func(*notify.Listener) error { return nil },
	"poll first": (*notify.Listener).PollFirst,
	"SyncWakeUp": (*notify.Listener).SyncWakeUp,
}

// eachWay runs a test for each way to receive. start is as above.
func eachWay(t *testing.T, test func(t *testing.T, start func(name string) (*notify.Listener, *process))) {
	for name, prepare := range ways {
		t.Run(name, func(t *testing.T) {
			test(t, func(target string) (*notify.Listener, *process) {
				l, p := start(t, target)
				if err := prepare(l); err != nil && !errors.Is(err, errors.ErrUnsupported) {
					t.Fatal(err)
				}
				return l, p
			})
		})
	}
}

// line returns the next line of the target's output.
func (p *process) line(t *testing.T) string {
	t.Helper()
	if !p.lines.Scan() {
		t.Fatalf("the target's output ended: %v", p.lines.Err())
	}
	return p.lines.Text()
}

// kill kills the target and waits for its end.
func (p *process) kill() {
	p.Process.Kill()
	<-p.reaped
}

// receive returns the next notification. It must be mkdirat.
func receive(t testing.TB, l *notify.Listener) *notify.Notification {
	t.Helper()
	var n notify.Notification
	if err := l.Receive(&n); err != nil {
		t.Fatal(err)
	}
	if s, ok := n.Syscall(); s != tables.SYS_MKDIRAT || !ok {
		t.Fatalf("notified %v, %v; want mkdirat", s, ok)
	}
	return &n
}

// status returns a field of a thread's status, such as State or SigPnd.
func status(t *testing.T, tid int, field string) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", tid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "\n"+field+":\t")
	value, _, _ := strings.Cut(rest, "\n")
	return value
}
