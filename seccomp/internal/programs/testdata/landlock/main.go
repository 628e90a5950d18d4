// Landlock takes from itself the right to read files outside its working folder, as
// sandboxes do.
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

func main() {
	runtime.LockOSThread()
	rights := unix.LandlockRulesetAttr{Handled_access_fs: unix.LANDLOCK_ACCESS_FS_READ_FILE}
	// The first version of the structure has one member.
	ruleset := call(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&rights)), unsafe.Sizeof(rights.Handled_access_fs), 0, 0)
	folder, err := unix.Open(".", unix.O_PATH|unix.O_CLOEXEC, 0)
	check(err)
	beneath := unix.LandlockPathBeneathAttr{Allowed_access: rights.Handled_access_fs, Parent_fd: int32(folder)}
	call(unix.SYS_LANDLOCK_ADD_RULE, ruleset, unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&beneath)), 0)
	check(unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
	call(unix.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0, 0, 0)
	_, err = os.ReadFile("inside")
	fmt.Println("inside", err)
	_, err = os.ReadFile("/proc/self/status")
	fmt.Println("outside", errors.Is(err, os.ErrPermission))
}

func call(nr, a, b, c, d uintptr) uintptr {
	r, _, errno := unix.Syscall6(nr, a, b, c, d, 0, 0)
	if errno != 0 {
		check(errno)
	}
	return r
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
