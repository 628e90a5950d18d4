// Events waits for a timer and a signal, both as descriptors, with epoll_pwait2.
package main

import (
	"fmt"
	"log"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

func main() {
	runtime.LockOSThread()
	epoll := must(unix.EpollCreate1(unix.EPOLL_CLOEXEC))

	timer := must(unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_CLOEXEC))
	watch(epoll, timer)
	check(unix.TimerfdSettime(timer, 0, &unix.ItimerSpec{Value: unix.NsecToTimespec(1e6)}, nil))
	check(unix.TimerfdGettime(timer, new(unix.ItimerSpec)))
	fmt.Println("timer", wait(epoll) == timer)
	must(unix.Read(timer, make([]byte, 8)))

	var set unix.Sigset_t
	// SIGUSR1 is 10 or 16, and so in the first word.
	set.Val[0] = 1 << (unix.SIGUSR1 - 1)
	check(unix.PthreadSigmask(unix.SIG_BLOCK, &set, nil))
	signals := must(unix.Signalfd(-1, &set, unix.SFD_CLOEXEC))
	watch(epoll, signals)
	check(unix.Tgkill(os.Getpid(), unix.Gettid(), unix.SIGUSR1))
	fmt.Println("signal", wait(epoll) == signals)
}

// watch adds a descriptor to those of wait.
func watch(epoll, fd int) {
	check(unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}))
}

// wait returns the first descriptor that can be read.
func wait(epoll int) int {
	var event unix.EpollEvent
	for {
		// The time-out is a null pointer: none.
		_, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(epoll), uintptr(unsafe.Pointer(&event)), 1, 0, 0, 0)
		if errno == 0 {
			return int(event.Fd)
		}
		if errno != unix.EINTR {
			log.Fatal(errno)
		}
	}
}

func must(n int, err error) int {
	check(err)
	return n
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
