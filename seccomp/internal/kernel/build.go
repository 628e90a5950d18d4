package kernel

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// guest is the program that measures.
const guest = "github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/guest"

// guestPPC is one in C that can do what a foreign guest is asked, for the architecture
// of [GOARCHPPC].
//
//go:embed ppc/guest.c
var guestPPC string

// GOARCHPPC is the 32-bit programs that a kernel for ppc64 also runs. Go builds none.
const GOARCHPPC = "ppc"

// Build builds the guest for goarch into the file at path, as one static program.
func Build(goarch, path string) error {
	cmd := exec.Command("go", "build", "-o", path, guest)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch, "CGO_ENABLED=0")
	if goarch == GOARCHPPC {
		cmd = exec.Command("powerpc-linux-gnu-gcc", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector",
			"-O2", "-Wall", "-Wextra", "-Werror", "-o", path, "-x", "c", "-")
		cmd.Stdin = strings.NewReader(guestPPC)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the guest for %s: %w\n%s", goarch, err, out)
	}
	return nil
}
