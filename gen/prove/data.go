package prove

// Data is a struct seccomp_data, what a filter sees of a call, and the byte order
// of the machine that makes it (include/uapi/linux/seccomp.h).
type Data struct {
	Nr, Arch           uint32
	InstructionPointer uint64
	Args               [6]uint64
	BigEndian          bool
}

// DataSize is how many bytes a struct seccomp_data has.
const DataSize = 64

// word returns what a load at offset finds. A load is of 32 bits in the machine's
// order, so that it is the order that says which half of a field comes first. The
// kernel takes no other offset.
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
