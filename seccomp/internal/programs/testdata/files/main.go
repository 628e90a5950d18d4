// Files copies the folder tree to a new one, a file at a time, renames that to
// copy and lists it.
package main

import (
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
)

func main() {
	err := filepath.WalkDir("tree", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return copyEntry(filepath.Join("partial", path), path, entry)
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := os.Rename("partial/tree", "copy"); err != nil {
		log.Fatal(err)
	}
	if err := os.Remove("partial"); err != nil {
		log.Fatal(err)
	}
	fmt.Println("copied")
}

func copyEntry(to, from string, entry fs.DirEntry) error {
	switch {
	case entry.IsDir():
		return os.MkdirAll(to, 0o755)
	case entry.Type() == fs.ModeSymlink:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(target, to)
	}
	return copyFile(to, from)
}

func copyFile(to, from string) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	partial, err := os.Create(to + ".partial")
	if err != nil {
		return err
	}
	if _, err := io.Copy(partial, source); err != nil {
		return err
	}
	if err := partial.Sync(); err != nil {
		return err
	}
	if err := partial.Close(); err != nil {
		return err
	}
	return os.Rename(to+".partial", to)
}
