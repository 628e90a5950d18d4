package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os/exec"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

// zboot returns an EFI image that holds packed at offset.
func zboot(packed []byte, offset int) []byte {
	image := make([]byte, offset, offset+len(packed)+8)
	copy(image, "MZ\x00\x00zimg")
	binary.LittleEndian.PutUint32(image[8:], uint32(offset))
	binary.LittleEndian.PutUint32(image[12:], uint32(len(packed)))
	copy(image[24:], "zstd22")
	return append(append(image, packed...), "trailing"...)
}

func TestZbootPayload(t *testing.T) {
	sound := zboot([]byte("packed"), 64)
	if got, err := zbootPayload(sound); err != nil || string(got) != "packed" {
		t.Errorf("the payload is %q, %v", got, err)
	}
	spoil := map[string]func([]byte) []byte{
		"no magic":          func(b []byte) []byte { b[0] = 'X'; return b },
		"no image":          func(b []byte) []byte { b[4] = 'X'; return b },
		"another packer":    func(b []byte) []byte { copy(b[24:], "gzip"); return b },
		"a size too large":  func(b []byte) []byte { binary.LittleEndian.PutUint32(b[12:], 1<<32-1); return b },
		"an offset outside": func(b []byte) []byte { binary.LittleEndian.PutUint32(b[8:], 1<<32-1); return b },
		"cut off":           func(b []byte) []byte { return b[:66] },
		"no header":         func(b []byte) []byte { return b[:20] },
	}
	for name, f := range spoil {
		if got, err := zbootPayload(f(slices.Clone(sound))); !errors.Is(err, errZboot) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestUnpackZboot(t *testing.T) {
	installed.Must(t, "zstd")
	cmd := exec.Command("zstd", "--compress", "--stdout", "--quiet")
	cmd.Stdin = bytes.NewReader([]byte("kernel"))
	packed, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := unpackZboot(zboot(packed, 100)); err != nil || string(got) != "kernel" {
		t.Errorf("the kernel is %q, %v", got, err)
	}
	packed[len(packed)-1]++
	if got, err := unpackZboot(zboot(packed, 100)); err == nil {
		t.Errorf("a spoiled kernel is %q", got)
	}
}
