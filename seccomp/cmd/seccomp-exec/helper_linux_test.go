package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/recorder"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// The test binary is the program in most tests: as "TESTBINARY -helper NAME".
func TestMain(m *testing.M) {
	switch {
	case os.Args[0] == childName || os.Args[0] == guardName:
		os.Exit(run(os.Args, "/proc", os.Stdout, os.Stderr))
	case len(os.Args) > 2 && os.Args[1] == "-helper":
		os.Exit(helper(os.Args[2], os.Args[3:]))
	}
	defaultSignals()
	path, err := built()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if os.Getenv(builtVariable) == "" {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// defaultSignals gives the programs of the tests the default dispositions of SIGHUP
// and SIGINT, also under nohup(1) and in the background of a shell: execve resets a signal
// with a handler. The Go runtime leaves no other signal ignored.
func defaultSignals() {
	for _, sig := range []os.Signal{unix.SIGHUP, unix.SIGINT} {
		if signal.Ignored(sig) {
			signal.Notify(make(chan os.Signal, 1), sig)
		}
	}
}

func helper(name string, args []string) int {
	switch name {
	case "denied":
		return denied()
	case "thread":
		// The main goroutine is locked to the first thread.
		go func() { os.Exit(denied()) }()
	case "busy":
		for range 20 {
			go func() {
				runtime.LockOSThread()
				for {
					runtime.Gosched()
				}
			}()
		}
		go func() { os.Exit(denied()) }()
	case "newer":
		return newer(args)
	case "several":
		return several(args)
	case "conditions":
		return conditions()
	case "stops":
		return stopChild(args)
	case "repeat":
		for {
			denied()
		}
	case "report":
		return reportBy(args[0], args[1:])
	case "clone-denied":
		return cloneDenied(args)
	case "clone-exec":
		return cloneExec(args)
	case "echo":
		return echo()
	case "signal":
		return awaitSignal()
	case "ids":
		session, _ := unix.Getsid(0)
		fmt.Println(unix.Getpgrp(), session, len(os.Environ()))
		return 0
	case "shell":
		return shell(args)
	case "confined":
		return confined(args[0])
	case "record-before":
		bestMethod = func() recorder.Method { return recorder.TraceBefore }
		return run(append(os.Args[:1], args...), "/proc", os.Stdout, os.Stderr)
	case "full-disk":
		return fullDisk(args[0], args[1])
	case "without-proc":
		return run(append(os.Args[:1], args...), "/nonexistent", os.Stdout, os.Stderr)
	}
	select {}
}

// newer makes syscalls newer than the baseline, and prints their errnos. Without arguments
// the kernel would refuse them otherwise.
func newer(names []string) int {
	for _, name := range names {
		s, _ := tables.Lookup(name)
		_, _, errno := unix.RawSyscall6(uintptr(s), 1<<30, 0, 1<<30, 1<<30, 1<<30, 1<<30)
		fmt.Println(name, unix.ErrnoName(errno))
	}
	return 0
}

// denied makes a syscall outside the profile hardened-network.
func denied() int {
	_, _, errno := unix.RawSyscall6(unix.SYS_MOUNT, 0, 0, 0, unix.MS_RDONLY, 0, 0)
	fmt.Println(unix.ErrnoName(errno))
	return 3
}

// several makes three syscalls outside the profile hardened-network, one of them twice and one on
// another thread. Then it runs args, and ends with its exit code.
func several(args []string) int {
	refused := func(number uintptr) {
		_, _, errno := unix.RawSyscall(number, 0, 0, 0)
		fmt.Println(unix.ErrnoName(errno))
	}
	refused(unix.SYS_MOUNT)
	refused(unix.SYS_MOUNT)
	refused(unix.SYS_SWAPON)
	done := make(chan bool)
	go func() {
		refused(unix.SYS_SWAPOFF)
		close(done)
	}()
	<-done
	child := exec.Command(args[0], args[1:]...)
	child.Stdout = os.Stdout
	_ = child.Run()
	return child.ProcessState.ExitCode()
}

// conditions makes syscalls with arguments known to a policy.
func conditions() int {
	here := unix.AT_FDCWD
	for _, x := range [][4]uintptr{
		{unix.SYS_MKDIRAT, uintptr(here), 0, 0o777},
		{unix.SYS_SOCKET, unix.AF_NETLINK, unix.SOCK_RAW | unix.SOCK_CLOEXEC, 0},
		{unix.SYS_SOCKET, unix.AF_PACKET, unix.SOCK_RAW, 0},
		{unix.SYS_IOCTL, 0, unix.TIOCGWINSZ, 0},
		{unix.SYS_CHROOT, 0, 0, 0},
	} {
		_, _, errno := unix.RawSyscall(x[0], x[1], x[2], x[3])
		fmt.Println(unix.ErrnoName(errno))
	}
	return 0
}

// stopChild stops, continues and kills a child, and prints what its parent sees.
func stopChild(args []string) int {
	child := exec.Command(args[0], args[1:]...)
	if err := child.Start(); err != nil {
		fmt.Println(err)
		return 1
	}
	for _, x := range []struct {
		sig     unix.Signal
		options int
	}{{unix.SIGSTOP, unix.WUNTRACED}, {unix.SIGCONT, unix.WCONTINUED}, {unix.SIGSTOP, unix.WUNTRACED}, {unix.SIGKILL, 0}} {
		var status unix.WaitStatus
		if err := child.Process.Signal(x.sig); err != nil {
			fmt.Println(err)
		}
		if _, err := unix.Wait4(child.Process.Pid, &status, x.options, nil); err != nil {
			fmt.Println(err)
		}
		fmt.Printf("%#x\n", uint32(status))
	}
	return 0
}

// reportBy is the command on a machine where -report works in another way: listener,
// tracer, or old for a tracer before Linux 5.3.
func reportBy(way string, args []string) int {
	if way != "listener" {
		takeDescriptor = func(int, int, int) (int, error) { return -1, unix.ENOSYS }
	}
	if way == "old" {
		syscallInfo = func(int) (info, bool) { return info{}, false }
	}
	return run(append(os.Args[:1], args...), "/proc", os.Stdout, os.Stderr)
}

// clone starts a process by clone(2) with a signal other than SIGCHLD. A tracer sees such a
// process as a thread. clone makes no other syscall.
func clone(number, arg0, arg1, arg2 uintptr) unix.WaitStatus {
	flags, stack := uintptr(unix.SIGURG), uintptr(0)
	if runtime.GOARCH == "s390x" {
		flags, stack = stack, flags
	}
	pid, _, errno := unix.RawSyscall6(unix.SYS_CLONE, flags, stack, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		unix.RawSyscall(number, arg0, arg1, arg2)
		unix.RawSyscall(unix.SYS_EXIT_GROUP, 99, 0, 0)
	}
	var status unix.WaitStatus
	if _, err := unix.Wait4(int(pid), &status, unix.WALL, nil); err != nil {
		fmt.Println("clone:", errno, err)
	}
	return status
}

// cloneDenied makes the denied syscall in another process and then executes args.
func cloneDenied(args []string) int {
	if status := clone(unix.SYS_MOUNT, 0, 0, 0); status.Signal() != unix.SIGSYS {
		fmt.Println("not killed:", status)
		return 4
	}
	path, err := exec.LookPath(args[0])
	if err == nil {
		err = unix.Exec(path, args, os.Environ())
	}
	fmt.Println(err)
	return 4
}

// cloneExec executes args in another process.
func cloneExec(args []string) int {
	path, _ := exec.LookPath(args[0])
	name, _ := unix.BytePtrFromString(path)
	argv, _ := syscall.SlicePtrFromStrings(args)
	envv, _ := syscall.SlicePtrFromStrings(os.Environ())
	status := clone(unix.SYS_EXECVE, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&argv[0])), uintptr(unsafe.Pointer(&envv[0])))
	runtime.KeepAlive(name)
	runtime.KeepAlive(argv)
	runtime.KeepAlive(envv)
	return status.ExitStatus()
}

// echo prints its process ID and then its input, from several threads.
func echo() int {
	fmt.Println(os.Getpid())
	lines, done := make(chan string), make(chan bool)
	for range 4 {
		go func() {
			runtime.LockOSThread()
			for line := range lines {
				fmt.Println("echo " + line)
				done <- true
			}
		}()
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		lines <- in.Text()
		<-done
	}
	return 0
}

// awaitSignal exits with the number of the first signal.
func awaitSignal() int {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGTERM, unix.SIGHUP, unix.SIGUSR1, unix.SIGUSR2, unix.SIGINT, unix.SIGALRM, unix.SIGPIPE)
	fmt.Println("ready")
	return int((<-signals).(unix.Signal))
}

// shell runs args as a job of the terminal on its standard input, and continues it after
// each stop, until killed.
func shell(args []string) int {
	job := exec.Command(args[0], args[1:]...)
	job.Stdin, job.Stdout, job.Stderr = os.Stdin, os.Stdout, os.Stderr
	job.SysProcAttr = &unix.SysProcAttr{Setpgid: true, Foreground: true, Ctty: 0}
	if err := job.Start(); err != nil {
		fmt.Println(err)
		return 1
	}
	signal.Ignore(unix.SIGTTOU)
	for {
		var status unix.WaitStatus
		_, err := unix.Wait4(job.Process.Pid, &status, unix.WUNTRACED, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			fmt.Println(err)
			return 1
		case status.Stopped():
			fmt.Println("stopped")
			_ = unix.Kill(-job.Process.Pid, unix.SIGCONT)
		default:
			fmt.Println("ended", status.ExitStatus())
			// The end of the session would drop the output still in the terminal.
			time.Sleep(limit)
		}
	}
}

// terminal returns the two ends of a new terminal.
func terminal(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = master.Close() })
	var unlock int32
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, master.Fd(), unix.TIOCSPTLCK, uintptr(unsafe.Pointer(&unlock))); errno != 0 {
		t.Fatal(errno)
	}
	number, err := unix.IoctlGetUint32(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	slave, err = os.OpenFile("/dev/pts/"+strconv.Itoa(int(number)), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return master, slave
}

// stopped reports whether all threads of the process are stopped.
func stopped(t *testing.T, pid int) bool {
	t.Helper()
	files, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", pid))
	if err != nil || len(files) == 0 {
		t.Fatalf("process %d is not there: %v", pid, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if rest[0] != 't' && rest[0] != 'T' {
			return false
		}
	}
	return true
}

// ended reports whether the process has ended, as a zombie or without trace.
func ended(pid int) bool {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(text), ") ")
	return err != nil || rest == "" || rest[0] == 'Z' || rest[0] == 'X'
}

// catches reports whether the process has a handler for sig.
func catches(t *testing.T, pid int, sig unix.Signal) bool {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, mask, _ := strings.Cut(string(text), "\nSigCgt:\t")
	mask, _, _ = strings.Cut(mask, "\n")
	low, err := strconv.ParseUint(mask[max(0, len(mask)-16):], 16, 64)
	if err != nil {
		t.Fatal(err)
	}
	return low>>(sig-1)&1 != 0
}

// ownSession lets a process run without a terminal.
func ownSession(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
