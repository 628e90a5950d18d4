package nearest

import (
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// syscalls are some names of syscalls.csv.
var syscalls = []string{
	"brk", "epoll_create1", "epoll_ctl", "fstat", "getdents64", "io_uring_enter", "io_uring_register", "io_uring_setup", "newfstatat", "open",
	"poll", "pread64", "preadv", "pwrite64", "pwritev", "read", "rt_1", "rt_2", "rt_3", "rt_4", "rt_5", "rt_6", "rt_7", "rt_8", "rt_9", "wait4",
}

func TestSyscalls(t *testing.T) {
	for name, want := range map[string]string{
		"fstatat": "newfstatat", "pread": "pread64", "pwrite": "pwrite64", "wait": "wait4",
		"SYS_read": "read", "__NR_read": "read", "NR_read": "read", "SYS_READ": "read", "READ": "read", "sys_pread": "pread64",
		"io_uring": "io_uring_enter, io_uring_register or io_uring_setup", "SYS_io_uring": "io_uring_enter, io_uring_register or io_uring_setup",
		"epoll": "epoll_create1 or epoll_ctl", "newfstatat_": "newfstatat",
		"raed": "read", "SYS_raed": "read", "SYS_": "", "": "", "_": "", "rt": "", "xyzzy": "",
		"getdents": "getdents64",
		// An alias counts only if its syscall exists.
		"statvfs": "", "sbrk": "brk",
	} {
		if got, ok := Syscalls(name, slices.Values(syscalls)); got != want || ok != (want != "") {
			t.Errorf("%q may mean %q %v, want %q", name, got, ok, want)
		}
	}
}

// TestAliases expects an unknown name for every alias, and a syscall for it.
func TestAliases(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	exists := func(name string) bool {
		return slices.ContainsFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == name })
	}
	for function, syscall := range syscallOf {
		if exists(function) || !exists(syscall) {
			t.Errorf("%s exists: %v; %s exists: %v", function, exists(function), syscall, exists(syscall))
		}
	}
}

// TestLongSyscalls expects no hint for long names.
func TestLongSyscalls(t *testing.T) {
	if got, ok := Syscalls("SYS_"+strings.Repeat("a", 1<<20), slices.Values(syscalls)); ok {
		t.Errorf("a long name may mean %q", got)
	}
}
