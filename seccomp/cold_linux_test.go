package seccomp_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// coldFilters holds the filters of TestColdFaults.
var coldFilters = map[string]func() seccomp.Filter{
	"network": func() seccomp.Filter { return seccomp.New(tables.Network()) },
	"five blocked": func() seccomp.Filter {
		f := seccomp.New(tables.Network())
		fiveBlocks(&f)
		return f
	},
	"every second blocked": func() seccomp.Filter {
		f := seccomp.New(tables.AllowAll())
		for n := tables.Syscall(0); n < 400; n += 2 {
			f.Block(tables.TableBase + n)
		}
		f.OnViolation(seccomp.Log)
		return f
	},
}

func init() {
	for name, filter := range coldFilters {
		children["cold "+name] = func() error {
			f := filter()
			return countFaults(func() error { return f.Install(0) })
		}
	}
	children["cold ready program"] = installReady
}

// countFaults prints the page faults of the calling thread during install.
func countFaults(install func() error) error {
	var before, after unix.Rusage
	_ = unix.Getrusage(unix.RUSAGE_THREAD, &after)
	_ = unix.Getrusage(unix.RUSAGE_THREAD, &before)
	err := install()
	_ = unix.Getrusage(unix.RUSAGE_THREAD, &after)
	fmt.Println(after.Minflt - before.Minflt)
	return err
}

// installReady installs the program on standard input by two raw syscalls.
func installReady() error {
	bytes, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	program := unsafe.Slice((*unix.SockFilter)(unsafe.Pointer(&bytes[0])), len(bytes)/int(unsafe.Sizeof(unix.SockFilter{})))
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	return countFaults(func() error {
		runtime.LockOSThread()
		if _, _, errno := unix.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0); errno != 0 {
			return errno
		}
		if _, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog))); errno != 0 {
			return errno
		}
		return nil
	})
}

// leastFaults returns the fewest page faults of a child in several processes. The runtime's
// own work in a process adds to them at random.
func leastFaults(t *testing.T, child string, program []unix.SockFilter) int {
	t.Helper()
	least := 1 << 20
	for range 8 {
		cmd := exec.Command("/proc/self/exe")
		cmd.Env = append(os.Environ(), inChild+"="+child)
		cmd.Stdin = bytes.NewReader(unsafe.Slice((*byte)(unsafe.Pointer(&program[0])), len(program)*int(unsafe.Sizeof(program[0]))))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", child, err, out)
		}
		n, err := strconv.Atoi(strings.TrimSpace(string(out)))
		if err != nil {
			t.Fatal(err)
		}
		least = min(least, n)
	}
	return least
}

// TestColdFaults installs filters in new processes. Install needs at most 4 page faults more
// than two raw syscalls with the program at hand.
func TestColdFaults(t *testing.T) {
	if emulated() {
		t.Skip("user-mode emulation has no seccomp(2)")
	}
	for name, filter := range coldFilters {
		t.Run(name, func(t *testing.T) {
			f := filter()
			program, err := f.AppendTo(nil)
			if err != nil {
				t.Fatal(err)
			}
			ready, ours := leastFaults(t, "cold ready program", program), leastFaults(t, "cold "+name, program)
			t.Logf("%d instructions: %d page faults, %d for two raw syscalls", len(program), ours, ready)
			if ours > ready+4 {
				t.Errorf("%d page faults, %d for two raw syscalls", ours, ready)
			}
		})
	}
}
