package converter_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/converter"
)

// TestMmap maps memory under the profile, on a thread that ends with its goroutine.
func TestMmap(t *testing.T) {
	if runtime.GOARCH == "s390x" {
		t.Skip("mmap has its arguments behind a pointer: see policy.csv")
	}
	failed := make(chan error)
	go func() {
		runtime.LockOSThread()
		failed <- mapUnderProfile()
	}()
	if err := <-failed; err != nil {
		t.Error(err)
	}
}

// mapUnderProfile maps executable memory, and then memory both writable and executable. The
// profile must refuse the latter.
func mapUnderProfile() error {
	f := seccomp.New(converter.Converter())
	if err := f.InstallThread(0); err != nil {
		return err
	}
	if err := mapMemory(unix.PROT_READ | unix.PROT_EXEC); err != nil {
		return err
	}
	if err := mapMemory(unix.PROT_WRITE | unix.PROT_EXEC); err != unix.EPERM {
		return fmt.Errorf("memory that may be written and run: %v, want EPERM", err)
	}
	return nil
}

// mapMemory maps a page with the given access, and unmaps it.
func mapMemory(access int) error {
	page, err := unix.Mmap(-1, 0, os.Getpagesize(), access, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return err
	}
	return unix.Munmap(page)
}
