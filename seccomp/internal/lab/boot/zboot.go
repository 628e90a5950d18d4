package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os/exec"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
)

// zbootHeader is the header of an EFI program around a compressed kernel, in the kernel's
// drivers/firmware/efi/libstub/zboot-header.S.
type zbootHeader struct {
	MZ, Image    [4]byte
	Offset, Size uint32
	_            [8]byte
	Compression  [4]byte
}

// unpackZboot returns the kernel in an EFI program. Some emulators cannot load the program.
func unpackZboot(image []byte) ([]byte, error) {
	packed, err := zbootPayload(image)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("zstd", "--decompress", "--stdout", "--quiet")
	cmd.Stdin = bytes.NewReader(packed)
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("zstd: %w%s", err, complaint.Of(err))
	}
	return out, nil
}

// zbootPayload returns the compressed kernel.
func zbootPayload(image []byte) ([]byte, error) {
	var h zbootHeader
	if _, err := binary.Decode(image, binary.LittleEndian, &h); err != nil {
		return nil, errZboot
	}
	end := uint64(h.Offset) + uint64(h.Size)
	if string(h.MZ[:2]) != "MZ" || string(h.Image[:]) != "zimg" || string(h.Compression[:]) != "zstd" || end > uint64(len(image)) {
		return nil, errZboot
	}
	return image[h.Offset:end], nil
}
