package toolchain

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// guestPPC is the source of a guest in C. It has the two modes of a foreign guest, for
// the architecture of [GOARCHPPC].
//
//go:embed ppc/guest.c
var guestPPC string

// GOARCHPPC names the 32-bit companion ABI of ppc64, which Go does not support.
const GOARCHPPC = "ppc"

// Guest builds the guest for goarch into the file at path, as one static program.
// overlay is the result of [Overlay].
func Guest(goarch, path, overlay string) error {
	cmd := exec.Command("go", "build", "-ldflags=-w", "-tags", Tag, "-overlay", overlay, "-o", path, guest)
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
