package programs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/notify"
)

// Denied runs the program again under the trial's profile and lets violations proceed. It
// returns their syscalls in alphabetical order, those that start the program included.
func (t Trial) Denied(ctx context.Context, places Places) ([]string, error) {
	dir, err := places.newDir()
	if err != nil {
		return nil, err
	}
	denied, err := t.observe(ctx, places, dir)
	return denied, errors.Join(err, os.RemoveAll(dir))
}

// observe is Denied in the folder dir.
func (t Trial) observe(ctx context.Context, places Places, dir string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	r, err := t.Program.prepare(ctx, places, dir, places.expand(t.Program.command, dir))
	if err != nil {
		return nil, err
	}
	filter, err := parseFilter(t.Under.String())
	if err != nil {
		return nil, err
	}
	filter.OnViolation(seccomp.UserNotify)
	descriptor, failed := make(chan int), make(chan error, 1)
	go func() {
		// The thread and the program are under the filter. It ends with this goroutine.
		fd, err := filter.InstallThreadListener(0)
		if err != nil {
			failed <- err
			return
		}
		descriptor <- fd
		failed <- runGroup(r.cmd)
	}()
	select {
	case err := <-failed:
		return nil, err
	case fd := <-descriptor:
		denied, err := observed(fd)
		return denied, errors.Join(err, <-failed)
	}
}

// observed lets the syscalls of a listener proceed, until its last thread ends, and returns
// their names.
func observed(fd int) ([]string, error) {
	l, err := notify.New(fd)
	if err != nil {
		return nil, err
	}
	defer l.Close()
	var names []string
	for {
		var n notify.Notification
		switch err := l.Receive(&n); {
		case errors.Is(err, io.EOF):
			slices.Sort(names)
			return slices.Compact(names), nil
		case err != nil:
			return nil, err
		}
		name := fmt.Sprintf("%#x of the architecture %#x", n.Number, n.Arch)
		if s, ok := n.Syscall(); ok {
			name = s.String()
		}
		names = append(names, name)
		if err := l.Continue(&n); err != nil && !errors.Is(err, notify.ErrGone) {
			return nil, err
		}
	}
}
