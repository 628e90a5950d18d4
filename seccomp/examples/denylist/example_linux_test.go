package denylist_test

import (
	"fmt"
	"log"
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/denylist"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/internal/subprocess"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// A program gives up the syscalls of the profile's rules, and sethostname too, in a process
// of its own.
func Example() {
	subprocess.Run("run")
	// Output:
	// another program: <nil>
	// in a new namespace: fork/exec /bin/true: operation not permitted
	// clone3: function not implemented
	// unshare files: <nil>
	// unshare namespaces: operation not permitted
	// ask for a window size: inappropriate ioctl for device
	// type into the terminal: operation not permitted
	// the same with another bit: operation not permitted
	// ptrace: operation not permitted
	// io_uring: function not implemented
	// sethostname: operation not permitted
}

func run() {
	f := seccomp.New(denylist.Denylist())
	f.Block(tables.SYS_SETHOSTNAME)
	if err := f.Install(0); err != nil {
		log.Fatal(err)
	}
	processes()
	terminal()
	fmt.Println("ptrace:", unix.PtraceAttach(0))
	_, _, errno := unix.Syscall(unix.SYS_IO_URING_SETUP, 0, 0, 0)
	fmt.Println("io_uring:", errno)
	fmt.Println("sethostname:", unix.Sethostname(nil))
}

// processes runs a program, and unshares files and namespaces.
func processes() {
	fmt.Println("another program:", exec.Command("/bin/true").Run())
	cmd := exec.Command("/bin/true")
	// Without the filter CLONE_FS would be one flag too many, and an invalid argument.
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_FS}
	fmt.Println("in a new namespace:", cmd.Run())
	_, _, errno := unix.Syscall(unix.SYS_CLONE3, 0, 0, 0)
	fmt.Println("clone3:", errno)
	fmt.Println("unshare files:", unix.Unshare(unix.CLONE_FILES))
	fmt.Println("unshare namespaces:", unix.Unshare(unix.CLONE_NEWNS|unix.CLONE_NEWPID))
}

// terminal makes ioctls for terminals on a pipe.
func terminal() {
	var p [2]int
	if err := unix.Pipe(p[:]); err != nil {
		log.Fatal(err)
	}
	_, err := unix.IoctlGetWinsize(p[0], unix.TIOCGWINSZ)
	fmt.Println("ask for a window size:", err)
	fmt.Println("type into the terminal:", unix.IoctlSetPointerInt(p[0], unix.TIOCSTI, 'x'))
	// On a 64-bit machine the kernel ignores this bit.
	const high = ^uint(0) &^ 0xffffffff
	fmt.Println("the same with another bit:", unix.IoctlSetPointerInt(p[0], unix.TIOCSTI|high, 'x'))
}
