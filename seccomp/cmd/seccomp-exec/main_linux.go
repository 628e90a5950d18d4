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

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

const usage = `usage: seccomp-exec [-profile P] [-block a,b] [-allow c] [-on-violation A] [-no-supervisor] [--] PROGRAM [ARGS]

Run PROGRAM under a system call filter, and say which system call ended it.

  -profile P       essential, minimal, io-heavy, compute, network (the default:
                   most programs run under it), unrestricted, or allow-all
  -block a,b       block system calls by the kernel's names; may be repeated
  -allow a,b       allow further system calls; may be repeated; blocking wins
  -on-violation A  what meets a call that is not allowed: kill (the default),
                   errno:NAME such as errno:EPERM, log, or trap (SIGSYS)
  -no-supervisor   execute PROGRAM in place of seccomp-exec: no parent stays, and
                   nothing says which system call ended it

A filter that allows opening files does not protect other processes of the same
user: PROGRAM can write their memory through /proc/PID/mem. Another user, a PID
namespace or Yama helps.

Exit codes: 125 seccomp-exec itself failed, 126 PROGRAM cannot be executed,
127 it was not found, 128+S it was killed by signal S, else its own.
`

// The exit codes that are not the program's, as of timeout(1) and env(1).
const (
	exitFailed        = 125
	exitCannotExecute = 126
	exitNotFound      = 127
	exitSignal        = 128
)

// The main goroutine has to stay on the first thread of the process. The parent
// makes every ptrace call from it, as a tracer is a thread. The child executes the
// program from it, as it is the only thread that the parent traces then.
func init() { runtime.LockOSThread() }

func main() {
	os.Exit(run(os.Args, "/proc", os.Stdout, os.Stderr))
}

// run runs the command and returns its exit code. proc is where proc(5) is.
func run(args []string, proc string, stdout, stderr io.Writer) int {
	if args[0] == childName {
		return runChild(args[1:], stderr)
	}
	c, err := parse(args[1:])
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
	if c.alone {
		return execute(c, path, stderr)
	}
	return supervise(c, path, args, proc, stderr)
}

// execute executes the program at path in place of this process. It returns the exit
// code if that fails.
func execute(c *command, path string, stderr io.Writer) int {
	err := seccomp.Exec(&c.filter, path, c.argv, os.Environ())
	report(stderr, fmt.Errorf("%s: %w", quoted(c.argv[0]), err))
	return int(childFailed(err))
}

// report prints err, each line of it as one of seccomp-exec.
func report(stderr io.Writer, err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(stderr, "seccomp-exec: %s\n", line)
	}
}

// find returns the path of program, searched in PATH. As in a shell, a PATH that
// has the current folder in it is obeyed.
func find(program string) (string, error) {
	path, err := exec.LookPath(program)
	if err == nil || errors.Is(err, exec.ErrDot) {
		return path, nil
	}
	return "", fmt.Errorf("%s: %w", quoted(program), reason(err))
}

// reason returns err without a file name around it: the caller names the file.
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

// notExecuted returns the exit code for a program that err kept from being
// executed.
func notExecuted(err error) int {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return exitNotFound
	}
	return exitCannotExecute
}
