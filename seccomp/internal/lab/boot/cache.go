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

// record describes the origin and the content of a file in the cache.
type record struct {
	// Package and Version name Debian's package of the kernel or of its source.
	Package string `json:"package"`
	Version string `json:"version"`
	// PackageSHA256 is the package's checksum in Debian's index. Apt checks it.
	PackageSHA256 string `json:"packageSHA256"`
	// SHA256 is the checksum of the file.
	SHA256 string `json:"sha256"`
}

// open returns the path and the record of the file with a name. It refuses a file with
// another checksum, such as half a file or another kernel.
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

// refused returns an error with a hint.
func refused(path string, err error) error {
	return fmt.Errorf("%s: %w; remove it and %s.json", path, err, path)
}

// store stores data and its record under a name, and returns the path.
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
	// One of the files is an emulator.
	return path, os.Chmod(path, 0o755)
}

func sum(data []byte) string {
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:])
}
