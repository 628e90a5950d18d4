//go:build linux

package seccomp_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// inChild names the environment variable of a child process. The child runs one of
// children and no tests: a filter cannot be removed.
const inChild = "SECCOMP_TEST_IN_CHILD"

// children holds the functions of child processes by name. Each returns its failure.
var children = map[string]func() error{
	"allocations": installAllocations,
	"true":        func() error { return execute(tables.Essential(), "true") },
	"thread":      installThread,
	"fork-lock":   installUnderForkLock,
	"verdicts":    verdictsInKernel,
	"limit":       func() error { return execute(tables.Minimal(), "sh", "-c", "ulimit -Sn") },
}

func TestMain(m *testing.M) {
	name := os.Getenv(inChild)
	if name == "" {
		os.Exit(m.Run())
	}
	if err := children[name](); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// runChild runs one of children.
func runChild(t *testing.T, name string) {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), inChild+"="+name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// emulated reports whether the test runs under user-mode qemu, without seccomp(2). On a
// real machine a missing seccomp(2) is a failure.
func emulated() bool {
	if runtime.GOARCH == "amd64" || runtime.GOARCH == "386" {
		return false
	}
	action := uint32(unix.SECCOMP_RET_KILL_THREAD)
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	return errno == unix.ENOSYS
}

// TestForeignFlag gives a flag for a listener: seccomp(2) then returns a descriptor and
// not 0.
func TestForeignFlag(t *testing.T) {
	const newListener = 1 << 3
	f := seccomp.New(tables.AllowAll())
	if err := f.InstallThread(newListener); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a flag that is none of the package's: %v", err)
	}
}

// execute becomes a program under a profile.
func execute(p tables.Profile, argv ...string) error {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return err
	}
	f := seccomp.New(p)
	return seccomp.Exec(&f, path, argv, os.Environ())
}

func TestInstallDoesNotAllocate(t *testing.T) {
	if emulated() {
		t.Skip("user-mode emulation has no seccomp(2)")
	}
	runChild(t, "allocations")
}

func installAllocations() error {
	short, long := seccomp.New(tables.AllowAll()), seccomp.New(longProfile())
	short.Block(tables.SYS_PTRACE, tables.SYS_CONNECT)
	long.Block(tables.SYS_PTRACE, tables.SYS_CONNECT)
	var err error
	for name, install := range map[string]func(seccomp.Flags) error{
		"Install": short.Install, "InstallThread": short.InstallThread, "Install of a long program": long.Install,
	} {
		n := testing.AllocsPerRun(5, func() { err = install(0) })
		if err != nil {
			return err
		}
		if n != 0 {
			return fmt.Errorf("%s: %v allocations", name, n)
		}
	}
	return nil
}

// longProfile allows everything, after 4000 jumps to the next instruction.
func longProfile() tables.Profile {
	program := tables.AllowAll().AppendPrologue(nil)
	body := len(program)
	program = append(program, slices.Repeat([]unix.SockFilter{{Code: unix.BPF_JMP | unix.BPF_JA}}, 4000)...)
	program = append(program, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW})
	return tables.MakeProfile(&tables.ProfileData{
		Name:      "long",
		Violation: unix.SECCOMP_RET_KILL_PROCESS,
		Unknown:   unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS),
		Allowed:   []tables.Range{{First: tables.TableBase, Last: tables.TableBase + tables.TableSize - 1}},
		Program:   tables.Program{Instructions: program, Body: body},
	})
}

// TestInstallThread expects the goroutine to stay on its thread, now with a filter, and
// no other goroutine to run there.
func TestInstallThread(t *testing.T) {
	if emulated() {
		t.Skip("user-mode emulation has no seccomp(2)")
	}
	runChild(t, "thread")
}

func installThread() error {
	const refused = unix.EDOM
	f := seccomp.New(tables.AllowAll())
	f.Block(tables.SYS_GETPGID)
	f.OnViolation(seccomp.Errno(refused))
	filtered := func() bool {
		_, err := unix.Getpgid(0)
		return err == refused
	}
	for range 200 {
		done := make(chan error)
		go func() {
			if err := f.InstallThread(0); err != nil {
				done <- err
				return
			}
			for range 20 {
				runtime.Gosched()
				if !filtered() {
					done <- errors.New("the goroutine runs without its filter")
					return
				}
			}
			done <- nil
		}()
		for {
			select {
			case err := <-done:
				if err != nil {
					return err
				}
			default:
				if filtered() {
					return errors.New("another goroutine runs under the filter")
				}
				runtime.Gosched()
				continue
			}
			break
		}
	}
	return nil
}

// TestForkLock forks during Install. Install must wait: no child may be between fork and
// execve while the filter spreads.
func TestForkLock(t *testing.T) {
	if emulated() {
		t.Skip("user-mode emulation has no seccomp(2)")
	}
	runChild(t, "fork-lock")
}

func installUnderForkLock() error {
	syscall.ForkLock.Lock()
	done := make(chan error)
	go func() {
		f := seccomp.New(tables.AllowAll())
		done <- f.Install(0)
	}()
	stacks := make([]byte, 1<<16)
	for {
		select {
		case err := <-done:
			return fmt.Errorf("Install did not wait for the lock: %v", err)
		default:
		}
		if n := runtime.Stack(stacks, true); bytes.Contains(stacks[:n], []byte("sync.(*RWMutex).RLock")) {
			syscall.ForkLock.Unlock()
			return <-done
		}
		runtime.Gosched()
	}
}

// BenchmarkInstall installs each filter on a new thread. The thread ends with its
// goroutine.
func BenchmarkInstall(b *testing.B) {
	for _, p := range append(tables.Profiles(), tables.AllowAll()) {
		b.Run(p.Name(), func(b *testing.B) {
			var total time.Duration
			for range b.N {
				took := make(chan time.Duration)
				go func() {
					runtime.LockOSThread()
					f := seccomp.New(p)
					// The thread's own exit must be allowed.
					f.OnViolation(seccomp.Log)
					start := time.Now()
					if err := f.InstallThread(0); err != nil {
						b.Error(err)
					}
					took <- time.Since(start)
				}()
				total += <-took
			}
			b.ReportMetric(float64(total.Nanoseconds())/float64(b.N), "ns/install")
			b.ReportMetric(0, "ns/op")
		})
	}
}
