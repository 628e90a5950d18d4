// Package regular reads regular files and refuses all others: opening a device can have
// effects, and reading a named pipe can block forever.
package regular

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Read returns the content of the regular file at path, up to max bytes.
func Read(path string, max int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if err := check(path, info, max); err != nil {
		return nil, err
	}
	// Another file may have replaced it. Opening that one must not block either.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err = f.Stat(); err != nil {
		return nil, err
	}
	if err := check(path, info, max); err != nil {
		return nil, err
	}
	// The file may grow meanwhile.
	data, err := io.ReadAll(io.LimitReader(f, max))
	if err == nil && int64(len(data)) == max && info.Size() < max {
		err = tooLarge(path, max)
	}
	return data, err
}

// check returns an error unless the file is regular and has up to max bytes.
func check(path string, info fs.FileInfo, max int64) error {
	kind := "not a regular file"
	switch mode := info.Mode(); {
	case mode.IsRegular() && info.Size() > max:
		return tooLarge(path, max)
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a directory"
	case mode&fs.ModeNamedPipe != 0:
		kind = "a named pipe"
	case mode&fs.ModeSocket != 0:
		kind = "a socket"
	case mode&fs.ModeDevice != 0:
		kind = "a device"
	}
	return fmt.Errorf("%s: %s; want a regular file", path, kind)
}

// tooLarge returns the error for a file of more than max bytes.
func tooLarge(path string, max int64) error {
	return fmt.Errorf("%s: larger than %d MiB", path, max>>20)
}
