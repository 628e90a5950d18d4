package notify_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// answers lists answers and the target's line for each: the result and the errno.
var answers = []struct {
	name   string
	answer func(l *notify.Listener, n *notify.Notification) error
	want   string
}{
	{"value", func(l *notify.Listener, n *notify.Notification) error { return l.Return(n, 7) }, "7 0"},
	{"errno as a value", func(l *notify.Listener, n *notify.Notification) error { return l.Return(n, -int64(unix.EDOM)) }, errnoAsValue()},
	{"errno", func(l *notify.Listener, n *notify.Notification) error { return l.Fail(n, unix.EPERM) }, "-1 1"},
	{"continue", (*notify.Listener).Continue, "0 0"},
	{"continue again", (*notify.Listener).Continue, "-1 17"},
	{"no errno", func(l *notify.Listener, n *notify.Notification) error {
		if l.Fail(n, 0) != unix.EINVAL || l.Fail(n, 4096) != unix.EINVAL {
			return errors.New("errno 0 or 4096 was sent")
		}
		return l.Fail(n, 4000)
	}, "-1 4000"},
	{"a second answer", func(l *notify.Listener, n *notify.Notification) error {
		err := l.Return(n, 3)
		if l.Return(n, 4) != notify.ErrGone {
			return errors.New("two answers were sent")
		}
		return err
	}, "3 0"},
}

// errnoAsValue returns the line for the value -EDOM. On mips another register marks errors.
func errnoAsValue() string {
	if mips() {
		return "-33 0"
	}
	return "-1 33"
}

func mips() bool { return strings.HasPrefix(runtime.GOARCH, "mips") }

// restart is ERESTARTSYS. The kernel of mips shows it to a target after a signal.
const restart = 512

func TestAnswers(t *testing.T) {
	l, target := start(t, "lines")
	for _, test := range answers {
		n := receive(t, l)
		if n.TID != target.Process.Pid || n.Args[2] != 0o700 || n.InstructionPointer == 0 {
			t.Errorf("notification %+v of thread %d", n, target.Process.Pid)
		}
		if err := l.Valid(n); err != nil {
			t.Errorf("%s: before the answer: %v", test.name, err)
		}
		if err := test.answer(l, n); err != nil {
			t.Errorf("%s: %v", test.name, err)
		}
		if got := target.line(t); got != test.want {
			t.Errorf("%s: the target got %q, want %q", test.name, got, test.want)
		}
	}
	if _, err := os.Stat(filepath.Join(target.Dir, "new")); err != nil {
		t.Errorf("Continue made no directory: %v", err)
	}
}

func TestMemory(t *testing.T) {
	l, _ := start(t, "page-end")
	n := receive(t, l)
	path := n.Args[1]
	for _, test := range []struct {
		address uint64
		size    int
		want    string
		err     error
	}{
		{path, 4096, "end", nil},
		{path, 4, "end", nil},
		{path, 3, "", unix.ENAMETOOLONG},
		{path, 0, "", unix.ENAMETOOLONG},
		{path + 4, 16, "", unix.EFAULT},
		{0, 16, "", unix.EFAULT},
		{1<<64 - 4096, 16, "", unix.EFAULT},
	} {
		s, err := l.ReadString(n, test.address, make([]byte, test.size))
		if string(s) != test.want || !errors.Is(err, test.err) {
			t.Errorf("string of %d bytes at %#x: %q, %v; want %q, %v", test.size, test.address, s, err, test.want, test.err)
		}
	}
	var p [4]byte
	if err := l.ReadMemory(n, path, p[:]); err != nil || string(p[:]) != "end\x00" {
		t.Errorf("memory %q, %v", p, err)
	}
	if err := l.ReadMemory(n, path+2, p[:]); !errors.Is(err, unix.EFAULT) {
		t.Errorf("memory over the end: %v", err)
	}
}

func TestDescriptors(t *testing.T) {
	l, target := start(t, "reader")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fd := int(f.Fd())
	expect := func(number, flags int, err error) {
		t.Helper()
		if want := fmt.Sprintf("secret %d %d <nil>", number, flags); err != nil || target.line(t) != want {
			t.Errorf("%v, and the target has %q, want %q", err, target.lines.Text(), want)
		}
	}

	n := receive(t, l)
	number, err := l.AddFD(n, fd, 0)
	expect(number, 0, errors.Join(err, l.Return(n, int64(number))))

	n = receive(t, l)
	err = l.ReplaceFD(n, fd, 100, unix.O_CLOEXEC)
	expect(100, unix.FD_CLOEXEC, errors.Join(err, l.Return(n, 100)))

	n = receive(t, l)
	number, err = l.ReturnFD(n, fd, unix.O_CLOEXEC)
	expect(number, unix.FD_CLOEXEC, err)

	n = receive(t, l)
	if _, err := l.AddFD(n, fd, unix.O_NONBLOCK); err != unix.EINVAL {
		t.Errorf("a flag of the file: %v", err)
	}
	if _, err := l.AddFD(n, -1, 0); !errors.Is(err, unix.EBADF) {
		t.Errorf("no descriptor: %v", err)
	}
}

// gone returns the errors of all methods for n that are not ErrGone.
func gone(l *notify.Listener, n *notify.Notification) error {
	_, added := l.AddFD(n, 0, 0)
	_, returned := l.ReturnFD(n, 0, 0)
	_, text := l.ReadString(n, n.Args[1], make([]byte, 16))
	var wrong []error
	for i, err := range []error{
		l.Valid(n), l.Return(n, 0), l.Fail(n, unix.EPERM), l.Continue(n), added, returned,
		l.ReplaceFD(n, 0, 9, 0), text, l.ReadMemory(n, n.Args[1], make([]byte, 4)),
	} {
		if err != notify.ErrGone {
			wrong = append(wrong, fmt.Errorf("method %d: %v", i, err))
		}
	}
	return errors.Join(wrong...)
}

// TestTargetDies kills a target before and after Receive. The thread that started it is
// gone, so nothing else runs under the filter.
func TestTargetDies(t *testing.T) { eachWay(t, testTargetDies) }

func testTargetDies(t *testing.T, start func(string) (*notify.Listener, *process)) {
	l, target := start("silent")
	n := receive(t, l)
	target.kill()
	if err := gone(l, n); err != nil {
		t.Error(err)
	}
	if err := l.Receive(n); err != io.EOF {
		t.Errorf("after the last target: %v", err)
	}

	l, target = start("silent")
	waitReadable(t, l)
	target.kill()
	if err := l.Receive(n); err != io.EOF {
		t.Errorf("a notification of a dead target: %v", err)
	}
}

// waitReadable waits for a notification and leaves it there.
func waitReadable(t *testing.T, l *notify.Listener) {
	t.Helper()
	conn, err := l.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	conn.Control(func(fd uintptr) {
		list := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		for list[0].Revents&unix.POLLIN == 0 {
			if _, err := unix.Poll(list, -1); err != nil && err != unix.EINTR {
				t.Fatal(err)
			}
		}
	})
}

// TestSignal sends a signal before Receive, when it interrupts the syscall, and after it:
// then it stays pending until the answer, since Linux 5.19.
func TestSignal(t *testing.T) {
	l, target := start(t, "signals")
	pid := target.Process.Pid
	waitReadable(t, l)
	if err := unix.Tgkill(pid, pid, unix.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	for n := receive(t, l); l.Return(n, 1) != nil; n = receive(t, l) {
	}
	if got := target.line(t); got != "1 0" {
		t.Errorf("after a signal the target got %q", got)
	}

	n := receive(t, l)
	if err := unix.Tgkill(pid, pid, unix.SIGUSR1); err != nil {
		t.Fatal(err)
	}
	// The signal makes the kernel change to a killable wait.
	for !strings.HasPrefix(status(t, pid, "State"), "D") {
		if err := l.Valid(n); err != nil {
			t.Fatalf("the wait is not killable: %v", err)
		}
	}
	if pending := status(t, pid, "SigPnd"); strings.Trim(pending, "0") == "" {
		t.Error("the signal is not pending")
	}
	if err := l.Return(n, 2); err != nil {
		t.Error(err)
	}
	if got := target.line(t); got != "2 0" {
		t.Errorf("under a signal the target got %q", got)
	}
}

// TestSignalsRace answers a target under a stream of signals, until the target ends.
func TestSignalsRace(t *testing.T) { eachWay(t, testSignalsRace) }

func testSignalsRace(t *testing.T, start func(string) (*notify.Listener, *process)) {
	l, target := start("signals")
	pid := target.Process.Pid
	waitReadable(t, l) // its handler is there
	stop := meanwhile(func(int) { unix.Tgkill(pid, pid, unix.SIGUSR1) })
	answerAll(t, l)
	stop()
	expectAscending(t, target)
}

// meanwhile calls f again and again, until stop. The pauses grow: else the target of a slow
// machine makes no progress.
func meanwhile(f func(i int)) (stop func()) {
	end, ended := make(chan bool), make(chan bool)
	go func() {
		defer close(ended)
		for i := 0; ; i++ {
			select {
			case <-end:
				return
			default:
				f(i)
				pause := unix.NsecToTimespec(20_000 * int64(1+i/100))
				unix.Nanosleep(&pause, nil)
			}
		}
	}()
	return func() {
		close(end)
		<-ended
	}
}

// answerAll answers ascending values, and after 200 lets the target end.
func answerAll(t *testing.T, l *notify.Listener) {
	var n notify.Notification
	for answered := 0; ; {
		switch err := l.Receive(&n); {
		case err == io.EOF:
			return
		case errors.Is(err, os.ErrDeadlineExceeded):
			continue
		case err != nil:
			t.Fatal(err)
		}
		err := error(nil)
		if answered < 200 {
			err = l.Return(&n, int64(answered))
		} else {
			err = l.Fail(&n, unix.EOWNERDEAD)
		}
		switch err {
		case nil:
			answered++
		case notify.ErrGone:
		default:
			t.Fatal(err)
		}
	}
}

// expectAscending expects lines with ascending values and without an errno. On older kernels
// a signal at the time of the answer can restart the syscall and lose a value.
func expectAscending(t *testing.T, target *process) {
	last, lines := -1, 0
	for ; target.lines.Scan(); lines++ {
		var value, errno int
		_, err := fmt.Sscan(target.lines.Text(), &value, &errno)
		if mips() && errno == restart {
			continue
		}
		if err != nil || errno != 0 || value <= last {
			t.Errorf("the target got %q after %d: %v", target.lines.Text(), last, err)
		}
		last = value
	}
	if lines < 100 {
		t.Errorf("the target got %d of 200 answers", lines)
	}
}

// TestDeathRaces kills targets while they are answered. The answers fail with ErrGone or
// succeed, and Receive ends.
func TestDeathRaces(t *testing.T) { eachWay(t, testDeathRaces) }

func testDeathRaces(t *testing.T, start func(string) (*notify.Listener, *process)) {
	for range 10 {
		l, target := start("silent")
		receive(t, l)
		go target.Process.Kill()
		var n notify.Notification
		var buf [16]byte
		err := error(nil)
		for err == nil {
			if err = l.Receive(&n); err != nil {
				break
			}
			s, text := l.ReadString(&n, n.Args[1], buf[:])
			if text != notify.ErrGone && (text != nil || string(s) != "new") {
				t.Errorf("path %q, %v", s, text)
			}
			if answer := l.Return(&n, 0); answer != nil && answer != notify.ErrGone {
				t.Error(answer)
			}
		}
		if err != io.EOF {
			t.Error(err)
		}
	}
}

// TestDeadline expects Receive to end at a deadline, before and during its wait, and to
// continue after it.
func TestDeadline(t *testing.T) { eachWay(t, testDeadline) }

func testDeadline(t *testing.T, start func(string) (*notify.Listener, *process)) {
	l, target := start("lines")
	n := receive(t, l)
	var other notify.Notification
	for _, wait := range []time.Duration{-1, time.Millisecond, 30 * time.Millisecond} {
		l.SetReadDeadline(time.Now().Add(wait))
		for range 2 {
			if err := l.Receive(&other); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("after %v: %v", wait, err)
			}
		}
	}
	l.SetReadDeadline(time.Time{})
	if err := l.Return(n, 1); err != nil || target.line(t) != "1 0" {
		t.Errorf("%v, %q", err, target.lines.Text())
	}
	receive(t, l)
}

// TestDeadlineBefore sets a deadline before SyncWakeUp.
func TestDeadlineBefore(t *testing.T) {
	l, _ := start(t, "silent")
	receive(t, l)
	l.SetReadDeadline(time.Now().Add(30 * time.Millisecond))
	if err := l.SyncWakeUp(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		t.Fatal(err)
	}
	var n notify.Notification
	if err := l.Receive(&n); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
}

// TestDeadlinesRace sets deadlines while a target gets its answers. None is lost.
func TestDeadlinesRace(t *testing.T) { eachWay(t, testDeadlinesRace) }

func testDeadlinesRace(t *testing.T, start func(string) (*notify.Listener, *process)) {
	l, target := start("lines")
	// In turn a past one, one to come, and none.
	stop := meanwhile(func(i int) {
		deadline := time.Time{}
		if i%3 < 2 {
			deadline = time.Now().Add(time.Duration(i%3) * 50 * time.Microsecond)
		}
		l.SetReadDeadline(deadline)
	})
	answerAll(t, l)
	stop()
	expectAscending(t, target)
}

// TestClose expects Close to end each Receive, and the waiting syscall by ENOSYS.
func TestClose(t *testing.T) { eachWay(t, testClose) }

func testClose(t *testing.T, start func(string) (*notify.Listener, *process)) {
	l, target := start("lines")
	n := receive(t, l)
	const receivers = 3
	ended := make(chan error)
	for range receivers {
		go func() {
			var other notify.Notification
			ended <- l.Receive(&other)
		}()
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	for range receivers {
		if err := <-ended; err != os.ErrClosed {
			t.Errorf("Receive: %v", err)
		}
	}
	if got := target.line(t); got != "-1 38" && got != "-1 89" {
		t.Errorf("the target got %q, want ENOSYS", got)
	}
	if a, b, c, d := l.Close(), l.Return(n, 0), l.SyncWakeUp(), l.Receive(n); a != os.ErrClosed || b != os.ErrClosed || c != os.ErrClosed || d != os.ErrClosed {
		t.Errorf("after Close: %v, %v, %v, %v", a, b, c, d)
	}
}

// TestCloseReleases expects Close to release all descriptors.
func TestCloseReleases(t *testing.T) {
	descriptors := func() int {
		list, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(list)
	}
	l, _ := start(t, "silent")
	before := descriptors()
	if err := errors.Join(l.SyncWakeUp(), l.Close()); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		t.Fatal(err)
	}
	for descriptors() >= before {
		runtime.Gosched() // those of SyncWakeUp may follow
	}
}

// TestAllocations receives, reads a path, checks and answers without an allocation.
func TestAllocations(t *testing.T) { eachWay(t, testAllocations) }

func testAllocations(t *testing.T, start func(string) (*notify.Listener, *process)) {
	l, _ := start("silent")
	var n notify.Notification
	var buf [64]byte
	allocations := testing.AllocsPerRun(200, func() {
		err := l.Receive(&n)
		if err == nil {
			_, err = l.ReadString(&n, n.Args[1], buf[:])
		}
		if err == nil {
			err = l.Valid(&n)
		}
		if err == nil {
			err = l.Return(&n, 0)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations per notification", allocations)
	}
}

// BenchmarkNotification measures a syscall with an answer: both processes, and the switches
// between them.
func BenchmarkNotification(b *testing.B) {
	l, _ := start(b, "silent")
	var n notify.Notification
	for b.Loop() {
		if err := errors.Join(l.Receive(&n), l.Return(&n, 0)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestInstallListener runs targets with listeners of their own.
func TestInstallListener(t *testing.T) {
	for name, want := range map[string]string{
		"itself": "true\n",
		"conflict": "true seccomp: seccomp(2): a thread has a filter of its own; nothing was installed\n" +
			"true\ntrue\n",
	} {
		cmd := exec.Command("/proc/self/exe")
		cmd.Env = append(os.Environ(), inTarget+"="+name)
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != want {
			t.Errorf("%s: %v, %q; want %q", name, err, out, want)
		}
	}
}

// TestNewRefuses expects errors for descriptors without notifications.
func TestNewRefuses(t *testing.T) {
	if _, err := notify.New(-1); !errors.Is(err, unix.EBADF) {
		t.Errorf("descriptor -1: %v", err)
	}
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Dup(int(file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := notify.New(fd); !errors.Is(err, os.ErrNoDeadline) {
		t.Errorf("an ordinary file: %v", err)
	}
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != unix.EBADF {
		t.Errorf("New left the descriptor open: %v", err)
	}
}
