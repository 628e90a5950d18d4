package debian

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

// Cache is a folder of files, each with a record beside it.
type Cache struct{ Dir string }

// Record describes the origin and the content of a file in the cache.
type Record struct {
	// Package and Version name Debian's package of the file or of its source.
	Package string `json:"package"`
	Version string `json:"version"`
	// PackageSHA256 is the package's checksum in Debian's index. Apt checks it.
	PackageSHA256 string `json:"packageSHA256,omitempty"`
	// Contents lists the names and versions of all packages in the file, if several.
	Contents []string `json:"contents,omitempty"`
	// SHA256 is the checksum of the file.
	SHA256 string `json:"sha256"`
}

// Open returns the path and the record of the file with a name. It refuses a file with
// another checksum, such as half a file or another kernel.
func (c Cache) Open(name string) (string, Record, error) {
	var r Record
	path := filepath.Join(c.Dir, name)
	text, err := os.ReadFile(path + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		return "", r, fmt.Errorf("%s: %w", name, ErrMissing)
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
	if Sum(data) != r.SHA256 {
		return "", r, refused(path, ErrChecksum)
	}
	return path, r, nil
}

// refused returns an error with a hint.
func refused(path string, err error) error {
	return fmt.Errorf("%s: %w; remove it and %s.json", path, err, path)
}

// Store stores data and its record under a name, and returns the path.
func (c Cache) Store(name string, data []byte, r Record) (string, error) {
	r.SHA256 = Sum(data)
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return "", err
	}
	path := filepath.Join(c.Dir, name)
	if _, err := replace.Files([]string{path, path + ".json"}, [][]byte{data, append(text, '\n')}); err != nil {
		return "", err
	}
	// One of the files is an emulator.
	return path, os.Chmod(path, 0o755)
}

// Sum returns the SHA-256 checksum of data, in hexadecimal.
func Sum(data []byte) string {
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:])
}
