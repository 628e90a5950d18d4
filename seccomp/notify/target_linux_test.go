package notify_test

import (
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// targets holds the functions of target processes by name.
var targets = map[string]func(){
	"lines":    func() { makeDirectories(printResult) },
	"silent":   func() { makeDirectories(func(uintptr, unix.Errno) {}) },
	"page-end": pageEnd,
	"reader":   func() { makeDirectories(readDescriptor) },
	"signals":  handleSignals,
	"itself":   superviseItself,
	"conflict": conflict,
}

// makeDirectory makes the directory at path.
func makeDirectory(path *byte) (result uintptr, errno unix.Errno) {
	cwd := unix.AT_FDCWD
	result, _, errno = unix.Syscall(unix.SYS_MKDIRAT, uintptr(cwd), uintptr(unsafe.Pointer(path)), 0o700)
	return result, errno
}

// makeDirectories makes the directory new again and again, until the answer is EOWNERDEAD.
func makeDirectories(report func(result uintptr, errno unix.Errno)) {
	path := []byte("new\x00")
	for {
		result, errno := makeDirectory(&path[0])
		if errno == unix.EOWNERDEAD {
			return
		}
		report(result, errno)
	}
}

// printResult prints the result of a syscall and its errno.
func printResult(result uintptr, errno unix.Errno) { fmt.Println(int(result), int(errno)) }

// pageEnd makes a directory with a path at the end of the memory.
func pageEnd() {
	size := os.Getpagesize()
	memory, err := unix.Mmap(-1, 0, 2*size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		log.Fatal(err)
	}
	if err := unix.Mprotect(memory[size:], unix.PROT_NONE); err != nil {
		log.Fatal(err)
	}
	copy(memory[size-4:], "end\x00")
	makeDirectory(&memory[size-4])
}

// readDescriptor prints the text of a descriptor and its number.
func readDescriptor(fd uintptr, _ unix.Errno) {
	var text [16]byte
	n, err := unix.Pread(int(fd), text[:], 0)
	flags, _ := unix.FcntlInt(fd, unix.F_GETFD, 0)
	fmt.Println(string(text[:max(n, 0)]), fd, flags, err)
}

// handleSignals makes directories under a handler for SIGUSR1.
func handleSignals() {
	signal.Notify(make(chan os.Signal, 1), unix.SIGUSR1)
	makeDirectories(printResult)
}

// superviseItself answers its own mkdirat, from another goroutine.
func superviseItself() {
	f := asking()
	fd, err := f.InstallListener(seccomp.FlagLog)
	if err != nil {
		log.Fatal(err)
	}
	l, err := notify.New(fd)
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		var n notify.Notification
		for l.Receive(&n) == nil {
			l.Fail(&n, unix.EDOM)
		}
	}()
	fmt.Println(unix.Mkdirat(unix.AT_FDCWD, "new", 0o700) == unix.EDOM)
}

// conflict installs listeners where a thread has a filter of its own, and where the process
// has a listener.
func conflict() {
	own, done := make(chan error), make(chan bool)
	go func() {
		f := asking()
		_, err := f.InstallThreadListener(0)
		own <- err
		<-done
		runtime.Goexit()
	}()
	if err := <-own; err != nil {
		log.Fatal(err)
	}
	f := asking()
	_, err := f.InstallListener(0)
	var sync *seccomp.ThreadSyncError
	fmt.Println(errors.As(err, &sync), err)
	if _, err := f.InstallThreadListener(0); err != nil {
		log.Fatal(err)
	}
	_, err = f.InstallThreadListener(0)
	fmt.Println(errors.Is(err, syscall.EBUSY))
	_, err = f.InstallListener(1 << 3)
	fmt.Println(errors.Is(err, errors.ErrUnsupported))
	close(done)
}
