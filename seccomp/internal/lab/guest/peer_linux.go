package main

import (
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// alarm wakes every peer at once.
type alarm struct {
	closed chan struct{}
	set    atomic.Bool
	read   int
	write  int
}

func newAlarm() (*alarm, error) {
	var pipe [2]int
	if err := unix.Pipe2(pipe[:], 0); err != nil {
		return nil, err
	}
	return &alarm{closed: make(chan struct{}), read: pipe[0], write: pipe[1]}, nil
}

func (a *alarm) ring() error {
	a.set.Store(true)
	close(a.closed)
	// The reading peer takes a byte, and the polling peer needs another.
	_, err := unix.Write(a.write, []byte("ring"))
	return err
}

// peer is another thread of the process. During the installation of a filter it waits on a
// futex or in a syscall, or it runs.
type peer struct {
	name string
	wait func(*alarm)
}

func peers() []peer {
	return []peer{
		{"waiting", func(a *alarm) { <-a.closed }},
		{"reading", func(a *alarm) { _, _ = unix.Read(a.read, make([]byte, 1)) }},
		{"polling", func(a *alarm) { _, _ = unix.Poll([]unix.PollFd{{Fd: int32(a.read), Events: unix.POLLIN}}, -1) }},
		{"running", func(a *alarm) {
			for !a.set.Load() {
			}
		}},
	}
}

// observation holds the errnos of a peer's syscall before and after the alarm.
type observation struct {
	name          string
	before, after unix.Errno
}

// watch starts the peers, runs act once all of them are about to wait, wakes them, and
// returns their observations. Their threads stay.
//
// On some architectures the runtime cannot preempt the loop of the running peer. So each
// peer has a P of its own, even on a single processor, and the garbage collector is off.
func watch(act func()) ([]observation, error) {
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(2 * len(peers()))
	a, err := newAlarm()
	if err != nil {
		return nil, err
	}
	ready, seen := make(chan struct{}), make(chan observation)
	for _, p := range peers() {
		go func() {
			runtime.LockOSThread()
			before := getPriority()
			ready <- struct{}{}
			p.wait(a)
			seen <- observation{p.name, before, getPriority()}
			select {}
		}()
	}
	for range peers() {
		<-ready
	}
	act()
	if err := a.ring(); err != nil {
		return nil, err
	}
	var list []observation
	for range peers() {
		list = append(list, <-seen)
	}
	return list, nil
}

// getPriority makes the syscall that these measurements block. It has no effect, and the
// runtime does not need it.
func getPriority() unix.Errno {
	_, _, errno := unix.RawSyscall(unix.SYS_GETPRIORITY, unix.PRIO_PROCESS, 0, 0)
	return errno
}
