package uapi

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"fmt"
	"go/constant"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// compiler compiles C for one target.
type compiler struct {
	cc      string
	target  target
	headers headers
	// object is the path of the compiled file.
	object string
}

// found is a constant of a header on one target.
type found struct {
	name, header string
	value        constant.Value
	ioctl        bool
}

// maxRounds limits the compilations of a unit.
const maxRounds = 20

// constants returns the constants of a unit. A header with an error, perhaps because it
// excludes another one, is compiled by itself. problems holds the errors of those with an
// error there too.
func (c compiler) constants(u unit) (list []found, problems []error) {
	skip := make(map[int]bool)
	for range maxRounds {
		src := writeSource(u, skip)
		messages, err := c.run(src.text)
		if err == nil {
			if list, err = c.read(u.candidates); err != nil {
				problems = append(problems, err)
			}
			return list, problems
		}
		rows, headers := src.failed(messages)
		if len(headers) > 0 && len(u.headers) > 1 {
			return c.apart(u, headers)
		}
		if len(rows) == 0 {
			return nil, []error{fmt.Errorf("%s: %s", u.headers[0], firstError(messages))}
		}
		for _, i := range rows {
			skip[i] = true
		}
	}
	return nil, []error{fmt.Errorf("%s and %d more: %d compilations fail", u.headers[0], len(u.headers)-1, maxRounds)}
}

// apart compiles some headers of a unit each by itself, and the others together.
func (c compiler) apart(u unit, headers []string) (list []found, problems []error) {
	for _, part := range u.divide(headers) {
		more, errs := c.constants(part)
		list, problems = append(list, more...), append(problems, errs...)
	}
	return list, problems
}

// run compiles a C file and returns the compiler's messages.
func (c compiler) run(text []byte) (messages string, err error) {
	args := []string{"--target=" + c.target.triple, "-x", "c", "-std=gnu17", "-ffreestanding", "-nostdlibinc", "-w",
		"-ferror-limit=0", "-fno-caret-diagnostics", "-fno-color-diagnostics", "-c", "-o", c.object, "-"}
	for _, dir := range c.headers.dirs {
		args = append(args, "-isystem", dir)
	}
	cmd := exec.Command(c.cc, args...)
	cmd.Stdin = bytes.NewReader(text)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		return stderr.String() + err.Error() + "\n", err
	}
	return "", nil
}

// failure matches an error in the C file, or the line that includes a header with one.
var failure = regexp.MustCompile(`(?m)^(In file included from )?<stdin>:([0-9]+):(?:[0-9]+: (?:fatal )?error: )?`)

// failed returns the indexes of the candidates and the headers with an error.
func (s source) failed(messages string) (rows []int, headers []string) {
	for _, m := range failure.FindAllStringSubmatch(messages, -1) {
		line, _ := strconv.Atoi(m[2])
		if i, ok := s.candidates[line]; ok && m[1] == "" {
			rows = append(rows, i)
		}
		if header, ok := s.headers[line]; ok && !slices.Contains(headers, header) {
			headers = append(headers, header)
		}
	}
	return rows, headers
}

// firstError returns the first error in the compiler's messages.
func firstError(messages string) string {
	for line := range strings.Lines(messages) {
		if strings.Contains(line, "error: ") {
			return strings.TrimSpace(line)
		}
	}
	return strings.TrimSpace(messages)
}

// row is a row in the compiled file.
type row struct {
	Index, Value, Negative uint64
}

// read returns the constants in the compiled file.
func (c compiler) read(list []candidate) ([]found, error) {
	rows, err := c.rows()
	if err != nil {
		return nil, err
	}
	values := make(map[uint64]row)
	for _, r := range rows {
		values[r.Index] = r
	}
	var out []found
	for i, candidate := range list {
		if plain, ok := values[uint64(i)]; ok {
			after := values[uint64(len(list)+i)]
			out = append(out, found{candidate.name, candidate.header, plain.value(), after.Value != plain.Value})
		}
	}
	return out, nil
}

// value returns the value with its sign.
func (r row) value() constant.Value {
	if r.Negative != 0 {
		return constant.MakeInt64(int64(r.Value))
	}
	return constant.MakeUint64(r.Value)
}

// rows returns the rows in the compiled file.
func (c compiler) rows() ([]row, error) {
	f, err := elf.Open(c.object)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := f.Section(section)
	if s == nil {
		return nil, nil
	}
	data, err := s.Data()
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(data)/binary.Size(row{}))
	if _, err := binary.Decode(data, f.ByteOrder, rows); err != nil {
		return nil, err
	}
	return rows, nil
}
