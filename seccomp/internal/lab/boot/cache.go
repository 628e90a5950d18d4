package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// cache is a folder of files, each with a record beside it.
type cache struct{ dir string }

// record says where a file in the cache comes from and what it holds.
type record struct {
	// Package and Version are Debian's, of a kernel or of its source.
	Package string `json:"package"`
	Version string `json:"version"`
	// PackageSHA256 is as in Debian's index, against which apt checks a package.
	PackageSHA256 string `json:"packageSHA256"`
	// SHA256 is the file's own.
	SHA256 string `json:"sha256"`
}

// open returns the path of the file with that name and its record. The file must be
// what was stored: one that is not may be half a file or another kernel.
func (c cache) open(name string) (string, record, error) {
	var r record
	path := filepath.Join(c.dir, name)
	text, err := os.ReadFile(path + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return "", r, fmt.Errorf("%s: %w", name, errMissing)
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return "", r, refused(path, err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", r, refused(path, err)
	}
	if sum(data) != r.SHA256 {
		return "", r, refused(path, errChecksum)
	}
	return path, r, nil
}

// refused returns an error that says what to do.
func refused(path string, err error) error {
	return fmt.Errorf("%s is refused, remove it and %s.json to get it anew: %w", path, path, err)
}

// store keeps data under a name, with its record, and returns its path.
func (c cache) store(name string, data []byte, r record) (string, error) {
	r.SHA256 = sum(data)
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return "", err
	}
	path := filepath.Join(c.dir, name)
	if _, err := replace.Files([]string{path, path + ".json"}, [][]byte{data, append(text, '\n')}); err != nil {
		return "", err
	}
	// One of the files is a program.
	return path, os.Chmod(path, 0o755)
}

func sum(data []byte) string {
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:])
}
