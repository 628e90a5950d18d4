package sheet

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// maxSize is the most bytes of a file that is read: 16 MiB.
const maxSize = 16 << 20

// ReadFile returns the data of a file. It is an error, and not a wait, if that is a
// folder, a pipe or a device, or too large for a CSV that people write.
func ReadFile(path string) ([]byte, error) {
	// To open some devices has effects, so that it must be known before.
	if info, err := os.Stat(path); err == nil {
		if err := check(path, info); err != nil {
			return nil, err
		}
	}
	// If something else has taken the file's place since, opening it does not wait.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if err := check(path, info); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = tooLarge(path)
	}
	return data, err
}

// check returns an error unless a file can be read as CSV.
func check(path string, info os.FileInfo) error {
	kind := ""
	switch mode := info.Mode(); {
	case mode.IsRegular() && info.Size() > maxSize:
		return tooLarge(path)
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		kind = "a folder"
	case mode&os.ModeNamedPipe != 0:
		kind = "a pipe"
	case mode&os.ModeDevice != 0:
		kind = "a device"
	default:
		kind = "no regular file"
	}
	return fmt.Errorf("%s: %s, expected a CSV file", path, kind)
}

func tooLarge(path string) error {
	return fmt.Errorf("%s: larger than %d MiB, expected a CSV file", path, maxSize>>20)
}
