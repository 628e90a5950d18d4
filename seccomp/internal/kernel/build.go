package kernel

import (
	"fmt"
	"os"
	"os/exec"
)

// guest is the program that measures.
const guest = "github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/guest"

// Build builds the guest for goarch into the file at path, as one static program.
func Build(goarch, path string) error {
	cmd := exec.Command("go", "build", "-o", path, guest)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the guest for %s: %w\n%s", goarch, err, out)
	}
	return nil
}
