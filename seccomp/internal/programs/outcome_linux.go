package programs

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// outcome is the result of running a program.
type outcome struct {
	// dir is the working folder.
	dir            string
	stdout, stderr string
	state          *os.ProcessState
	timedOut       bool
}

func (o outcome) String() string {
	return fmt.Sprintf("%v, timed out: %v\nstdout: %s\nstderr: %s", o.state, o.timedOut, o.stdout, o.stderr)
}

// success returns an error if the program did not do its work.
func (o outcome) success(expect []expectation) error {
	switch {
	case o.timedOut:
		return errors.New("timed out")
	case !o.state.Success():
		return errors.New(o.state.String())
	}
	for _, expected := range expect {
		if err := expected(o); err != nil {
			return err
		}
	}
	return nil
}

// killedByFilter reports whether the program died of SIGSYS, or reported the death of one
// of its processes: by a shell's exit status or the text of strsignal.
func (o outcome) killedByFilter() bool {
	const shellSignal = 128
	status := o.state.Sys().(syscall.WaitStatus)
	return status.Signaled() && status.Signal() == syscall.SIGSYS ||
		status.ExitStatus() == shellSignal+int(syscall.SIGSYS) ||
		strings.Contains(o.stdout+o.stderr, "Bad system call")
}
