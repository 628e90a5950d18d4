package constants

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"go/constant"
	"go/token"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Table maps names to their values, one per element of arch.All, nil on architectures
// without the constant.
type Table map[string][]constant.Value

// header is the first line of the file. Column all holds a value common to all
// architectures.
var header = append([]string{"name", "all"}, arch.Names(arch.All)...)

// unixAll is the index of column all in unix.csv.
const unixAll = 1

// Read parses the content of the file called name.
func Read(name string, data []byte) (Table, error) {
	r := csv.NewReader(bytes.NewReader(data))
	if row, err := r.Read(); err != nil || !slices.Equal(row, header) {
		return nil, fmt.Errorf("%s:1:1: wrong header; want %s", name, strings.Join(header, ","))
	}
	table := make(Table)
	for {
		row, err := r.Read()
		if err == io.EOF {
			return table, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		values, wrong := readRow(row)
		if wrong > 0 {
			line, col := r.FieldPos(wrong)
			return nil, fmt.Errorf("%s:%d:%d: %q is not an integer", name, line, col, row[wrong])
		}
		table[row[0]] = values
	}
}

// readRow returns the values of a row. wrong is the index of a cell without a number,
// else 0.
func readRow(row []string) (values []constant.Value, wrong int) {
	values = make([]constant.Value, len(header))
	for i := 1; i < len(row); i++ {
		if row[i] == "" {
			continue
		}
		if values[i] = parse(row[i]); values[i].Kind() != constant.Int {
			return nil, i
		}
	}
	all, each := values[1], values[2:]
	if all != nil {
		for i := range each {
			each[i] = all
		}
	}
	return each, 0
}

// parse returns the value of a cell. Its kind is not Int for invalid numbers.
func parse(cell string) constant.Value {
	digits, negative := strings.CutPrefix(cell, "-")
	v := constant.MakeFromLiteral(digits, token.INT, 0)
	if negative {
		v = constant.UnaryOp(token.SUB, v, 0)
	}
	return v
}

// Format returns the content of the file: one row per name, in ascending order.
func (t Table) Format() []byte {
	var out bytes.Buffer
	writeRow(&out, header)
	for _, name := range slices.Sorted(maps.Keys(t)) {
		row := make([]string, len(header))
		row[0] = name
		if v := common(t[name]); v != nil {
			row[1] = format(v)
		} else {
			for i, v := range t[name] {
				row[2+i] = format(v)
			}
		}
		writeRow(&out, row)
	}
	return out.Bytes()
}

// writeRow writes cells without quotes.
func writeRow(out *bytes.Buffer, cells []string) {
	out.WriteString(strings.Join(cells, ","))
	out.WriteByte('\n')
}

// format returns a value in hexadecimal, as in most of x/sys/unix, or "" for nil.
func format(v constant.Value) string {
	if v == nil {
		return ""
	}
	return fmt.Sprintf("%#x", constant.Val(v))
}

// common returns the value common to all architectures, or nil.
func common(values []constant.Value) constant.Value {
	for _, v := range values {
		if !equal(v, values[0]) {
			return nil
		}
	}
	return values[0]
}

// equal compares values. nil equals only nil.
func equal(a, b constant.Value) bool {
	if a == nil || b == nil {
		return a == b
	}
	return constant.Compare(a, token.EQL, b)
}
