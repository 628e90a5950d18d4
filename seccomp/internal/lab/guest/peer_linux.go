package main

import (
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// alarm wakes every peer at once, in each of the ways in which they wait.
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
	// The one that reads takes a byte, the one that polls must find another.
	_, err := unix.Write(a.write, []byte("ring"))
	return err
}

// peer is another thread of the process, by the way in which it waits while a
// filter is installed: on a futex, in system calls, or not at all.
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

// observation is how a peer's call ended before and after the alarm.
type observation struct {
	name          string
	before, after unix.Errno
}

// watch starts the peers, runs act when all of them are about to wait, wakes them,
// and returns what they saw. Their threads stay.
//
// The runtime cannot preempt a loop such as that of the peer that runs on every
// architecture. So, on a single processor too, each has a P of its own, and no
// garbage collection waits for it.
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

// getPriority makes the call that the filters of these measurements block: it asks
// for nothing but a number, and the runtime does not need it.
func getPriority() unix.Errno {
	_, _, errno := unix.RawSyscall(unix.SYS_GETPRIORITY, unix.PRIO_PROCESS, 0, 0)
	return errno
}
