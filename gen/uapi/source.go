package uapi

import (
	"bytes"
	"fmt"
)

// prologue declares the C macro ROW: it stores a candidate's value, and fails for other
// expressions than integer constants.
const prologue = `
struct row { unsigned long long index, value, negative; };
#define INTEGER(x) _Generic((x), _Bool: 1, char: 1, signed char: 1, unsigned char: 1, \
	short: 1, unsigned short: 1, int: 1, unsigned: 1, long: 1, unsigned long: 1, \
	long long: 1, unsigned long long: 1, default: 0)
#define ROW(n, x) _Static_assert(INTEGER(x), "no integer"); \
	const struct row row_##n __attribute__((section("` + section + `"), used)) = { n, (unsigned long long)(x), (x) < 0 };
`

// section is the section of the rows in the compiled file.
const section = "constants"

// marked redefines the macro of ioctl commands: the values of commands change, and those
// of other constants stay.
const marked = `
#undef _IOC
#define _IOC(direction, type, number, size) (0x5ec0000000000000 + (type) + (number))
`

// source is a C file with the candidates of a unit. A candidate has one line each for
// its value and for its value after marked.
type source struct {
	text []byte
	// candidates holds the index of the candidate on each line, and headers the header
	// included on it. The first line is 1.
	candidates map[int]int
	headers    map[int]string
}

// writeSource returns the C file of a unit. The rows of candidates in skip are left out.
// Row i holds the value of candidate i, and row len(candidates)+i its value after marked.
func writeSource(u unit, skip map[int]bool) source {
	var b bytes.Buffer
	b.WriteString("#include <prelude.h>\n")
	s := source{candidates: make(map[int]int), headers: make(map[int]string)}
	for i, header := range u.headers {
		fmt.Fprintf(&b, "#include <%s>\n", header)
		s.headers[2+i] = header
	}
	b.WriteString(prologue)
	line := 1 + bytes.Count(b.Bytes(), []byte("\n"))
	rows := func(first int) {
		for i, c := range u.candidates {
			if skip[i] {
				continue
			}
			format := "ROW(%d, %s)\n"
			if c.macro {
				format = "#ifdef %[2]s\nROW(%[1]d, %[2]s)\n#endif\n"
				s.candidates[line+1] = i
				line += 3
			} else {
				s.candidates[line] = i
				line++
			}
			fmt.Fprintf(&b, format, first+i, c.name)
		}
	}
	rows(0)
	b.WriteString(marked)
	line += bytes.Count([]byte(marked), []byte("\n"))
	rows(len(u.candidates))
	s.text = b.Bytes()
	return s
}
