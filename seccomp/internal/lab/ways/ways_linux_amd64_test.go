package ways

import (
	"os"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

func TestMain(m *testing.M) {
	Confine()
	os.Exit(m.Run())
}

// under runs the program under a profile.
func under(t *testing.T, profile, program string) []Way {
	t.Helper()
	command, err := Under(profile, program)
	if err != nil {
		t.Fatal(err)
	}
	list, err := Run(command)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestHardened tries all ways under hardened-network: none is open. Under the tier some are
// open on every kernel.
func TestHardened(t *testing.T) {
	installed.Must(t, "gcc")
	program, err := Compile(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	closed := under(t, "hardened-network", program)
	for _, w := range closed {
		if !w.Refused() {
			t.Errorf("%s: %s under hardened-network", w.Name, w.Result)
		}
	}
	open := make(map[string]string)
	for i, w := range under(t, "network", program) {
		if !w.Refused() {
			open[w.Name] = w.Result
			t.Logf("%-40s network %-10s hardened-network %s", w.Name, w.Result, closed[i].Result)
		}
	}
	for name, result := range map[string]string{
		"clone CLONE_NEWUSER|CLONE_FS": "EINVAL", "clone3 without arguments": "EINVAL", "socketpair AF_ALG": "EFAULT",
		"ioctl TIOCSTI": "EBADF", "ioctl TIOCSTI with a high bit": "EBADF", "ioctl TIOCLINUX": "EBADF",
	} {
		if open[name] != result {
			t.Errorf("%s: %q under network, want %s", name, open[name], result)
		}
	}
	if len(closed) < 30 {
		t.Errorf("%d ways; want 30 at least", len(closed))
	}
}
