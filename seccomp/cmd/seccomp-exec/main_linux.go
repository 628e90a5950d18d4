package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// The exit codes of seccomp-exec itself, as of timeout(1) and env(1).
const (
	exitFailed        = 125
	exitCannotExecute = 126
	exitNotFound      = 127
	exitSignal        = 128
)

// The main goroutine stays on the first thread of the process. The parent makes every ptrace
// call there, as a tracer is a thread. The child executes the program there, as the parent
// traces this thread only.
func init() { runtime.LockOSThread() }

func main() {
	os.Exit(run(os.Args, "/proc", os.Stdout, os.Stderr))
}

// run runs the command and returns its exit code. proc is the folder of proc(5).
func run(args []string, proc string, stdout, stderr io.Writer) int {
	switch args[0] {
	case childName:
		return runChild(args[1:], stderr)
	case guardName:
		return runGuard(args[1:], proc, stderr)
	}
	c, err := parse(args[1:], compiled(stderr))
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if err != nil {
		report(stderr, err)
		return exitFailed
	}
	path, err := find(c.argv[0])
	if err != nil {
		report(stderr, err)
		return notExecuted(err)
	}
	if c.recording != nil {
		return runRecorded(c, path, args, proc, stderr)
	}
	if c.alone {
		return execute(c, path, stderr)
	}
	return supervise(c, path, args, proc, stderr)
}

// execute executes the program at path in place of this process. On failure it returns the
// exit code.
func execute(c *command, path string, stderr io.Writer) int {
	err := seccomp.Exec(&c.filter, path, c.argv, os.Environ())
	report(stderr, fmt.Errorf("%s: %w", quoted(c.argv[0]), err))
	return int(childFailed(err))
}

// report prints each line of err as one of seccomp-exec. The errors of a policy begin with
// their place.
func report(stderr io.Writer, err error) {
	var rows csvfile.Errors
	switch several, ok := err.(interface{ Unwrap() []error }); {
	case ok:
		for _, err := range several.Unwrap() {
			report(stderr, err)
		}
		return
	case errors.As(err, &rows):
		for _, row := range rows {
			fmt.Fprintln(stderr, quoted(row.Error()))
		}
		return
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(stderr, "seccomp-exec: %s\n", line)
	}
}

// find returns the path of program, searched in PATH. As in a shell, PATH may hold the
// current folder.
func find(program string) (string, error) {
	path, err := exec.LookPath(program)
	if err == nil || errors.Is(err, exec.ErrDot) {
		return path, nil
	}
	return "", fmt.Errorf("%s: %w", quoted(program), reason(err))
}

// reason returns err without its file name: the caller names the file.
func reason(err error) error {
	var search *exec.Error
	if errors.As(err, &search) {
		err = search.Err
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		err = file.Err
	}
	return err
}

// notExecuted returns the exit code for a program not executed because of err.
func notExecuted(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return exitNotFound
	}
	return exitCannotExecute
}
