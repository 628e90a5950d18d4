package seccomp

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The flags of seccomp(2) for a listener.
const (
	// flagNewListener makes seccomp(2) return a descriptor, since Linux 5.0.
	flagNewListener Flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER
	// flagSyncErrno replaces the ID of a thread with a filter of its own by ESRCH: an ID
	// would look like a descriptor. Since Linux 5.7.
	flagSyncErrno Flags = unix.SECCOMP_FILTER_FLAG_TSYNC_ESRCH
	// flagWaitKillable leaves signals pending from Receive to the answer, except for fatal
	// ones. Since Linux 5.19.
	flagWaitKillable Flags = unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
)

// InstallListener is [Filter.Install] for a filter with [UserNotify]. It returns the
// descriptor of the listener, close-on-exec. Package notify receives from it:
//
//	fd, err := f.InstallListener(0)
//	...
//	l, err := notify.New(fd)
//
// The calling process is under f too. A goroutine that answers must not wait for an answer
// itself: answer from another process if f notifies syscalls of the Go runtime, such as
// futex or mmap.
//
// From Linux 5.19 on, a syscall waits for its answer despite signals, once it is received;
// only fatal signals end it. Before, each signal interrupts the syscall and may restart it,
// with another notification.
//
// [errors.Is] finds [errors.ErrUnsupported] before Linux 5.7. A thread has one listener: if
// an earlier filter has one, the error is EBUSY. [ThreadSyncError] names no thread here. The
// other errors are those of Install.
func (f *Filter) InstallListener(flags Flags) (fd int, err error) {
	syscall.ForkLock.RLock()
	runtime.LockOSThread()
	fd, err = f.installListener(flags, flagThreadSync|flagSyncErrno)
	runtime.UnlockOSThread()
	syscall.ForkLock.RUnlock()
	return fd, err
}

// InstallThreadListener is [Filter.InstallListener] for the calling thread alone. Like
// [Filter.InstallThread], it leaves the goroutine locked to the thread on success. Other
// goroutines of the process are not under f and can answer.
//
// To supervise another program, start it from this goroutine by package os/exec: children
// of the thread inherit f. This is safe only if f notifies none of the syscalls between
// fork and execve, nor any of the Go runtime: the garbage collector may wait for the thread
// with the whole process, and no goroutine is left to answer. Otherwise install in a
// process of its own, pass the descriptor to the supervisor, and then call [syscall.Exec].
//
// It needs Linux 5.0.
func (f *Filter) InstallThreadListener(flags Flags) (fd int, err error) {
	runtime.LockOSThread()
	fd, err = f.installListener(flags, 0)
	if err != nil {
		runtime.UnlockOSThread()
	}
	return fd, err
}

// installListener is install with a listener. The flags of the caller come without those
// added by this package.
func (f *Filter) installListener(flags, added Flags) (fd int, err error) {
	if flags&^(FlagLog|FlagSpecAllow) != 0 {
		return -1, errFlags
	}
	fd = -1
	err = f.withProgram(func(program []unix.SockFilter) error {
		if err := checkSizes(); err != nil {
			return err
		}
		if err := setNoNewPrivs(); err != nil {
			return err
		}
		fd, err = loadListener(program, flags|added|flagNewListener)
		return err
	})
	return fd, err
}

// loadListener passes program to the kernel and returns the descriptor of its listener.
func loadListener(program []unix.SockFilter, flags Flags) (fd int, err error) {
	if known(flags | flagWaitKillable) {
		flags |= flagWaitKillable
	}
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	result, _, errno := syscall.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, uintptr(flags), uintptr(unsafe.Pointer(&prog)))
	switch errno {
	case 0:
		return int(result), nil
	case unix.ESRCH:
		return -1, &ThreadSyncError{}
	}
	return -1, installError(errno, flags)
}

// checkSizes returns an error if the kernel's structures are larger than those of package
// notify.
func checkSizes() error {
	const largest = 256
	var sizes struct{ request, response, data uint16 }
	_, _, errno := syscall.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_NOTIF_SIZES, 0, uintptr(unsafe.Pointer(&sizes)))
	switch {
	case errno != 0:
		return &KernelError{"seccomp(SECCOMP_GET_NOTIF_SIZES)", errno, errno == unix.EINVAL || errno == unix.ENOSYS}
	case sizes.request > largest, sizes.response > largest:
		return errUnsupported
	}
	return nil
}

// notifies reports whether a program may return UserNotify.
func notifies(program []unix.SockFilter) bool {
	for i := range program {
		if program[i].Code == ret && fromReturn(program[i].K)&actionBits == UserNotify {
			return true
		}
	}
	return false
}
