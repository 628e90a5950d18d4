package toolchain

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The packages of this module that a build needs.
const (
	module    = "github.com/sandbox-seccomp/sandbox-seccomp"
	generator = module + "/gen/seccompgen"
	guest     = module + "/seccomp/internal/lab/guest"
	policies  = module + "/seccomp/internal/lab/policies/..."
)

// Tag is the build tag of files that need the generated files.
const Tag = "generated"

// directive precedes the arguments of seccompgen generate in a policy's doc.go.
const directive = "//overlay:generate "

// Overlay generates the files of all policies into a folder. It returns the path of a
// file in it for the go command's flag -overlay.
func Overlay(dir string) (string, error) {
	if err := openInputs(); err != nil {
		return "", err
	}
	folders, err := list("-f", "{{.Dir}}", policies)
	if err != nil {
		return "", err
	}
	var overlay struct{ Replace map[string]string }
	overlay.Replace = make(map[string]string)
	for _, folder := range folders {
		out := filepath.Join(dir, filepath.Base(folder))
		if err := generate(folder, out, overlay.Replace); err != nil {
			return "", err
		}
	}
	text, err := json.MarshalIndent(overlay, "", "\t")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o644)
}

// generate generates the files of the policy in a folder, if it has one, into out. It
// adds them to replace, by the paths that they would have in the folder.
func generate(folder, out string, replace map[string]string) error {
	args, err := arguments(filepath.Join(folder, "doc.go"))
	if err != nil || args == nil {
		return err
	}
	cmd := exec.Command("go", append([]string{"run", generator, "generate", "-out", out}, args...)...)
	cmd.Dir = folder
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("generating the profiles of %s: %w\n%s", folder, err, text)
	}
	entries, err := os.ReadDir(out)
	for _, e := range entries {
		replace[filepath.Join(folder, e.Name())] = filepath.Join(out, e.Name())
	}
	return err
}

// arguments returns the arguments of the directive in a file, nil if there is no such
// file or directive.
func arguments(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	for line := range strings.Lines(string(text)) {
		if args, ok := strings.CutPrefix(line, directive); ok {
			return strings.Fields(args), nil
		}
	}
	return nil, err
}

// openInputs opens the folder of each package of the generator and the guest. Go test
// repeats a cached test after a change of files opened by the test itself, and here other
// processes read the files.
func openInputs() error {
	folders, err := list("-deps", "-tags="+Tag, "-f", "{{if not .Standard}}{{.Dir}}{{end}}", generator, guest)
	for _, folder := range folders {
		if _, readErr := os.ReadDir(folder); readErr != nil {
			return readErr
		}
	}
	return err
}

// list returns the lines that go list prints for linux.
func list(args ...string) ([]string, error) {
	cmd := exec.Command("go", append([]string{"list"}, args...)...)
	cmd.Env = append(os.Environ(), "GOOS=linux")
	var complaints strings.Builder
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, complaints.String())
	}
	return strings.Fields(string(out)), nil
}
