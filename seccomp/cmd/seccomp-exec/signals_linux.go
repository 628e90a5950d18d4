package main

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// signals hands the signals that this process gets on to the program.
type signals struct {
	program  *os.Process
	incoming chan os.Signal
	// started is closed when the program runs. Until then it is the child, which
	// would ignore signals that the program would not.
	started chan struct{}
	// stops tells when the program is stopped by a signal, and when it goes on.
	stops chan bool
	// held is the signals that have come before the program runs.
	held []unix.Signal
	// stopped says that the program is stopped.
	stopped bool
	// asked says that this process is to stop with the program. It stays so until it
	// has: a SIGCONT does not take it back, as the Go runtime may tell of one after
	// a SIGTSTP that came later.
	asked bool
	// grouped says that the terminal has asked all of the group. The program is
	// continued with it then. A SIGCONT sent on would come late, and could undo the
	// terminal's next stop.
	grouped bool
}

// watch takes over the signals of this process. It comes after the program's
// process has been started: what is ignored then is ignored by the program too.
func watch(program *os.Process) *signals {
	s := &signals{
		program: program,
		// Standard signals are not queued, so that this holds one of each and many
		// real-time ones.
		incoming: make(chan os.Signal, 256),
		started:  make(chan struct{}),
		stops:    make(chan bool),
	}
	signal.Notify(s.incoming)
	go s.run()
	return s
}

func (s *signals) run() {
	started := s.started
	for {
		select {
		case <-started:
			started = nil
			for _, sig := range s.held {
				s.forward(sig)
			}
		case sig := <-s.incoming:
			s.take(sig.(unix.Signal), started == nil)
		case s.stopped = <-s.stops:
			s.stopWithProgram()
		}
	}
}

// take handles a signal that this process has got.
func (s *signals) take(sig unix.Signal, running bool) {
	switch sig {
	case unix.SIGCHLD, unix.SIGURG:
		// From the kernel for the program's stops, and from the Go runtime to itself.
		return
	case unix.SIGCONT:
		// Not when the program goes on: that may be told so late that the terminal has
		// stopped the group again.
		alone := s.stopped && !s.grouped
		s.grouped = false
		if !alone {
			return
		}
	case unix.SIGTTIN, unix.SIGTTOU:
		s.asked, s.grouped = true, true
		s.stopWithProgram()
		return
	case unix.SIGTSTP:
		s.asked, s.grouped = true, fromTerminal()
		s.stopWithProgram()
		if s.grouped {
			return
		}
	case unix.SIGINT, unix.SIGQUIT, unix.SIGWINCH:
		if fromTerminal() {
			return
		}
	}
	if !running && sig != unix.SIGCONT && sig != unix.SIGTSTP {
		s.held = append(s.held, sig)
		return
	}
	s.forward(sig)
}

// forward sends sig to the program. It fails if the program has ended.
func (s *signals) forward(sig unix.Signal) { _ = s.program.Signal(sig) }

// stopWithProgram stops this process if that was asked for and the program has
// stopped: only then has the program done what it does before it stops, and the
// shell may go on.
func (s *signals) stopWithProgram() {
	if !s.asked || !s.stopped {
		return
	}
	s.asked = false
	// Not the signal that the terminal sent: the Go runtime has a handler for it that
	// it does not take off.
	_ = unix.Kill(unix.Getpid(), unix.SIGSTOP)
}

// fromTerminal reports whether a signal of the terminal has reached the program as
// well: it goes to all of the foreground group.
func fromTerminal() bool {
	tty, err := unix.Open("/dev/tty", unix.O_RDONLY|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(tty)
	group, err := unix.IoctlGetUint32(tty, unix.TIOCGPGRP)
	return err == nil && int(group) == unix.Getpgrp()
}
