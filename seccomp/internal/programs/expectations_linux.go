package programs

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// expectation returns an error for a wrong outcome of a program.
type expectation func(o outcome) error

// differ returns an error if two values differ.
func differ[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %#v, want %#v", what, got, want)
	}
	return nil
}

// prints expects all of the standard output.
func prints(want string) expectation {
	return func(o outcome) error { return differ("stdout", o.stdout, want) }
}

// printsUserID expects the number of the user who runs the test.
func printsUserID() expectation { return prints(fmt.Sprintln(os.Getuid())) }

// mentions expects parts of the standard output.
func mentions(parts ...string) expectation {
	return func(o outcome) error {
		for _, part := range parts {
			if !strings.Contains(o.stdout, part) {
				return fmt.Errorf("stdout lacks %q", part)
			}
		}
		return nil
	}
}

// lacks expects that nothing is at path.
func lacks(path string) expectation {
	return func(o outcome) error {
		if _, err := os.Lstat(filepath.Join(o.dir, path)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s: %v, want that it does not exist", path, err)
		}
		return nil
	}
}

// hasFile expects a file.
func hasFile(path, content string) expectation {
	return func(o outcome) error {
		got, err := os.ReadFile(filepath.Join(o.dir, path))
		if err != nil {
			return err
		}
		return differ(path, string(got), content)
	}
}

// hasInside expects that a file with a name of the patterns holds part.
func hasInside(part string, patterns ...string) expectation {
	return func(o outcome) error {
		for _, pattern := range patterns {
			paths, err := filepath.Glob(filepath.Join(o.dir, pattern))
			if err != nil {
				return err
			}
			for _, path := range paths {
				content, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				if strings.Contains(string(content), part) {
					return nil
				}
			}
		}
		return fmt.Errorf("no file %q holds %q", patterns, part)
	}
}

// hasMode expects a type and permissions at path.
func hasMode(path string, mode os.FileMode) expectation {
	return func(o outcome) error {
		info, err := os.Lstat(filepath.Join(o.dir, path))
		if err != nil {
			return err
		}
		return differ("mode of "+path, info.Mode(), mode)
	}
}

// hasTime expects the modification time of the tree at path.
func hasTime(path string) expectation {
	return func(o outcome) error {
		info, err := os.Lstat(filepath.Join(o.dir, path))
		if err != nil {
			return err
		}
		return differ("time of "+path, info.ModTime().UTC().Format(time.RFC3339), fixedTime)
	}
}

// hasTree expects the names, contents and links of the tree at path, and no more.
func hasTree(path string) expectation {
	return func(o outcome) error {
		for _, e := range entries() {
			if err := e.check(o, filepath.Join(path, e.path)); err != nil {
				return err
			}
		}
		found := 0
		err := filepath.WalkDir(filepath.Join(o.dir, path), func(_ string, _ fs.DirEntry, err error) error {
			found++
			return err
		})
		if err != nil {
			return err
		}
		return differ("number of entries of "+path, found, len(entries()))
	}
}

// check compares the file at path with e, without its permissions.
func (e entry) check(o outcome, path string) error {
	info, err := os.Lstat(filepath.Join(o.dir, path))
	if err != nil {
		return err
	}
	switch e.mode.Type() {
	case os.ModeSymlink:
		target, err := os.Readlink(filepath.Join(o.dir, path))
		if err != nil {
			return err
		}
		return differ(path, target, e.content)
	case os.ModeDir:
		return differ("type of "+path, info.Mode().Type(), os.ModeDir)
	}
	return hasFile(path, e.content)(o)
}

// hasMetadata expects the permissions and times of the tree at path.
func hasMetadata(path string) expectation {
	return func(o outcome) error {
		for _, e := range entries() {
			if e.mode.Type() == os.ModeSymlink {
				continue
			}
			if err := hasMode(filepath.Join(path, e.path), e.mode)(o); err != nil {
				return err
			}
			if err := hasTime(filepath.Join(path, e.path))(o); err != nil {
				return err
			}
		}
		return nil
	}
}

// hasAccessList expects the access control list of accessList in the tree at path.
func hasAccessList(path string) expectation {
	return func(o outcome) error {
		got, err := exec.Command("getfacl", "-cn", filepath.Join(o.dir, path, "a.txt")).Output()
		if err != nil {
			return err
		}
		if !strings.Contains(string(got), "user:1234:r--\n") {
			return fmt.Errorf("access control list of %s is %s", path, got)
		}
		return nil
	}
}

// hasProgram expects a program that prints stdout, unconfined.
func hasProgram(path, stdout string) expectation {
	return func(o outcome) error {
		got, err := exec.Command(filepath.Join(o.dir, path)).Output()
		if err != nil {
			return err
		}
		return differ("output of "+path, string(got), stdout)
	}
}
