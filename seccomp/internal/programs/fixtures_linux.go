package programs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// fixture makes something in the working folder of a program.
type fixture func(places Places, dir string) error

// fixedTime is the modification time of everything in a tree.
const fixedTime = "2001-02-03T04:05:06Z"

// entry is a file, folder or link of a tree.
type entry struct {
	path string
	mode os.FileMode
	// content is the content of a file or the target of a link.
	content string
}

// entries lists a tree, folders before their entries.
func entries() []entry {
	return []entry{
		{".", os.ModeDir | 0o755, ""},
		{"a.txt", 0o640, "alpha\n"},
		{"link", os.ModeSymlink, "a.txt"},
		{"sub", os.ModeDir | 0o750, ""},
		{"sub/b.txt", 0o400, "beta\n"},
	}
}

// tree makes the folder tree with the entries.
func tree() fixture {
	return func(_ Places, dir string) error {
		changed, err := time.Parse(time.RFC3339, fixedTime)
		if err != nil {
			return err
		}
		for _, e := range entries() {
			if err := e.create(filepath.Join(dir, "tree", e.path)); err != nil {
				return err
			}
		}
		for _, e := range entries() {
			if e.mode.Type() == os.ModeSymlink {
				continue
			}
			if err := os.Chtimes(filepath.Join(dir, "tree", e.path), changed, changed); err != nil {
				return err
			}
		}
		return nil
	}
}

// create makes e at path. Its mode does not depend on the umask.
func (e entry) create(path string) error {
	switch e.mode.Type() {
	case os.ModeSymlink:
		return os.Symlink(e.content, path)
	case os.ModeDir:
		if err := os.Mkdir(path, 0o700); err != nil {
			return err
		}
	default:
		if err := os.WriteFile(path, []byte(e.content), 0o600); err != nil {
			return err
		}
	}
	return os.Chmod(path, e.mode.Perm())
}

// file makes a file.
func file(name, content string) fixture {
	return func(_ Places, dir string) error {
		return os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644)
	}
}

// accessList gives a file of the tree an access control list.
func accessList() fixture {
	return func(_ Places, dir string) error {
		return runIn(dir, "setfacl", "-m", "u:1234:r", "tree/a.txt")
	}
}

// noTelemetry turns off the go command's telemetry. It would start a process, which writes
// into the working folder while the trial removes it.
func noTelemetry() fixture {
	return func(_ Places, dir string) error {
		dir = filepath.Join(dir, ".config/go/telemetry")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, "mode"), []byte("off"), 0o644)
	}
}

// goModule makes a module of the program hello.
func goModule() fixture {
	return func(places Places, dir string) error {
		hello, err := os.ReadFile(filepath.Join(places.Testdata, "hello", "main.go"))
		if err != nil {
			return err
		}
		for name, content := range goFiles(hello) {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
				return err
			}
		}
		return nil
	}
}

// runIn runs a command in dir, unconfined.
func runIn(dir, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w: %s", cmd, err, out)
	}
	return nil
}
