package bpf

import (
	"encoding/binary"
	"fmt"
)

// instructionSize is the size of a struct sock_filter in bytes.
const instructionSize = 8

// order returns the byte order of a machine.
func order(bigEndian bool) interface {
	binary.ByteOrder
	binary.AppendByteOrder
} {
	if bigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// Encode returns a program as an array of struct sock_filter.
func Encode(program []Instruction, bigEndian bool) []byte {
	order := order(bigEndian)
	data := make([]byte, 0, instructionSize*len(program))
	for _, i := range program {
		data = order.AppendUint16(data, i.Code)
		data = append(data, i.JT, i.JF)
		data = order.AppendUint32(data, i.K)
	}
	return data
}

// Decode reads an array of struct sock_filter.
func Decode(data []byte, bigEndian bool) ([]Instruction, error) {
	if rest := len(data) % instructionSize; rest != 0 {
		return nil, fmt.Errorf("%d bytes; want a multiple of %d, the size of an instruction", len(data), instructionSize)
	}
	order := order(bigEndian)
	program := make([]Instruction, 0, len(data)/instructionSize)
	for ; len(data) > 0; data = data[instructionSize:] {
		program = append(program, Instruction{order.Uint16(data), data[2], data[3], order.Uint32(data[4:])})
	}
	return program, nil
}
