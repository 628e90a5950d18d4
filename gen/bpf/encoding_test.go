package bpf_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// TestEncoding writes and reads an instruction in both byte orders.
func TestEncoding(t *testing.T) {
	program := []bpf.Instruction{{Code: 0x15, JT: 1, JF: 2, K: 0xc000003e}}
	for bigEndian, want := range map[bool][]byte{
		false: {0x15, 0, 1, 2, 0x3e, 0, 0, 0xc0},
		true:  {0, 0x15, 1, 2, 0xc0, 0, 0, 0x3e},
	} {
		data := bpf.Encode(program, bigEndian)
		if !bytes.Equal(data, want) {
			t.Errorf("big-endian %v: %#x, want %#x", bigEndian, data, want)
		}
		if got, err := bpf.Decode(data, bigEndian); err != nil || !slices.Equal(got, program) {
			t.Errorf("big-endian %v: %v (%v), want %v", bigEndian, got, err, program)
		}
		if _, err := bpf.Decode(data[:7], bigEndian); err == nil || err.Error() != "7 bytes; want a multiple of 8, the size of an instruction" {
			t.Errorf("7 bytes: %v", err)
		}
	}
}
