package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/journal"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/recorder"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// bestMethod returns the method of recording.
var bestMethod = recorder.Best

// recordedRun is one run of a recorded program.
type recordedRun struct {
	*recording
	journal *journal.Journal
	counter *recorder.Counter
	guard   *guard
	pid     int
	proc    string
	name    string
	signals *signals
	stderr  io.Writer
}

// runRecorded runs the program at path, records its syscalls, and returns its exit code.
func runRecorded(c *command, path string, args []string, proc string, stderr io.Writer) int {
	j, err := c.recording.begin()
	if err != nil {
		report(stderr, err)
		return exitFailed
	}
	go readTables()
	r := &recordedRun{recording: c.recording, journal: j, proc: proc, name: quoted(c.argv[0]), stderr: stderr}
	fd, failed, err := r.start(path, args)
	if err != nil {
		report(stderr, fmt.Errorf("cannot record: %w", err))
		r.abandon()
		return exitFailed
	}
	status, err := r.follow(fd)
	if message := <-failed; len(message) > 0 {
		report(stderr, fmt.Errorf("%s: %s", r.name, message[1:]))
		r.abandon()
		return int(message[0])
	}
	if !r.conclude(err) {
		return exitFailed
	}
	return exitCode(status)
}

// follow records the program until its end, and returns its status.
func (r *recordedRun) follow(fd int) (status unix.WaitStatus, err error) {
	if fd < 0 {
		status, err = r.counter.Trace(int(toChild), min(bestMethod(), recorder.Trace), func(stopped bool) { r.signals.stops <- stopped })
	} else {
		status, err = r.listen(fd)
	}
	if err != nil {
		// The child may still wait for its word.
		_ = unix.Shutdown(int(toChild), unix.SHUT_RDWR)
	}
	return status, err
}

// conclude writes the record, and reports what may be missing: after an error all that
// follows. ok is false if the record is not complete.
func (r *recordedRun) conclude(err error) (ok bool) {
	if err != nil {
		report(r.stderr, fmt.Errorf("the record ends early: %w", err))
	}
	if n := r.counter.Missed; n > 0 {
		report(r.stderr, fmt.Errorf("%s: signals ended syscalls before they were seen: %d; one that did not start again may lack a rule", r.name, n))
	}
	ok = r.finish(r.journal, r.stderr)
	r.guard.dismiss()
	return ok && err == nil
}

// readTables reads the tables of arguments and constants, beside the start of the program.
// Without it the first syscall and the end of the record would wait for them.
func readTables() {
	// The tables stay: the collector would look at them again and again.
	debug.SetGCPercent(400)
	native := arch.ByGOARCH(runtime.GOARCH)
	if n, ok := event.Number("ioctl", native); ok {
		event.Event{Arch: native, Number: n, Known: event.AllArguments}.Rule()
	}
}

// start starts the program. fd is the descriptor of its listener, negative if it must be
// traced. failed receives the message of a program that cannot run, or nothing.
func (r *recordedRun) start(path string, args []string) (fd int, failed <-chan []byte, err error) {
	program, err := start(path, args[1:], r.proc)
	if err != nil {
		return 0, nil, err
	}
	r.pid = program.Pid
	r.signals = watch(program)
	r.counter = recorder.NewCounter(r.journal, program.Pid, childName, r.proc)
	// The child waits for the profile of -policy: there is none.
	if err := toChild.sendProfile(nil); err != nil {
		return 0, nil, err
	}
	if fd, err = recorder.Start(int(toChild), bestMethod()); err != nil {
		return 0, nil, err
	}
	if r.guard, err = startGuard(r.recording, r.journal, fd, r.proc); err != nil {
		return 0, nil, err
	}
	messages := make(chan []byte, 1)
	go func() {
		messages <- failure()
		close(r.signals.started)
	}()
	return fd, messages, nil
}

// abandon ends the run of a program that did not begin. The journal of an earlier run stays.
func (r *recordedRun) abandon() {
	r.guard.dismiss()
	if r.journal.Empty() {
		_ = r.journal.Remove()
	}
}

// listen records by a listener until the last process under the filter ends. It returns the
// status of the program.
func (r *recordedRun) listen(fd int) (unix.WaitStatus, error) {
	l, err := notify.New(fd)
	if err != nil {
		return 0, err
	}
	// Before Linux 6.6 it takes longer.
	if err := l.SyncWakeUp(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() {
		_, err := r.counter.Serve(l)
		if err != nil {
			// The program goes on, without a record.
			r.guard.relieve()
		}
		ended <- err
	}()
	status, err := waitUntraced(r.pid, r.signals.stops)
	if err != nil {
		return 0, err
	}
	if err, done := r.others(ended); done {
		return status, err
	}
	// The guard answers the processes that are left.
	_ = l.SetReadDeadline(time.Unix(1, 0))
	err = <-ended
	r.guard.relieve()
	return status, err
}

// waitUntraced is wait for a program without a tracer.
func waitUntraced(pid int, stops chan<- bool) (unix.WaitStatus, error) {
	for {
		var status unix.WaitStatus
		_, err := unix.Wait4(pid, &status, unix.WUNTRACED|unix.WCONTINUED, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, os.NewSyscallError("wait4", err)
		case status.Stopped():
			stops <- true
		case status.Continued():
			stops <- false
		default:
			return status, nil
		}
	}
}

// others waits for the other processes under the filter, or for a signal that ends the
// record. done is false after a signal.
func (r *recordedRun) others(ended <-chan error) (err error, done bool) {
	incoming := make(chan os.Signal, 1)
	signal.Notify(incoming, unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT)
	for {
		select {
		case err := <-ended:
			return err, true
		case <-incoming:
			return nil, false
		case <-time.After(patience):
			fmt.Fprintf(r.stderr, "seccomp-exec: %s has ended; its other processes are still recorded: end them, or the record by SIGINT\n", r.name)
			select {
			case err := <-ended:
				return err, true
			case <-incoming:
				return nil, false
			}
		}
	}
}

// patience is the time for other processes to end, before a line tells why the recorder
// waits.
const patience = time.Second
