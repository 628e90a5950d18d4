package seccomp_test

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// These tests execute programs of the machine, and so need its architecture.

// TestExecUnderSignals sends signals while the process becomes a program. The Go runtime
// handles them. A handler under the filter would call rt_sigreturn, and essential denies
// it.
func TestExecUnderSignals(t *testing.T) {
	for range 30 {
		cmd := exec.Command("/proc/self/exe")
		cmd.Env = append(os.Environ(), inChild+"=true")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error)
		go func() { ended <- cmd.Wait() }()
		for running := true; running; {
			select {
			case err := <-ended:
				running = false
				if err != nil {
					t.Fatal(err)
				}
			default:
				_ = cmd.Process.Signal(unix.SIGURG)
			}
		}
	}
}

// TestExecKeepsFileLimit begins with a low limit of open files. The Go runtime raises it,
// and the program must get the low one.
func TestExecKeepsFileLimit(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("sh", "-c", `ulimit -Sn 123; exec "$0"`, self)
	cmd.Env = append(os.Environ(), inChild+"=limit")
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "123\n" {
		t.Errorf("the limit is %q (%v), want 123", out, err)
	}
}
