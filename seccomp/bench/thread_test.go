//go:build linux && amd64

package bench

import (
	"runtime"
	"slices"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// onThread runs f on a thread of its own and ends the thread: nothing removes a filter.
func onThread(f func() error) error {
	done := make(chan error)
	go func() {
		// Never unlocked, so that the thread ends with the goroutine.
		runtime.LockOSThread()
		done <- f()
	}()
	return <-done
}

// noNewPrivs lets the calling thread install filters.
func noNewPrivs() error {
	return unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
}

// install installs p with seccomp(2) alone.
func install(p []unix.SockFilter, flags uintptr) error {
	prog := unix.SockFprog{Len: uint16(len(p)), Filter: &p[0]}
	thread, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 {
		return errno
	}
	if thread != 0 {
		return unix.ESRCH
	}
	return nil
}

// report reports the median and the minimum of times. The average of the benchmark's own
// clock includes the start of threads.
func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2]), "ns/op")
	b.ReportMetric(float64(took[0]), "min-ns")
}
