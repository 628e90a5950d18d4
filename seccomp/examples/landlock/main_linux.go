// Landlock runs a command under Landlock and a seccomp filter, as the sandboxes of coding
// agents do:
//
//	cd seccomp/examples/landlock && go run . FOLDER COMMAND [ARG...]
//
// Landlock decides files: the command reads programs and libraries, and writes only in
// FOLDER. The filter decides syscalls: sockets, mounts and ptrace fail with EPERM. The
// launcher stays free. It starts its own file again, and the new process confines itself
// and becomes the command. Both orders lead there:
//
//	-order landlock    Landlock, then the filter and execve in one step, by seccomp.Exec
//	-order filter      the filter by seccomp.Exec into this file once more, then Landlock
//
// The first is simpler: the filter needs no rule for Landlock. The second suits launchers
// with a filter from elsewhere, such as a container's. The tiers from minimal up allow the
// syscalls of Landlock, which can only take rights away.
//
// It needs Landlock of Linux 6.2. An older kernel fails. BestEffort of go-landlock would
// run the command there with access to all files.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"

	"github.com/landlock-lsm/go-landlock/landlock"
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("landlock: ")
	// In a child process this does not return.
	becomeCommand()
	order := flag.String("order", "landlock", "confine by `FIRST`: landlock or filter")
	flag.Parse()
	if flag.NArg() < 2 {
		log.Fatal("usage: landlock [-order landlock|filter] FOLDER COMMAND [ARG...]")
	}
	out, err := run(*order, flag.Arg(0), flag.Args()[1:])
	os.Stdout.Write(out)
	if err != nil {
		log.Fatal(err)
	}
}

// The steps of a child process, by the name of the process. The arguments are the folder
// and the command.
var steps = map[string]func(folder string, command []string) error{
	"landlock (landlock)": landlockFirst,
	"landlock (filter)":   filterFirst,
	"landlock (filtered)": filtered,
}

// run runs a command under Landlock and the filter, and returns its output.
func run(order, folder string, command []string) ([]byte, error) {
	name := "landlock (" + order + ")"
	if steps[name] == nil {
		return nil, fmt.Errorf("unknown order %q", order)
	}
	cmd := exec.Command("/proc/self/exe")
	cmd.Args = append([]string{name, folder}, command...)
	cmd.Dir = folder
	// Secrets of the launcher's environment stay with the launcher.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "LC_ALL=C"}
	return cmd.CombinedOutput()
}

// becomeCommand takes the step of a child process. In other processes it does nothing.
func becomeCommand() {
	if step, ok := steps[os.Args[0]]; ok {
		log.Fatal(step(os.Args[1], os.Args[2:]))
	}
}

// landlockFirst replaces the process with the command. It returns only an error.
func landlockFirst(folder string, command []string) error {
	if err := restrictFiles(folder); err != nil {
		return err
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return err
	}
	f := filter()
	return seccomp.Exec(&f, path, command, os.Environ())
}

// filterFirst replaces the process with this program under the filter.
func filterFirst(folder string, command []string) error {
	f := filter()
	return seccomp.Exec(&f, "/proc/self/exe", append([]string{"landlock (filtered)", folder}, command...), os.Environ())
}

// filtered replaces the process, under the filter already, with the command.
func filtered(folder string, command []string) error {
	if err := restrictFiles(folder); err != nil {
		return err
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return err
	}
	return unix.Exec(path, command, os.Environ())
}

// restrictFiles restricts this process, and what it becomes, to programs, libraries and
// the folder.
func restrictFiles(folder string) error {
	return landlock.V3.RestrictPaths(
		landlock.RODirs("/usr", "/bin", "/lib", "/lib64").IgnoreIfMissing(),
		landlock.RWDirs(folder),
		landlock.RWFiles("/dev/null"),
	)
}

// filter returns the filter of the command.
func filter() seccomp.Filter {
	f := seccomp.New(tables.IOHeavy())
	f.OnViolation(seccomp.Errno(unix.EPERM))
	return f
}
