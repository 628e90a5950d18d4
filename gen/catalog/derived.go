package catalog

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"

// derived lists numbers of the architectures without a column in syscalls.csv, by
// GOARCH. Their other numbers equal those of the native architecture of the same kernel.
// NoNumber marks a syscall of the native architecture alone.
//
// ppc and ppc64 share one table (arch/powerpc/kernel/syscalls/syscall.tbl). Few of its
// lines apply to only one of them.
var derived = map[string]map[string]int64{
	"ppc": {
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
	},
}

// deriveNumbers sets the numbers of r on the architectures without a column. It uses the
// numbers on the others.
func (r *row) deriveNumbers() {
	for _, a := range arch.All[len(arch.Targets):] {
		n, own := derived[a.GOARCH][r.Name]
		if !own {
			native, _, _ := arch.Pair(a)
			n = r.Numbers[native.Index]
		}
		r.Numbers[a.Index] = n
	}
}
