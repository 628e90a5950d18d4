package main

import (
	"os"
	"os/signal"

	"golang.org/x/sys/unix"
)

// signals forwards the signals of this process to the program.
type signals struct {
	program  *os.Process
	incoming chan os.Signal
	// started is closed when the program runs. Before, the child would ignore some of the
	// program's signals.
	started chan struct{}
	// stops receives true when a signal stops the program, false when it continues.
	stops chan bool
	// held holds the signals from before the program runs.
	held []unix.Signal
	// stopped is true while the program is stopped.
	stopped bool
	// asked is true if this process must stop with the program, and whole if its group must,
	// by the terminal. A SIGCONT resets neither: the Go runtime may deliver one after a
	// later SIGTSTP.
	asked, whole bool
	// grouped is true if the terminal asked the whole group. Then it also continues the
	// program. A forwarded SIGCONT would be late, and could undo the terminal's next stop.
	grouped bool
	// stop stops this process.
	stop func()
}

// watch takes over the signals of this process. Call it after start: the child inherits the
// ignored signals.
func watch(program *os.Process) *signals {
	s := &signals{
		program: program,
		// Room for one of each standard signal, as they are not queued, and for many
		// real-time ones.
		incoming: make(chan os.Signal, 256),
		started:  make(chan struct{}),
		stops:    make(chan bool),
		// Not the terminal's signal: the Go runtime keeps its handler for it.
		stop: func() { _ = unix.Kill(unix.Getpid(), unix.SIGSTOP) },
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

// take handles a signal of this process.
func (s *signals) take(sig unix.Signal, running bool) {
	switch sig {
	case unix.SIGCHLD, unix.SIGURG:
		// From the kernel for the program's stops, and from the Go runtime to itself.
		return
	case unix.SIGCONT:
		// Not when the program continues: this news may come after the terminal's next stop.
		alone := s.stopped && !s.grouped
		s.grouped = false
		if !alone {
			return
		}
	case unix.SIGTTIN, unix.SIGTTOU:
		s.asked, s.whole, s.grouped = true, true, true
		s.stopWithProgram()
		return
	case unix.SIGTSTP:
		s.grouped = fromTerminal()
		s.asked, s.whole = true, s.grouped
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

// stopWithProgram stops this process if asked and the program has stopped. Earlier, the shell
// would continue before the program has finished its own handling of the stop.
func (s *signals) stopWithProgram() {
	if !s.asked || !s.stopped {
		return
	}
	s.asked = false
	// The terminal continues the whole group. The news of it may come after the next stop:
	// this process would stop before a program with a handler, and the shell would continue
	// that program too early.
	s.stopped = !s.whole
	s.stop()
}

// fromTerminal reports whether this process is in the foreground group of the terminal. Then
// a signal of the terminal has reached the program too.
func fromTerminal() bool {
	tty, err := unix.Open("/dev/tty", unix.O_RDONLY|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false
	}
	defer unix.Close(tty)
	group, err := unix.IoctlGetUint32(tty, unix.TIOCGPGRP)
	return err == nil && int(group) == unix.Getpgrp()
}
