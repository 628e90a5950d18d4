package nearest

import (
	"iter"
	"slices"
	"strings"
)

// prefixes precede the names of syscalls in C headers, in golang.org/x/sys/unix and in
// the kernel's symbols.
var prefixes = []string{"SYS_", "__NR_", "NR_"}

// syscallOf maps functions of the C library to the syscalls with other names that
// implement them.
var syscallOf = map[string]string{
	"eaccess":         "faccessat2",
	"euidaccess":      "faccessat2",
	"execv":           "execve",
	"execvp":          "execve",
	"execvpe":         "execve",
	"fexecve":         "execveat",
	"fstatat":         "newfstatat",
	"fstatvfs":        "fstatfs",
	"mq_receive":      "mq_timedreceive",
	"mq_send":         "mq_timedsend",
	"posix_fadvise":   "fadvise64",
	"posix_fallocate": "fallocate",
	"pread":           "pread64",
	"prlimit":         "prlimit64",
	"pselect":         "pselect6",
	"pwrite":          "pwrite64",
	"sbrk":            "brk",
	"sigqueue":        "rt_sigqueueinfo",
	"sigtimedwait":    "rt_sigtimedwait",
	"sigwaitinfo":     "rt_sigtimedwait",
	"statvfs":         "statfs",
	"wait":            "wait4",
	"wait3":           "wait4",
}

// largestFamily limits the names of a hint for a common prefix.
const largestFamily = 8

// Syscalls returns the syscalls that an unknown name may mean, for a hint. candidates
// holds the names of all syscalls. In this order it tries
//
//   - the name without a prefix such as SYS_ or __NR_: SYS_read is read;
//   - a function of the C library with another name than its syscall: pread is pread64,
//     fstatat is newfstatat, or fstatat64 on a 32-bit architecture;
//   - a family of syscalls: io_uring is io_uring_enter, io_uring_register or
//     io_uring_setup;
//   - a typing error: raed is read. See [Closest].
//
// The text lists several names with "or". ok is false if there are none.
func Syscalls(name string, candidates iter.Seq[string]) (text string, ok bool) {
	if len(name) > longest {
		return "", false
	}
	name = withoutPrefix(name)
	var family []string
	aliases := []string{syscallOf[name], name + "64"}
	first := len(aliases)
	for c := range candidates {
		if strings.EqualFold(c, name) {
			return c, true
		}
		if i := slices.Index(aliases[:first], c); i >= 0 {
			first = i
		}
		if name != "" && strings.HasPrefix(c, name+"_") {
			family = append(family, c)
		}
	}
	switch {
	case first < len(aliases):
		return aliases[first], true
	case 0 < len(family) && len(family) <= largestFamily:
		slices.Sort(family)
		return or(family), true
	}
	return Closest(name, candidates)
}

// withoutPrefix returns name without a prefix of syscall names, in either case.
func withoutPrefix(name string) string {
	for _, p := range prefixes {
		if len(name) > len(p) && strings.EqualFold(name[:len(p)], p) {
			return name[len(p):]
		}
	}
	return name
}

// or lists names as alternatives.
func or(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
