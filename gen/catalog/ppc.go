package catalog

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"

// ppc is the 32-bit programs of powerpc. syscalls.csv has no column for them, as Go
// builds none; a program for ppc64 can decide their calls as well. The kernel has one
// table for both (arch/powerpc/kernel/syscalls/syscall.tbl), in which few lines are for
// one of them alone.
var (
	ppc   = arch.Index("ppc")
	ppc64 = arch.Index("ppc64")
)

// onPPC is the numbers of the lines for 32 bits alone, and NoNumber for what only 64
// bits have.
var onPPC = map[string]int64{
	"newfstatat": NoNumber,
	"semtimedop": NoNumber,

	"mmap2":        192,
	"truncate64":   193,
	"ftruncate64":  194,
	"stat64":       195,
	"lstat64":      196,
	"fstat64":      197,
	"fcntl64":      204,
	"sendfile64":   226,
	"fadvise64_64": 254,
	"fstatat64":    291,

	"clock_gettime64":              403,
	"clock_settime64":              404,
	"clock_adjtime64":              405,
	"clock_getres_time64":          406,
	"clock_nanosleep_time64":       407,
	"timer_gettime64":              408,
	"timer_settime64":              409,
	"timerfd_gettime64":            410,
	"timerfd_settime64":            411,
	"utimensat_time64":             412,
	"pselect6_time64":              413,
	"ppoll_time64":                 414,
	"io_pgetevents_time64":         416,
	"recvmmsg_time64":              417,
	"mq_timedsend_time64":          418,
	"mq_timedreceive_time64":       419,
	"semtimedop_time64":            420,
	"rt_sigtimedwait_time64":       421,
	"futex_time64":                 422,
	"sched_rr_get_interval_time64": 423,
}

// numberOnPPC returns the number on ppc of the call that has a number on ppc64.
func numberOnPPC(name string, onPPC64 int64) int64 {
	if n, ok := onPPC[name]; ok {
		return n
	}
	return onPPC64
}
