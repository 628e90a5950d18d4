package main

import (
	"io/fs"
	"os"
	"path/filepath"
)

// nodesOf returns the nodes of a folder with their permissions, folders before their
// entries. It leaves out devices and sockets.
func nodesOf(root string) ([]node, error) {
	var nodes []node
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		n, err := nodeOf(root, path, entry)
		if err == nil && n.mode != 0 {
			nodes = append(nodes, n)
		}
		return err
	})
	return nodes, err
}

// nodeOf returns the node of an entry, without mode for another kind.
func nodeOf(root, path string, entry fs.DirEntry) (n node, err error) {
	info, err := entry.Info()
	if err != nil {
		return n, err
	}
	if n.name, err = filepath.Rel(root, path); err != nil {
		return n, err
	}
	switch entry.Type() {
	case fs.ModeDir:
		n.mode = typeFolder
	case fs.ModeSymlink:
		n.mode = typeLink | 0o777
		target, err := os.Readlink(path)
		n.data = []byte(target)
		return n, err
	case 0:
		n.mode = typeFile
		n.data, err = os.ReadFile(path)
	default:
		return n, nil
	}
	n.mode |= uint32(info.Mode().Perm())
	if info.Mode()&fs.ModeSticky != 0 {
		n.mode |= 0o1000
	}
	return n, err
}
