package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

func TestNotTaken(t *testing.T) {
	const config = "CONFIG_NET=y\n# CONFIG_SECCOMP is not set\nCONFIG_UNIX=m\n"
	got := notTaken([]string{"CONFIG_NET=y", "CONFIG_SECCOMP=y", "CONFIG_UNIX=y"}, config)
	if want := []string{"CONFIG_SECCOMP=y", "CONFIG_UNIX=y"}; !slices.Equal(got, want) {
		t.Errorf("not taken are %v, want %v", got, want)
	}
}

func TestOptions(t *testing.T) {
	for _, b := range builds() {
		options := b.options()
		for _, want := range []string{"CONFIG_SECCOMP_FILTER=y", "CONFIG_CPU_BIG_ENDIAN=y"} {
			if !slices.Contains(options, want) {
				t.Errorf("%s lacks %s", b.goarch, want)
			}
		}
		if slices.ContainsFunc(options, func(o string) bool { return strings.HasPrefix(o, "#") }) {
			t.Errorf("%s has a comment among its options", b.goarch)
		}
	}
	if a, b := builds()[0].id(), builds()[1].id(); a == b {
		t.Errorf("two kernels are both %s", a)
	}
}

// TestNotBuilt expects an error with the command to run, and no build.
func TestNotBuilt(t *testing.T) {
	w := &workshop{cache: debian.Cache{Dir: t.TempDir()}, log: io.Discard}
	_, err := bigEndianPPC64.get(t.Context(), w)
	if !errors.Is(err, errNotBuilt) || !strings.Contains(err.Error(), "make kernels-be") {
		t.Errorf("got %v, want %v", err, errNotBuilt)
	}
}

func TestMissingOf(t *testing.T) {
	w := &workshop{cache: debian.Cache{Dir: t.TempDir()}, log: io.Discard}
	first, second := builds()[0], builds()[1]
	store := func(b build, version string) {
		if _, err := w.cache.Store(b.id(), []byte("kernel"), debian.Record{Version: version}); err != nil {
			t.Fatal(err)
		}
	}
	store(first, "1")
	tests := []struct {
		newest string
		want   []build
	}{
		{"1", []build{second}},
		{"2", []build{first, second}},
	}
	for _, tt := range tests {
		if got, err := missingOf(builds(), w, debian.Record{Version: tt.newest}); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("of version %s are missing %v, %v; want %v", tt.newest, got, err, tt.want)
		}
	}
}
