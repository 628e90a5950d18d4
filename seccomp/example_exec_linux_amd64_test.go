package seccomp_test

import (
	"fmt"
	"log"
	"os"
	"os/exec"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// echo becomes another program under a filter. TestMain calls it in a process with this
// name in its environment.
func echo() error {
	f := seccomp.New(tables.Minimal())
	f.Block(tables.SYS_KILL)
	return seccomp.Exec(&f, "/bin/echo", []string{"echo", "hello"}, nil)
}

func init() { children["echo"] = echo }

// A program runs another one under a filter, and stays: it starts itself again, and there
// calls Exec.
func ExampleExec() {
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), inChild+"=echo")
	out, err := cmd.Output()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(out))
	// Output: hello
}
