package seccomp_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
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

// fewFaults returns the page faults of two children: the averages of the lowest quarters of
// 64 processes each, in turn. The runtime's own work in a process adds to them at random.
func fewFaults(t *testing.T, a, b string, program []unix.SockFilter) (ofA, ofB float64) {
	t.Helper()
	var counts [2][]int
	for range 64 {
		counts[0] = append(counts[0], faults(t, a, program))
		counts[1] = append(counts[1], faults(t, b, program))
	}
	return lowestQuarter(counts[0]), lowestQuarter(counts[1])
}

// lowestQuarter returns the average of the lowest quarter of a list.
func lowestQuarter(list []int) float64 {
	slices.Sort(list)
	sum := 0
	for _, n := range list[:len(list)/4] {
		sum += n
	}
	return float64(sum) / float64(len(list)/4)
}

// faults returns the page faults of a child.
func faults(t *testing.T, child string, program []unix.SockFilter) int {
	t.Helper()
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
	return n
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
			ready, ours := fewFaults(t, "cold ready program", "cold "+name, program)
			t.Logf("%d instructions: %.1f page faults, %.1f for two raw syscalls", len(program), ours, ready)
			if ours > ready+4 {
				t.Errorf("%.1f page faults, %.1f for two raw syscalls", ours, ready)
			}
		})
	}
}
