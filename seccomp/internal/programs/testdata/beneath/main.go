// Beneath opens a file with openat2, and with openat if openat2 does not exist.
package main

import (
	"errors"
	"fmt"
	"log"

	"golang.org/x/sys/unix"
)

func main() {
	how := unix.OpenHow{Flags: unix.O_RDONLY | unix.O_CLOEXEC, Resolve: unix.RESOLVE_BENEATH}
	_, err := unix.Openat2(unix.AT_FDCWD, "inside", &how)
	if errors.Is(err, unix.ENOSYS) {
		_, err = unix.Openat(unix.AT_FDCWD, "inside", unix.O_RDONLY, 0)
		fmt.Println("opened by openat", err)
		return
	}
	_, outside := unix.Openat2(unix.AT_FDCWD, "/proc/self/status", &how)
	if err != nil || !errors.Is(outside, unix.EXDEV) {
		log.Fatalf("inside: %v, outside: %v", err, outside)
	}
	fmt.Println("opened by openat2")
}
