package uapi

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// headers holds the headers of one target.
type headers struct {
	// dirs lists the folders of included headers, in the order of their search.
	dirs []string
	// names lists the headers as included: linux/futex.h, asm/ioctls.h.
	names []string
}

// The folders of Debian's linux-libc-dev, in its folder usr: the headers of all
// architectures, and those of each.
const (
	common  = "include"
	special = "lib/linux/uapi"
)

// ours lists the headers of this package with constants.
var ours = []string{"sched.h"}

// findHeaders returns the headers of a target in dir, the folder usr of linux-libc-dev, and
// those in stubs. Headers of asm-generic are read through those of asm: an architecture may
// have others.
func findHeaders(dir, stubs string, t target) (headers, error) {
	own := filepath.Join(dir, special, t.asm)
	h := headers{dirs: []string{stubs, own, filepath.Join(dir, common)}, names: slices.Clone(ours)}
	for _, root := range h.dirs[1:] {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, path)
			switch {
			case err != nil:
				return err
			case d.IsDir() && root != own && (strings.Contains(name, "-linux-gnu") || name == "asm-generic"):
				return fs.SkipDir
			case strings.HasSuffix(name, ".h") && !strings.HasPrefix(name, "asm/unistd"):
				h.names = append(h.names, filepath.ToSlash(name))
			}
			return nil
		})
		if err != nil {
			return h, fmt.Errorf("%w; want the folder usr of Debian's linux-libc-dev, of 6.12 or later", err)
		}
	}
	slices.Sort(h.names)
	return h, nil
}

// candidates returns the candidates of a header, with those of asm-generic headers that it
// includes.
func (h headers) candidates(name string) ([]candidate, error) {
	var list []candidate
	seen := make(map[candidate]bool)
	for open := []string{name}; len(open) > 0; open = open[1:] {
		text, err := h.read(open[0])
		if err != nil {
			return nil, err
		}
		for _, c := range candidates(text) {
			c.header = name
			if !seen[c] {
				seen[c] = true
				list = append(list, c)
			}
		}
		for _, m := range inclusion.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(m[1], "asm-generic/") {
				open = append(open, m[1])
			}
		}
	}
	return list, nil
}

// read returns the cleaned text of a header.
func (h headers) read(name string) (string, error) {
	var err error
	for _, dir := range h.dirs {
		var data []byte
		if data, err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))); err == nil {
			return clean(string(data)), nil
		}
	}
	return "", err
}
