package converter_test

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/converter"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/internal/subprocess"
)

// Sort and gzip run under the profile, and so does their parent, in a process of its own.
func Example() {
	subprocess.Run("run")
	// Output:
	// sorted and compressed: "a\nb\nc\n"
	// signal to itself: <nil>
	// signal to all processes: operation not permitted
	// make memory executable: <nil>
	// and writable at once: operation not permitted
	// socket: address family not supported by protocol
	// program in a new namespace: fork/exec /proc/self/exe: operation not permitted
	// clone3: function not implemented
	// prctl to allow core dumps: operation not permitted
}

func run() {
	f := seccomp.New(converter.Converter())
	if err := f.Install(0); err != nil {
		log.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "converter")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	convert(dir)
	signals()
	memory()
	refused()
}

// convert sorts a file and compresses it, and prints the result.
func convert(dir string) {
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, []byte("c\na\nb\n"), 0o600); err != nil {
		log.Fatal(err)
	}
	for _, command := range [][]string{{"sort", "-o", out, in}, {"gzip", out}} {
		if output, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			log.Fatalf("%v: %v\n%s", command, err, output)
		}
	}
	text, err := exec.Command("gzip", "-dc", out+".gz").Output()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("sorted and compressed: %q\n", text)
}

// signals sends signal 0. It reaches nobody, and fails if the filter refuses it.
func signals() {
	fmt.Println("signal to itself:", unix.Kill(os.Getpid(), 0))
	fmt.Println("signal to all processes:", unix.Kill(-1, 0))
}

// memory makes memory executable, alone and together with writable.
func memory() {
	page, err := unix.Mmap(-1, 0, os.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("make memory executable:", unix.Mprotect(page, unix.PROT_READ|unix.PROT_EXEC))
	fmt.Println("and writable at once:", unix.Mprotect(page, unix.PROT_READ|unix.PROT_WRITE|unix.PROT_EXEC))
}

// refused makes syscalls for the profile to refuse.
func refused() {
	_, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	fmt.Println("socket:", err)
	cmd := exec.Command("/proc/self/exe")
	// Without the filter CLONE_FS would be one flag too many, and an invalid argument.
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: unix.CLONE_NEWNS | unix.CLONE_FS}
	fmt.Println("program in a new namespace:", cmd.Run())
	_, _, errno := unix.Syscall(unix.SYS_CLONE3, 0, 0, 0)
	fmt.Println("clone3:", errno)
	fmt.Println("prctl to allow core dumps:", unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0))
}
