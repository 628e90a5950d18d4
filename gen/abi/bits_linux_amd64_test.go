package abi_test

import (
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
)

// memory is a page for syscalls to use, and iovec describes its first byte.
type memory struct {
	page  uintptr
	iovec unix.Iovec
}

// newMemory maps a page.
func newMemory(t *testing.T) *memory {
	t.Helper()
	data, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Munmap(data) })
	return &memory{uintptr(unsafe.Pointer(&data[0])), unix.Iovec{Base: &data[0], Len: 1}}
}

// TestBitsInUse sets bit 32 of arguments. The kernel of this machine must not notice where
// package abi says that it uses fewer bits, and must where it uses all.
func TestBitsInUse(t *testing.T) {
	zero, err := os.OpenFile("/dev/zero", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer zero.Close()
	m := newMemory(t)
	fd, pid, one := zero.Fd(), uintptr(os.Getpid()), uintptr(unsafe.Pointer(&m.iovec))
	private := uintptr(unix.MAP_PRIVATE | unix.MAP_ANONYMOUS)
	for _, c := range []struct {
		name, parameter string
		number          uintptr
		args            [6]uintptr
	}{
		{"readv", "fd", unix.SYS_READV, [6]uintptr{fd, one, 1}},
		{"readv", "vlen", unix.SYS_READV, [6]uintptr{fd, one, 1}},
		{"writev", "fd", unix.SYS_WRITEV, [6]uintptr{fd, one, 1}},
		{"writev", "vlen", unix.SYS_WRITEV, [6]uintptr{fd, one, 1}},
		{"preadv", "vlen", unix.SYS_PREADV, [6]uintptr{fd, one, 1}},
		{"read", "fd", unix.SYS_READ, [6]uintptr{fd, m.page, 1}},
		{"fcntl", "cmd", unix.SYS_FCNTL, [6]uintptr{fd, unix.F_GETFD}},
		{"mmap", "prot", unix.SYS_MMAP, [6]uintptr{0, 4096, unix.PROT_READ, private, ^uintptr(0)}},
		{"mmap", "flags", unix.SYS_MMAP, [6]uintptr{0, 4096, unix.PROT_READ, private, ^uintptr(0)}},
		{"mmap", "fd", unix.SYS_MMAP, [6]uintptr{0, 4096, unix.PROT_READ, unix.MAP_PRIVATE, fd}},
		{"mmap", "len", unix.SYS_MMAP, [6]uintptr{0, 0, unix.PROT_READ, private, ^uintptr(0)}},
		{"mbind", "mode", unix.SYS_MBIND, [6]uintptr{m.page, 4096, unix.MPOL_DEFAULT}},
		{"personality", "personality", unix.SYS_PERSONALITY, [6]uintptr{0xffffffff}},
		{"kcmp", "idx1", unix.SYS_KCMP, [6]uintptr{pid, pid, 0, fd, fd}},
		{"process_vm_readv", "liovcnt", unix.SYS_PROCESS_VM_READV, [6]uintptr{pid, one, 1, one, 1}},
		{"process_vm_readv", "riovcnt", unix.SYS_PROCESS_VM_READV, [6]uintptr{pid, one, 1, one, 1}},
		{"process_vm_readv", "flags", unix.SYS_PROCESS_VM_READV, [6]uintptr{pid, one, 1, one, 1}},
		{"unshare", "unshare_flags", unix.SYS_UNSHARE, [6]uintptr{0}},
		{"mremap", "flags", unix.SYS_MREMAP, [6]uintptr{m.page, 4096, 4096}},
		{"getcwd", "size", unix.SYS_GETCWD, [6]uintptr{m.page, 1}},
	} {
		a, why := abi.Find(c.name, "amd64", position(c.name, c.parameter))
		if why != "" {
			t.Fatalf("%s of %s %s", c.parameter, c.name, why)
		}
		before := result(c.number, c.args)
		if before == unix.ENOSYS || before == unix.EPERM {
			t.Logf("%s: %v", c.name, before)
			continue
		}
		c.args[a.Index] ^= 1 << 32
		after := result(c.number, c.args)
		if (before == after) != (a.Bits == 32) {
			t.Errorf("%s of %s: %d bits; %v without bit 32, %v with it", c.parameter, c.name, a.Bits, before, after)
		}
	}
}

// position returns the position of a parameter.
func position(name, parameter string) int {
	for _, p := range abi.Parameters(name) {
		if p.Name == parameter {
			return p.Position
		}
	}
	return -1
}

// result makes a syscall and returns its error, 0 for success.
func result(number uintptr, args [6]uintptr) unix.Errno {
	_, _, err := unix.Syscall6(number, args[0], args[1], args[2], args[3], args[4], args[5])
	return err
}
