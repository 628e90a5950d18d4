package abi

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// sameArguments lists variants with the arguments of their operations, or with none.
// They differ in memory only: in the width of a structure's IDs, times or offsets. Every
// other variant is an exception, so a new one fails the test until it is reviewed.
const sameArguments = `
	_newselect
	chown32 fchown32 lchown32
	clock_adjtime64 clock_getres_time64 clock_gettime64 clock_nanosleep_time64 clock_settime64
	fcntl64
	fstat64 fstatat64 lstat64 stat64
	oldfstat oldlstat oldstat
	futex_time64
	getdents
	getegid32 geteuid32 getgid32 getgroups32 getresgid32 getresuid32 getuid32
	io_pgetevents_time64
	mq_timedreceive_time64 mq_timedsend_time64
	oldolduname olduname
	ppoll_time64 pselect6_time64
	recvmmsg_time64
	rt_sigtimedwait_time64
	sched_rr_get_interval_time64
	semtimedop_time64
	sendfile64
	setfsgid32 setfsuid32 setgid32 setgroups32 setregid32 setresgid32 setresuid32 setreuid32 setuid32
	sigreturn
	timer_gettime64 timer_settime64 timerfd_gettime64 timerfd_settime64
	ugetrlimit
	utime
	utimensat_time64
`

// load returns the shipped catalog's rows by name.
func load(t *testing.T) map[string]*catalog.Syscall {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string]*catalog.Syscall, len(c.Syscalls))
	for i := range c.Syscalls {
		rows[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	return rows
}

// TestReference checks that amd64, the reference, carries every argument of its
// syscalls, except for one: on a 64-bit machine pos_h is ignored. Variants are left out.
func TestReference(t *testing.T) {
	amd64 := arch.ByGOARCH("amd64")
	for name, row := range load(t) {
		if _, ok := row.Number(amd64); !ok || len(row.Operations) == 1 {
			continue
		}
		for i := range 6 {
			if ok, why := Carried(name, "amd64", i); !ok && why != "is ignored on a 64-bit machine" {
				t.Errorf("%s: arg%d %s", name, i, why)
			}
		}
	}
}

// TestLittleAndBig checks that the byte order does not matter.
func TestLittleAndBig(t *testing.T) {
	for name := range load(t) {
		for i := range 6 {
			for _, pair := range [][2]string{{"mips", "mipsle"}, {"mips64", "mips64le"}, {"ppc64", "ppc64le"}} {
				big, _ := Carried(name, pair[0], i)
				little, _ := Carried(name, pair[1], i)
				if big != little {
					t.Errorf("%s: arg%d on %v", name, i, pair)
				}
			}
		}
	}
}

// TestSelectors checks that a multiplexer has selectors for all its operations, and that
// each selects one operation.
func TestSelectors(t *testing.T) {
	seen := 0
	for name, row := range load(t) {
		if !row.Multiplexer() {
			continue
		}
		seen++
		taken := make(map[uint32]string)
		for _, operation := range row.Operations {
			mask, values, ok := Selectors(name, operation)
			if !ok || len(values) == 0 {
				t.Errorf("%s has no selectors for %s", name, operation)
			}
			for _, v := range values {
				if v&^mask != 0 || taken[v] != "" {
					t.Errorf("%s: %d is %s, outside of mask %#x or %s too", name, v, operation, mask, taken[v])
				}
				taken[v] = operation
			}
		}
		reached := slices.Sorted(maps.Keys(multiplexers[name].selectors))
		if !slices.Equal(reached, slices.Sorted(slices.Values(row.Operations))) {
			t.Errorf("%s selects %v, has %v", name, reached, row.Operations)
		}
	}
	if seen != len(multiplexers) {
		t.Errorf("%d multiplexers, want %d", seen, len(multiplexers))
	}
	for _, miss := range [][2]string{{"socketcall", "semop"}, {"ipc", "socket"}, {"read", "read"}} {
		if _, _, ok := Selectors(miss[0], miss[1]); ok {
			t.Errorf("%s selects %s", miss[0], miss[1])
		}
	}
}

// known lists reviewed results: for each syscall and architecture a digit per carried
// argument and - for the others.
var known = []struct{ names, goarchs, carried string }{
	{"_llseek", "386 arm ppc ppc64 ppc64le", "0--345"},
	{"_llseek readahead", "mips mipsle", "0-----"},
	{"arm_fadvise64_64 arm_sync_file_range", "arm", "0---45"},
	{"cacheflush", "arm", "0--345"},
	{"chown fchown lchown", "386 arm", "0--345"},
	{"readahead", "386 arm ppc", "0--345"},
	{"clone", "s390x", "--2345"},
	{"clone", "386 arm arm64 mips64 mips64le ppc ppc64 ppc64le riscv64", "012--5"},
	{"clone pread64 preadv preadv2 pwrite64 pwritev pwritev2 sigaction signalfd sigprocmask", "mips mipsle", "012---"},
	{"epoll_create inotify_init", "386 amd64 arm mips64 mips64le ppc ppc64 ppc64le s390x", "-12345"},
	{"epoll_create inotify_init pipe", "mips mipsle", "-12---"},
	{"eventfd", "386 amd64 arm mips64 mips64le ppc ppc64 ppc64le s390x", "0-2345"},
	{"eventfd fstatfs64 ftruncate64 sigpending sigsuspend statfs64 stime truncate64 umount", "mips mipsle", "0-2---"},
	{"fadvise64 fadvise64_64 sync_file_range", "386", "0---45"},
	{"fadvise64 fadvise64_64 sync_file_range2", "ppc", "0---45"},
	{"fadvise64 signal sync_file_range", "mips mipsle", "0-----"},
	{"fallocate", "386 arm ppc", "01--45"},
	{"fallocate fanotify_mark", "mips mipsle", "01----"},
	{"fanotify_mark", "386 arm ppc", "01---5"},
	{"fstatfs64 sigpending statfs64", "386 arm ppc ppc64 ppc64le s390x", "0-2345"},
	{"ftruncate64 truncate64", "386 arm ppc", "0-2345"},
	{"ipc", "s390x", "01234-"},
	{"lookup_dcookie", "mips mipsle", "------"},
	{"lookup_dcookie", "386 arm ppc", "---345"},
	{"setresgid setresuid", "386 arm", "---345"},
	{"mmap", "386 s390x", "------"},
	{"mmap2", "mips mipsle", "012---"},
	{"mmap2", "386 arm ppc", "01234-"},
	{"msgctl shmctl", "arm mips64 mips64le", "0-2345"},
	{"pipe", "mips64 mips64le", "-12345"},
	{"pread64 pwrite64", "386 arm ppc", "012-45"},
	{"preadv preadv2 pwritev pwritev2", "386 arm ppc", "012--5"},
	{"readdir", "mips mipsle", "01----"},
	{"readdir", "386 ppc ppc64 ppc64le s390x", "01-345"},
	{"recv send", "arm ppc ppc64 ppc64le", "0123--"},
	{"recv send", "mips mipsle", "012---"},
	{"select", "386 ppc", "-----5"},
	{"semctl", "arm mips64 mips64le", "01-345"},
	{"setfsgid setfsuid setgid setuid", "386 arm", "-12345"},
	{"setregid setreuid", "386 arm", "--2345"},
	{"sigaction sigprocmask", "386 arm ppc ppc64 ppc64le s390x", "012-45"},
	{"signal", "386 ppc ppc64 ppc64le s390x", "0---45"},
	{"signalfd", "386 amd64 arm mips64 mips64le ppc ppc64 ppc64le s390x", "012-45"},
	{"sigsuspend", "386 arm ppc ppc64 ppc64le s390x", "--2345"},
	{"stime", "386 ppc ppc64 ppc64le", "0-2345"},
	{"sync_file_range2", "ppc64 ppc64le", "0---45"},
	{"umount", "386 ppc ppc64 ppc64le s390x", "0-2345"},
	{"vm86old", "386", "--2345"},
	{"waitpid", "386 ppc ppc64 ppc64le", "012-45"},
	{"waitpid", "mips mipsle", "012---"},
	// No exception except inMemory.
	{"set_thread_area", "386", "-12345"},
	{"set_thread_area", "mips mips64 mips64le mipsle", "012345"},
	{"pipe", "386 amd64 arm ppc ppc64 ppc64le s390x", "012345"},
	{"msgctl semctl shmctl", "386 amd64 arm64 loong64 ppc ppc64 ppc64le riscv64 s390x", "012345"},
	{"chown32 fchownat setresuid32 futex_time64 fcntl64", "386 arm", "012345"},
	{"chown fchownat setfsuid setresuid setreuid setuid futex_time64 fcntl64 mmap", "ppc", "012345"},
	{"prctl ioctl", "386 arm arm64 s390x", "012345"},
	{"lseek", "386 arm mips64", "012345"},
	{"_newselect", "386 arm mips64 ppc ppc64", "012345"},
	{"socket rt_sigaction", "386 arm mips64 ppc s390x", "012345"},
	{"truncate", "386 arm ppc s390x", "012345"},
	{"clone3", "386 arm64 s390x", "012345"},
	{"ipc", "386 ppc ppc64 ppc64le", "012345"},
	{"socketcall", "386 ppc ppc64 s390x", "012345"},
	{"mmap", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64", "012345"},
	{"fadvise64 fallocate fanotify_mark fchown lookup_dcookie pread64 pwrite64 readahead setfsgid setfsuid setgid setregid setresgid setresuid setreuid setuid", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x", "012345"},
	{"preadv preadv2 pwritev pwritev2", "amd64 arm64 loong64 mips64 mips64le ppc64 ppc64le riscv64 s390x", "0123-5"},
	{"sync_file_range", "amd64 arm64 loong64 mips64 mips64le riscv64 s390x", "012345"},
	{"clone", "amd64 loong64", "012345"},
	{"chown lchown", "amd64 mips64 mips64le ppc64 ppc64le s390x", "012345"},
	{"select", "amd64 ppc64 ppc64le s390x", "012345"},
	{"cacheflush chown fchown ipc lchown mmap msgctl semctl setfsgid setfsuid setgid setregid setresgid setresuid setreuid setuid shmctl sendto", "mips mipsle", "012---"},
	{"cacheflush", "mips64 mips64le", "012345"},
}

// TestKnown compares the exceptions with known, syscall by syscall.
func TestKnown(t *testing.T) {
	for _, k := range known {
		for _, name := range strings.Fields(k.names) {
			for _, goarch := range strings.Fields(k.goarchs) {
				n := len(all()[name].operation.reference.parameters)
				if got := carried(name, goarch)[:n]; got != k.carried[:n] {
					t.Errorf("%s on %s: %s, want %s", name, goarch, got, k.carried)
				}
			}
		}
	}
}

// carried writes a digit for each carried argument and - for the others.
func carried(name, goarch string) string {
	var b strings.Builder
	for i, digit := range "012345" {
		if ok, _ := Carried(name, goarch, i); !ok {
			digit = '-'
		}
		b.WriteRune(digit)
	}
	return b.String()
}

// TestWhy checks the reasons in messages.
func TestWhy(t *testing.T) {
	for _, c := range []struct {
		name, goarch string
		arg          int
		why          string
	}{
		{"mmap", "386", 2, "is behind a pointer"},
		{"mmap2", "arm", 5, "is in units of pages"},
		{"mmap2", "mips", 5, "is in units of pages"},
		{"clone", "arm64", 3, "is at another place"},
		{"pread64", "mips", 3, "is split over two registers"},
		{"recv", "arm", 4, "does not exist"},
		{"setuid", "386", 0, "has 16 bits"},
		{"recvfrom", "mips", 4, "is on the stack (other threads can change it)"},
		{"read", "386", 2, ""},
	} {
		if _, why := Carried(c.name, c.goarch, c.arg); why != c.why {
			t.Errorf("%s on %s: arg%d %s, want %s", c.name, c.goarch, c.arg, why, c.why)
		}
	}
}
