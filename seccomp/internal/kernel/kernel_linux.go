// Package kernel compares the version of the running kernel. Use it only for behaviour that
// no syscall reports.
package kernel

import "golang.org/x/sys/unix"

// AtLeast reports whether the kernel's version is major.minor or later. It is false if
// uname(2) fails.
func AtLeast(major, minor int) bool {
	var name unix.Utsname
	return unix.Uname(&name) == nil && atLeast(unix.ByteSliceToString(name.Release[:]), [2]int{major, minor})
}

// atLeast compares the two first numbers of a kernel's release: 6.1.0-13-amd64.
func atLeast(release string, version [2]int) bool {
	var found [2]int
	i := 0
	for _, c := range []byte(release) {
		switch {
		case c >= '0' && c <= '9':
			found[i] = 10*found[i] + int(c-'0')
		case c == '.' && i == 0:
			i++
		default:
			return found[0] > version[0] || found[0] == version[0] && found[1] >= version[1]
		}
	}
	return found[0] > version[0] || found[0] == version[0] && found[1] >= version[1]
}
