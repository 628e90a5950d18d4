package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
)

// lock locks a folder against other runs of generate: for a single writer, or shared, for
// any number of readers. It waits as long as others hold the lock, and says so. Closing
// the file releases the lock, as does the end of the process. A file system without locks
// is used without one.
func lock(dir string, shared bool, stderr io.Writer) (*os.File, error) {
	f, err := os.OpenFile(dir, os.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return nil, err
	}
	how := unix.LOCK_EX
	if shared {
		how = unix.LOCK_SH
	}
	err = flock(f, how|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		fmt.Fprintf(stderr, "%s: waiting for another run of seccompgen generate\n", dir)
		err = flock(f, how)
	}
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		f.Close()
		return nil, &os.PathError{Op: "lock", Path: dir, Err: err}
	}
	return f, nil
}

// lockedFiles locks the folder of the files, if it exists, and generates them. Closing held
// releases the lock. Close of nil, without a folder, does nothing.
func (o generateOptions) lockedFiles(shared bool, stderr io.Writer) (held *os.File, files []emit.File, err error) {
	held, err = lock(o.out, shared, stderr)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	if files, err = o.files(stderr); err != nil {
		held.Close()
		return nil, nil, err
	}
	return held, files, nil
}

// flock calls flock(2) again as long as signals interrupt it.
func flock(f *os.File, how int) error {
	for {
		if err := unix.Flock(int(f.Fd()), how); err != unix.EINTR {
			return err
		}
	}
}
