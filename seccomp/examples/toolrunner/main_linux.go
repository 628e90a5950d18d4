// Toolrunner runs an untrusted command, as an agent does with commands written by a
// language model:
//
//	go run ./seccomp/examples/toolrunner sh -c 'sort words | uniq -c'
//
// The command gets files, processes and pipes; sockets, mounts and ptrace fail with
// EPERM. The runner itself stays free: it starts its own file again, and the new process
// becomes the command under the filter. The filter says nothing of files: give the
// command a user, a folder or a container of its own as well.
package main

import (
	"log"
	"os"
	"os/exec"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
)

// childName is the name of the process to become the command.
const childName = "toolrunner (becomes the command)"

func main() {
	log.SetFlags(0)
	log.SetPrefix("toolrunner: ")
	if len(os.Args) < 2 {
		log.Fatal("usage: toolrunner COMMAND [ARG...]")
	}
	if os.Args[0] == childName {
		log.Fatal(become(os.Args[1:]))
	}
	out, err := run(os.Args[1:])
	os.Stdout.Write(out)
	if err != nil {
		log.Fatal(err)
	}
}

// run runs a command under the filter and returns its output.
func run(argv []string) ([]byte, error) {
	cmd := exec.Command("/proc/self/exe")
	cmd.Args = append([]string{childName}, argv...)
	// Secrets of the runner's environment stay with the runner.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent"}
	return cmd.CombinedOutput()
}

// become replaces the process with a command under the filter. It returns only an error.
func become(argv []string) error {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return err
	}
	f := seccomp.New(hardened.IOHeavy())
	f.OnViolation(seccomp.Errno(unix.EPERM))
	return seccomp.Exec(&f, path, argv, os.Environ())
}
