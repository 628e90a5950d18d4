package constants

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"go/constant"
	"io"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Constant is a constant of the kernel's headers for user space, a row of uapi.csv.
type Constant struct {
	Name string
	// Header is the header as a C program includes it: linux/futex.h.
	Header string
	// IOCTL reports whether the constant is a command of ioctl.
	IOCTL bool
	// Values holds the values by [arch.Arch.Index], nil on architectures without the
	// constant.
	Values []constant.Value
}

// uapiHeader is the first line of uapi.csv. A row with a value in column all ends there.
var uapiHeader = append([]string{"name", "header", "kind", "all"}, arch.Names(arch.All)...)

// The columns of uapi.csv.
const (
	uapiName = iota
	uapiHeaderName
	uapiKind
	uapiAll
)

// ioctl is the kind of ioctl's commands.
const ioctl = "ioctl"

// ReadUAPI parses the content of the file called name, like uapi.csv.
func ReadUAPI(name string, data []byte) ([]Constant, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	if row, err := r.Read(); err != nil || !slices.Equal(row, uapiHeader) {
		return nil, fmt.Errorf("%s:1:1: wrong header; want %s", name, strings.Join(uapiHeader, ","))
	}
	var list []Constant
	for {
		row, err := r.Read()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c, err := readConstant(row)
		if err != nil {
			line, _ := r.FieldPos(0)
			return nil, fmt.Errorf("%s:%d:1: %w", name, line, err)
		}
		if len(list) > 0 && list[len(list)-1].Name >= c.Name {
			line, _ := r.FieldPos(0)
			return nil, fmt.Errorf("%s:%d:1: %s is not in ascending order", name, line, c.Name)
		}
		list = append(list, c)
	}
}

// readConstant reads a row of uapi.csv.
func readConstant(row []string) (c Constant, err error) {
	if len(row) != uapiAll+1 && len(row) != len(uapiHeader) {
		return Constant{}, fmt.Errorf("%d cells; want %d or %d", len(row), uapiAll+1, len(uapiHeader))
	}
	c = Constant{Name: row[uapiName], Header: row[uapiHeaderName], IOCTL: row[uapiKind] == ioctl}
	c.Values, err = readValues(row[uapiAll:])
	return c, err
}

// readValues reads the cells of a row from column all on. The others may be missing.
func readValues(cells []string) ([]constant.Value, error) {
	values := make([]constant.Value, len(arch.All))
	for i := range values {
		cell := cells[0]
		if cell == "" && len(cells) > 1 {
			cell = cells[1+i]
		}
		if cell == "" {
			continue
		}
		if values[i] = parse(cell); values[i].Kind() != constant.Int {
			return nil, fmt.Errorf("%q is not an integer", cell)
		}
	}
	return values, nil
}

// FormatUAPI returns a file like uapi.csv with constants sorted by name.
func FormatUAPI(list []Constant) []byte {
	var out bytes.Buffer
	writeRow(&out, uapiHeader)
	for _, c := range list {
		row := []string{c.Name, c.Header, "", format(common(c.Values))}
		if c.IOCTL {
			row[uapiKind] = ioctl
		}
		if row[uapiAll] == "" {
			for _, v := range c.Values {
				row = append(row, format(v))
			}
		}
		writeRow(&out, row)
	}
	return out.Bytes()
}

// TableOf returns the values of constants by name.
func TableOf(list []Constant) Table {
	t := make(Table)
	for _, c := range list {
		t[c.Name] = c.Values
	}
	return t
}
