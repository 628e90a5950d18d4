package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
)

// isFolder reports whether name is a folder.
func isFolder(name string) bool {
	info, err := os.Stat(filepath.FromSlash(name))
	return err == nil && info.IsDir()
}

// readLayer returns the document in the folder of an artifact, and its file.
func readLayer(folder string) (name string, data []byte, err error) {
	name, data, err = export.Layer(func(file string) ([]byte, error) { return readFile(path.Join(folder, file)) })
	if err != nil {
		return "", nil, fmt.Errorf("%s is a folder: %w; want that of an artifact, as export -format kep6061 writes it", folder, err)
	}
	return path.Join(folder, name), data, nil
}
