// Package subprocess runs parts of the examples in processes of their own: a filter cannot
// be removed.
package subprocess

import (
	"fmt"
	"os"
	"os/exec"
	"unsafe"

	"golang.org/x/sys/unix"
)

// variable holds the name of the part, in its process.
const variable = "SECCOMP_EXAMPLES_PART"

// Main is for TestMain. It runs the tests, or a part in a process of [Run].
func Main(tests interface{ Run() int }, parts map[string]func()) {
	if name, ok := os.LookupEnv(variable); ok {
		parts[name]()
		os.Exit(0)
	}
	if !available() {
		fmt.Println("SKIP: no seccomp(2), as under user-mode qemu")
		os.Exit(0)
	}
	os.Exit(tests.Run())
}

// available reports whether the kernel has seccomp(2).
func available() bool {
	action := uint32(unix.SECCOMP_RET_ERRNO)
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	return errno != unix.ENOSYS
}

// Run runs a part. Its output is the example's.
func Run(name string) {
	out, err := Output(name)
	fmt.Print(out)
	if err != nil {
		fmt.Println(name, err)
	}
}

// Output runs a part and returns its standard output and standard error.
func Output(name string) (string, error) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), variable+"="+name)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
