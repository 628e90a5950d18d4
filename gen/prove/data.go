package prove

// Data is a struct seccomp_data, the input of a program
// (include/uapi/linux/seccomp.h), and the byte order of its machine.
type Data struct {
	Nr, Arch           uint32
	InstructionPointer uint64
	Args               [6]uint64
	BigEndian          bool
}

// DataSize is the size of a struct seccomp_data in bytes.
const DataSize = 64

// word returns the 32 bits at offset, a multiple of 4. The byte order decides which half
// of a 64-bit field comes first.
func (d Data) word(offset uint32) (value uint32, ok bool) {
	if offset >= DataSize || offset%4 != 0 {
		return 0, false
	}
	switch offset {
	case 0:
		return d.Nr, true
	case 4:
		return d.Arch, true
	}
	field := d.InstructionPointer
	if offset >= 16 {
		field = d.Args[(offset-16)/8]
	}
	if low := offset%8 == 0; low == d.BigEndian {
		field >>= 32
	}
	return uint32(field), true
}
