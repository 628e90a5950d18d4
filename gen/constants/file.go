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

// Table is the values of each name, one for each of arch.All: nil where the
// architecture lacks it.
type Table map[string][]constant.Value

// header is the first line of the file: all holds the value of a constant that is
// the same everywhere.
var header = append([]string{"name", "all"}, arch.Names(arch.All)...)

// Read reads the file.
func Read(name string, data []byte) (Table, error) {
	r := csv.NewReader(bytes.NewReader(data))
	if row, err := r.Read(); err != nil || !slices.Equal(row, header) {
		return nil, fmt.Errorf("%s:1:1: expected the header %s", name, strings.Join(header, ","))
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
			return nil, fmt.Errorf("%s:%d:%d: %q, expected an integer", name, line, col, row[wrong])
		}
		table[row[0]] = values
	}
}

// readRow returns the values in a row, or the place of a cell that is no number.
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

// parse returns the value of a cell, of kind Unknown if it is no number.
func parse(cell string) constant.Value {
	digits, negative := strings.CutPrefix(cell, "-")
	v := constant.MakeFromLiteral(digits, token.INT, 0)
	if negative {
		v = constant.UnaryOp(token.SUB, v, 0)
	}
	return v
}

// Format returns the file: a row for each name, in their order.
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

// writeRow writes cells of which none needs quotes.
func writeRow(out *bytes.Buffer, cells []string) {
	out.WriteString(strings.Join(cells, ","))
	out.WriteByte('\n')
}

// format returns a value in hex, as x/sys/unix has most of them, or nothing for
// nil.
func format(v constant.Value) string {
	if v == nil {
		return ""
	}
	return fmt.Sprintf("%#x", constant.Val(v))
}

// common returns the value that every architecture has, or nil.
func common(values []constant.Value) constant.Value {
	for _, v := range values {
		if !equal(v, values[0]) {
			return nil
		}
	}
	return values[0]
}

// equal compares values of which either may be nil.
func equal(a, b constant.Value) bool {
	if a == nil || b == nil {
		return a == b
	}
	return constant.Compare(a, token.EQL, b)
}
