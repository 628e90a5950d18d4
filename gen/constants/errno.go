package constants

import (
	"go/constant"
	"regexp"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// errnos matches the names of errors, and also the other constants of notErrnos.
var (
	errnos    = regexp.MustCompile(`^E[0-9A-Z]+$`)
	notErrnos = regexp.MustCompile(`^E(CCGET|CHO|LF|PIOC|POLL|XT)`)
)

// IsErrno reports whether name is an error on some architecture.
func IsErrno(name string) bool {
	return errnos.MatchString(name) && !notErrnos.MatchString(name) && unixFile.has(name)
}

// Errno returns the number of error name on a. ok is false if a lacks it.
func Errno(name string, a *arch.Arch) (n uint32, ok bool) {
	v, ok := Value(name, a)
	if !ok || !IsErrno(name) {
		return 0, false
	}
	wide, _ := constant.Uint64Val(v)
	return uint32(wide), true
}

// ErrnoName returns the name of error n on a, or "". Of several names it returns the
// shortest: EAGAIN, not EWOULDBLOCK.
func ErrnoName(n uint32, a *arch.Arch) string { return errnoNames()[a.Index][n] }

// errnoNames maps the errors of each architecture to their names.
var errnoNames = sync.OnceValue(func() []map[uint32]string {
	list := make([]map[uint32]string, len(arch.All))
	for _, a := range arch.All {
		list[a.Index] = make(map[uint32]string)
		for _, name := range unixFile.withPrefix("E") {
			if n, ok := Errno(name, a); ok {
				if before := list[a.Index][n]; before == "" || len(name) < len(before) {
					list[a.Index][n] = name
				}
			}
		}
	}
	return list
})
