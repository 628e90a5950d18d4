package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// stock holds the files that machines share.
type stock struct {
	workshop *workshop
	// files makes shared files, scratch is the folder for files of this session.
	files   memo
	scratch string
}

func newStock(w *workshop) (*stock, error) {
	scratch, err := os.MkdirTemp("", "testkernels-")
	return &stock{workshop: w, scratch: scratch}, err
}

func (s *stock) close() error { return os.RemoveAll(s.scratch) }

// get returns the file of a source. Machines may share it.
func (s *stock) get(ctx context.Context, from source) (string, error) {
	return s.files.get(from.id(), func() (string, error) { return from.get(ctx, s.workshop) })
}

// platform holds the files for booting a machine, without its initramfs.
type platform struct{ emulator, kernel string }

// platform makes the missing files.
func (s *stock) platform(ctx context.Context, m machine) (p platform, err error) {
	p.emulator = m.board.emulator.command
	if other := m.board.emulator.choose(ctx); other != nil {
		if p.emulator, err = s.get(ctx, other); err != nil {
			return p, err
		}
	}
	p.kernel, err = s.get(ctx, m.board.kernel)
	return p, err
}

// keep stores the output of a console in the cache, for the analysis of failures.
func (s *stock) keep(name string, console []byte) error {
	text := strings.ReplaceAll(string(console), "\r", "")
	return os.WriteFile(filepath.Join(s.workshop.cache.Dir, name+".txt"), []byte(text), 0o644)
}
