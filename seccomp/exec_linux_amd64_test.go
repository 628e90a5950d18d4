package seccomp_test

import (
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/unix"
)

// These execute the machine's own programs, which are of its own architecture.

// TestExecUnderSignals sends signals for which the Go runtime has a handler while
// the process becomes a program. A handler that ran under the filter would end in
// rt_sigreturn, which essential does not allow.
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

// TestExecKeepsFileLimit begins with a low limit of open files, which the Go runtime
// raises and the program must not see raised.
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
