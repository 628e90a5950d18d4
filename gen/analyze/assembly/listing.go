package assembly

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
)

// instruction is a line of a listing.
type instruction struct {
	pc       int
	pos      string
	op       string
	operands []string
	// code holds the machine code up to the next instruction.
	code []byte
}

// text is a function of a listing.
type text struct {
	symbol       string
	instructions []instruction
	// internal marks the register calling convention.
	internal bool
	// frame is the size of the local variables.
	frame int64
	// references holds the symbols of the relocations.
	references []string
}

var (
	headerLine      = regexp.MustCompile(`^(\S+) S(\w+) `)
	frameField      = regexp.MustCompile(` locals=0x([0-9a-f]{1,8}) `)
	instructionLine = regexp.MustCompile(`^\t0x[0-9a-f]+ (\d+) \((.*?)\)\t(\S+)(?:\t(.*))?$`)
	codeLine        = regexp.MustCompile(`^\t0x[0-9a-f]{4,} ((?:[0-9a-f]{2} )+)`)
	relocationLine  = regexp.MustCompile(`^\trel \S+ t=\S+ (.*)\+-?[0-9a-f]+$`)
)

// parse divides a listing into functions and data, in the order of the listing.
func parse(listing string) ([]*text, error) {
	var all []*text
	var current *text
	var code []byte
	flush := func() {
		if current != nil {
			current.setCode(code)
		}
		code = nil
	}
	for line := range strings.Lines(listing) {
		line = strings.TrimRight(line, "\n")
		if m := headerLine.FindStringSubmatch(line); m != nil {
			flush()
			current = &text{symbol: build.Symbol(m[1])}
			if m := frameField.FindStringSubmatch(line); m != nil {
				current.frame, _ = strconv.ParseInt(m[1], 16, 64) // hexadecimal digits
			}
			all = append(all, current)
			continue
		}
		if current == nil {
			return nil, fmt.Errorf("listing of the assembler: %q before a symbol", line)
		}
		switch {
		case instructionLine.MatchString(line):
			if err := current.add(instructionLine.FindStringSubmatch(line)); err != nil {
				return nil, err
			}
		case codeLine.MatchString(line):
			for word := range strings.FieldsSeq(codeLine.FindStringSubmatch(line)[1]) {
				b, _ := strconv.ParseUint(word, 16, 8) // two hexadecimal digits
				code = append(code, byte(b))
			}
		case relocationLine.MatchString(line):
			current.references = append(current.references, build.Symbol(relocationLine.FindStringSubmatch(line)[1]))
		}
	}
	flush()
	return all, nil
}

// add appends the instruction of a line. Lines for the garbage collector are not code.
func (t *text) add(fields []string) error {
	pc, err := strconv.Atoi(fields[1])
	if err != nil {
		return fmt.Errorf("listing of the assembler: counter %q", fields[1])
	}
	in := instruction{pc: pc, pos: filepath.ToSlash(fields[2]), op: fields[3], operands: splitOperands(fields[4])}
	switch in.op {
	case "PCDATA", "FUNCDATA":
		return nil
	case "TEXT":
		t.internal = strings.Contains(fields[4], "ABIInternal")
		return nil
	}
	t.instructions = append(t.instructions, in)
	return nil
}

// setCode gives each instruction its machine code.
func (t *text) setCode(code []byte) {
	for i := range t.instructions {
		end := len(code)
		if i+1 < len(t.instructions) {
			end = t.instructions[i+1].pc
		}
		if start := t.instructions[i].pc; start <= end && end <= len(code) {
			t.instructions[i].code = code[start:end]
		}
	}
}

// splitOperands splits at the commas outside parentheses and brackets.
func splitOperands(s string) []string {
	var out []string
	depth, start := 0, 0
	for i, r := range s {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(s[start:i]))
				start = i + 1
			}
		}
	}
	if s = strings.TrimSpace(s[start:]); s != "" {
		out = append(out, s)
	}
	return out
}
