package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRefreshHeaders expects an error for each input that refreshHeaders cannot read, and the
// hint for an outdated file. TestRead of gen/uapi reads headers.
func TestRefreshHeaders(t *testing.T) {
	const shippedHeaders = "../constants/uapi.csv"
	wrong := filepath.Join(t.TempDir(), "uapi.csv")
	if err := os.WriteFile(wrong, []byte("name,value\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ file, dir, cc, want string }{
		{"no/such/file.csv", ".", "sh", "no such file"},
		{wrong, ".", "sh", "wrong header"},
		{shippedHeaders, ".", "no-such-clang", "no-such-clang"},
		{shippedHeaders, t.TempDir(), "sh", "linux-libc-dev"},
	} {
		var out strings.Builder
		if _, err := refreshHeaders(test.file, test.dir, test.cc, &out); err == nil || !strings.Contains(err.Error(), test.want) || out.Len() > 0 {
			t.Errorf("%s, %s: %v, want %q; printed %q", test.file, test.cc, err, test.want, out.String())
		}
	}
	stale := refreshed{shippedHeaders, []byte("a"), []byte("b"), errStaleHeaders}
	if err := stale.fresh(); !errors.Is(err, errStaleHeaders) || !strings.Contains(err.Error(), "update -headers DIR") {
		t.Errorf("an outdated file: %v", err)
	}
}
