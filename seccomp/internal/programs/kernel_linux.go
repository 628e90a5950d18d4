package programs

import (
	"fmt"
	"slices"

	"golang.org/x/sys/unix"
)

// runsLinux reports whether this machine's kernel is of a release, such as 6.7, or a newer
// one. Every kernel is of the release "".
func runsLinux(release string) bool {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		panic(err) // The pointer is valid.
	}
	return slices.Compare(version(unix.ByteSliceToString(name.Release[:])), version(release)) >= 0
}

// version returns the first two numbers of a release, such as 6 and 1 of 6.1.0-50-5kc-malta.
func version(release string) []int {
	var major, minor int
	// Missing numbers are 0.
	_, _ = fmt.Sscanf(release, "%d.%d", &major, &minor)
	return []int{major, minor}
}
