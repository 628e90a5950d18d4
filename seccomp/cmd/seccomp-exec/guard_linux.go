package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/journal"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/recorder"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// guardName is the name of the guard: a process with the listener and the journal of the
// recorder. If the recorder is killed, the kernel would let every syscall of the remaining
// processes fail, exit_group(2) too. The guard then records in its place, and writes the
// file after the last process.
const guardName = "seccomp-exec (guards the record)"

// The files of the guard.
const (
	guardJournal = 3 + iota
	guardPipe
	guardListener
)

// The words of the recorder to its guard. Without one the recorder was killed.
const (
	// dismissed: no process is left.
	dismissed = 'd'
	// relieved: the record is written. The guard answers the other processes.
	relieved = 'r'
)

// guard is the guard as the recorder sees it.
type guard struct {
	pipe *os.File
	once sync.Once
}

// startGuard starts the guard. listener is negative for a traced program.
func startGuard(r *recording, j *journal.Journal, listener int, proc string) (*guard, error) {
	self, err := own(proc)
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer read.Close()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	files := []*os.File{null, null, os.Stderr, j.File(), read}
	if listener >= 0 {
		// A copy: the finalizer of a File would close the listener.
		fd, err := unix.FcntlInt(uintptr(listener), unix.F_DUPFD_CLOEXEC, 0)
		if err != nil {
			return nil, err
		}
		file := os.NewFile(uintptr(fd), "listener")
		defer file.Close()
		files = append(files, file)
	}
	argv := []string{guardName, r.file, r.profile, strconv.FormatBool(r.merge), quoted(r.program), strconv.FormatBool(listener >= 0)}
	_, err = os.StartProcess(self, argv, &os.ProcAttr{Files: files, Sys: &syscall.SysProcAttr{Setsid: true}})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", quoted(self), reason(err))
	}
	return &guard{pipe: write}, nil
}

// dismiss tells the guard that no process is left, unless it was told before. A nil guard
// was not started.
func (g *guard) dismiss() { g.tell(dismissed) }

// relieve tells the guard to answer the other processes.
func (g *guard) relieve() { g.tell(relieved) }

func (g *guard) tell(word byte) {
	if g != nil {
		g.once.Do(func() { _, _ = g.pipe.Write([]byte{word}) })
	}
}

// runGuard is the guard: it waits for the recorder's word or its death.
func runGuard(args []string, proc string, stderr io.Writer) int {
	if len(args) != 5 {
		report(stderr, errors.New("the name is reserved for its own child"))
		return exitFailed
	}
	signal.Ignore(unix.SIGINT, unix.SIGTERM, unix.SIGHUP, unix.SIGQUIT, unix.SIGPIPE)
	r := &recording{file: args[0], profile: args[1], merge: args[2] == "true", program: args[3]}
	pipe := os.NewFile(guardPipe, "recorder")
	var word [1]byte
	n, _ := pipe.Read(word[:])
	switch {
	case n == 1 && word[0] == dismissed:
		return 0
	case n == 1:
		return r.answer()
	}
	return r.takeOver(args[4] == "true", proc, stderr)
}

// answer continues the syscalls of the other processes.
func (r *recording) answer() int {
	// They may have these files, and their readers wait for the end.
	for _, fd := range []int{2, guardJournal} {
		_ = unix.Dup3(0, fd, unix.O_CLOEXEC)
	}
	l, err := notify.New(guardListener)
	if err == nil {
		_, err = recorder.Answer(l)
	}
	if err != nil {
		return exitFailed
	}
	return 0
}

// takeOver records in place of a killed recorder.
func (r *recording) takeOver(listens bool, proc string, stderr io.Writer) int {
	file := os.NewFile(guardJournal, r.journal())
	if written(file) {
		return 0
	}
	j, err := journal.Share(file, recorder.Bits)
	if err != nil {
		report(stderr, err)
		return exitFailed
	}
	if listens {
		report(stderr, fmt.Errorf("killed; process %d writes %s after the last process of %s", os.Getpid(), quoted(r.file), r.program))
		l, err := notify.New(guardListener)
		if err == nil {
			counter := recorder.NewCounterOf(j, proc)
			counter.TakeOver(l)
			_, err = counter.Serve(l)
		}
		if err != nil {
			report(stderr, err)
		}
	}
	if !r.finish(j, stderr) {
		return exitFailed
	}
	return 0
}

// written reports whether the recorder has removed its journal: the record is written.
func written(journal *os.File) bool {
	own, err := journal.Stat()
	if err != nil {
		return false
	}
	there, err := os.Lstat(journal.Name())
	return err != nil || !os.SameFile(own, there)
}
