package debian

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// stored returns a cache with one file, image.
func stored(t *testing.T) Cache {
	t.Helper()
	c := Cache{t.TempDir()}
	if _, err := c.Store("image", []byte("kernel"), Record{Package: "linux", Version: "1"}); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCache(t *testing.T) {
	c := stored(t)
	path, r, err := c.Open("image")
	if err != nil || path != filepath.Join(c.Dir, "image") || r.Package != "linux" || r.Version != "1" {
		t.Errorf("open is %q, %v, %v", path, r, err)
	}
	if data, err := os.ReadFile(path); err != nil || string(data) != "kernel" {
		t.Errorf("the file holds %q (%v)", data, err)
	}
	if _, _, err := c.Open("other"); !errors.Is(err, ErrMissing) {
		t.Errorf("what is not there: %v, want %v", err, ErrMissing)
	}
}

// TestCacheRefuses spoils a cached file in several ways. None may count as missing: the
// cache would replace it silently.
func TestCacheRefuses(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(path string) error
		want  error
	}{
		{"other bytes", func(path string) error { return os.WriteFile(path, []byte("kernal"), 0o644) }, ErrChecksum},
		{"half a file", func(path string) error { return os.Truncate(path, 3) }, ErrChecksum},
		{"no bytes", func(path string) error { return os.Truncate(path, 0) }, ErrChecksum},
		{"no file", os.Remove, fs.ErrNotExist},
		{"half a record", func(path string) error { return os.Truncate(path+".json", 9) }, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := stored(t)
			if err := tt.spoil(filepath.Join(c.Dir, "image")); err != nil {
				t.Fatal(err)
			}
			_, _, err := c.Open("image")
			if err == nil || errors.Is(err, ErrMissing) || tt.want != nil && !errors.Is(err, tt.want) {
				t.Errorf("open says %v, want %v", err, tt.want)
			}
		})
	}
}
