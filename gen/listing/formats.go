package listing

import (
	"bytes"
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// Format writes a program for the syscalls of native, and perhaps of its companion ABI.
type Format func(p []bpf.Instruction, native Symbols, compat ...Symbols) ([]byte, error)

// Formats holds the output formats of programs by name.
var Formats = map[string]Format{
	"asm":  assembly,
	"json": tuples,
	"go":   literal,
	"raw":  raw,
}

// mnemonics holds the notation of the kernel's bpf_asm for each opcode of package bpf's
// programs.
var mnemonics = map[uint16]string{
	bpf.LoadAbs:     "ld  [%d]",
	bpf.JumpAlways:  "ja  +%d",
	bpf.JumpEqual:   "jeq #%#x",
	bpf.JumpAtLeast: "jge #%#x",
	bpf.JumpAnyBit:  "jset #%#x",
	bpf.And:         "and #%#x",
	bpf.Xor:         "xor #%#x",
	bpf.Return:      "ret #%#x",
}

// assembly writes one instruction per line, with a comment.
func assembly(p []bpf.Instruction, native Symbols, compat ...Symbols) ([]byte, error) {
	lines, err := Lines(p, native, compat...)
	if err != nil {
		return nil, err
	}
	return Write(p, lines), nil
}

// Write writes a program with explanations, one instruction per line, as the format asm.
func Write(p []bpf.Instruction, lines []Line) []byte {
	var b bytes.Buffer
	for pc, ins := range p {
		fmt.Fprintf(&b, "%4d  %-28s ; %s  [%s]\n", pc, notation(ins), lines[pc].Text, lines[pc].Calls)
	}
	return b.Bytes()
}

// tuples writes [[code,jt,jf,k],...], one instruction per line.
func tuples(p []bpf.Instruction, _ Symbols, _ ...Symbols) ([]byte, error) {
	var b bytes.Buffer
	for pc, ins := range p {
		b.WriteString(map[bool]string{true: "[", false: ",\n "}[pc == 0])
		fmt.Fprintf(&b, "[%d,%d,%d,%d]", ins.Code, ins.JT, ins.JF, ins.K)
	}
	b.WriteString("]\n")
	return b.Bytes(), nil
}

// literal writes a Go expression.
func literal(p []bpf.Instruction, _ Symbols, _ ...Symbols) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("[]unix.SockFilter{\n")
	for _, ins := range p {
		fmt.Fprintf(&b, "\t{Code: 0x%02x, Jt: 0x%02x, Jf: 0x%02x, K: 0x%08x},\n", ins.Code, ins.JT, ins.JF, ins.K)
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

// raw writes struct sock_filter, 8 bytes per instruction, in the byte order of native.
func raw(p []bpf.Instruction, native Symbols, _ ...Symbols) ([]byte, error) {
	return bpf.Encode(p, native.BigEndian), nil
}
