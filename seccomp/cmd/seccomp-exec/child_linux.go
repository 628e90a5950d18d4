package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// childName is the name of the child: seccomp-exec, started by itself to become the program.
// Nobody gives a process this name by accident.
const childName = "seccomp-exec (becomes the program)"

// toChild is the socket to the child. It replaces standard input: only the program reads
// it. The supervisor's filter allows writing to file 0. Any other number may be a file of
// the program.
const toChild link = 0

// start starts the child. It waits for an order. args holds the arguments of this process
// after its name, path is the program's.
func start(path string, args []string, proc string) (*os.Process, error) {
	self, err := own(proc)
	if err != nil {
		return nil, err
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("socketpair: %w", err)
	}
	// The child's end keeps its number, free in the program too. In ProcAttr.Files it would
	// get another one, perhaps of a file of the program.
	defer unix.Close(pair[0])
	defer unix.Close(pair[1])
	if _, err := unix.FcntlInt(uintptr(pair[1]), unix.F_SETFD, 0); err != nil {
		return nil, fmt.Errorf("fcntl: %w", err)
	}
	argv := append([]string{childName, strconv.Itoa(pair[1]), path}, args...)
	process, err := os.StartProcess(self, argv, &os.ProcAttr{Files: []*os.File{os.Stdin, os.Stdout, os.Stderr}})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", quoted(self), reason(err))
	}
	if err := unix.Dup3(pair[0], int(toChild), unix.O_CLOEXEC); err != nil {
		return nil, fmt.Errorf("dup3: %w", err)
	}
	return process, nil
}

// own returns the path of this process's executable.
func own(proc string) (string, error) {
	if self := filepath.Join(proc, "self/exe"); unix.Access(self, unix.X_OK) == nil {
		return self, nil
	}
	self, err := exec.LookPath(os.Args[0])
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return "", fmt.Errorf("cannot find its own file without %s: %w", proc, err)
	}
	return self, nil
}

// failure waits for the child to become the program or to end, and returns its report.
func failure() []byte {
	message, _ := readAll(int(toChild))
	return message
}

// runChild becomes the program. args holds the number of the child's socket, the program's
// path and the arguments of the parent.
func runChild(args []string, stderr io.Writer) int {
	if len(args) < 2 {
		report(stderr, errors.New("the name is reserved for its own child"))
		return exitFailed
	}
	socket, err := strconv.Atoi(args[0])
	if err != nil {
		return exitFailed
	}
	// The program does not inherit the socket.
	if _, err := unix.FcntlInt(uintptr(socket), unix.F_SETFD, unix.FD_CLOEXEC); err != nil {
		return exitFailed
	}
	toParent := link(socket)
	source, err := toParent.receiveProfile()
	if err != nil {
		return exitFailed
	}
	c, err := parse(args[2:], source)
	if err == nil && c.recording != nil {
		return become(socket, args[1], c.argv)
	}
	if err == nil {
		err = c.obey(toParent, args[1])
	}
	if err == nil {
		return exitFailed
	}
	// The filter may be installed, and refuse all but a write and an exit.
	_, _ = toParent.Write(append([]byte{childFailed(err)}, err.Error()...))
	return exitFailed
}

// obey obeys the orders of the supervisor. It returns nil if the supervisor ends, and an
// error if the child cannot become the program at path.
func (c *command) obey(l link, path string) error {
	for {
		o, ok := l.ordered()
		if !ok {
			return nil
		}
		switch o {
		case orderRun:
			return seccomp.Exec(&c.filter, path, c.argv, os.Environ())
		case orderTraced:
			return c.execTraced(path)
		case orderListen:
			if err := c.listen(l); err != nil {
				return err
			}
		case orderProceed:
			return replaceProcess(path, c.argv)
		}
	}
}

// childFailed returns the exit code for an error of seccomp.Exec or parse.
func childFailed(err error) byte {
	var kernel *seccomp.KernelError
	if !errors.As(err, &kernel) || kernel.Call != "execve(2)" {
		return exitFailed
	}
	return byte(notExecuted(err))
}
