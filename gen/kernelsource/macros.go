package kernelsource

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
)

// definition is one SYSCALL_DEFINE macro.
type definition struct {
	// function is the entry function with its prefix: sys_clone, compat_sys_open.
	function string
	// file is the path in the tree.
	file string
	// guard holds the preprocessor conditions around the macro.
	guard guard
	// parameters holds the parameters. A pair of registers for 64 bits is one of type pair.
	parameters []abi.Declaration
}

// pair is the type of a parameter of 64 bits passed in two registers by the macro itself.
const pair = "pair"

// macro matches the first line of a definition, up to the opening parenthesis. PPC32_
// and the suffix 32 make a function of 32-bit programs. With CONFIG_COMPAT its prefix is
// compat_sys_ (arch/powerpc/kernel/sys_ppc32.c, include/linux/syscalls.h).
var macro = regexp.MustCompile(`^(COMPAT_|PPC32_)?SYSCALL(32)?_DEFINE([0-6])\((.*)`)

// maxMacro limits the bytes of a macro. Real ones take a few hundred.
const maxMacro = 4096

// definitions returns the macros in a C file.
func definitions(file string, r io.Reader) ([]definition, error) {
	var list []definition
	var g guards
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 1<<20)
	for n := 1; scanner.Scan(); n++ {
		text := scanner.Text()
		g.line(text)
		m := macro.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		start := n
		body := m[4]
		for end(uncomment(body)) < 0 {
			if !scanner.Scan() || len(body) > maxMacro {
				return nil, fmt.Errorf("%s:%d:1: SYSCALL_DEFINE without an end", file, start)
			}
			n++
			body += " " + scanner.Text()
		}
		d, err := parse(m[3], uncomment(body))
		if err != nil {
			return nil, fmt.Errorf("%s:%d:1: %w", file, start, err)
		}
		d.file, d.guard = file, g.now()
		if m[2] != "" {
			native := d
			native.guard = append(slices.Clone(d.guard), "!defined(CONFIG_COMPAT)")
			list = append(list, native)
		}
		if m[1] != "" || m[2] != "" {
			d.function = "compat_" + d.function
		}
		list = append(list, d)
	}
	if err := scanner.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return list, nil
}

// comment matches a comment of C within a line.
var comment = regexp.MustCompile(`/\*.*?\*/`)

// uncomment removes the comments of a text.
func uncomment(text string) string { return comment.ReplaceAllString(text, " ") }

// end returns the index of the parenthesis that closes the one before text, or -1.
func end(text string) int {
	depth := 1
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// parse reads the arguments of a macro: the function's name, then a type and a name for
// each parameter.
func parse(count, body string) (definition, error) {
	cells := split(body[:end(body)])
	d := definition{function: "sys_" + cells[0]}
	registers := 0
	for cells = cells[1:]; len(cells) > 0; {
		if name, ok := halves(cells[0]); ok {
			d.parameters = append(d.parameters, abi.Declaration{Type: pair, Name: name})
			cells = cells[1:]
			registers += 2
			continue
		}
		if len(cells) < 2 {
			return d, fmt.Errorf("%s: type %q without a name", d.function, cells[0])
		}
		d.parameters = append(d.parameters, abi.Declaration{Type: abi.NormalType(cells[0]), Name: cells[1]})
		cells = cells[2:]
		registers++
	}
	if fmt.Sprint(registers) != count {
		return d, fmt.Errorf("%s: %d parameters, want %s", d.function, registers, count)
	}
	return d, nil
}

// split divides the arguments of a macro at the commas outside of parentheses.
func split(text string) []string {
	var cells []string
	depth, from := 0, 0
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				cells = append(cells, strings.TrimSpace(text[from:i]))
				from = i + 1
			}
		}
	}
	return append(cells, strings.TrimSpace(text[from:]))
}

// pairs matches the macros for a parameter of 64 bits in two registers
// (include/linux/syscalls.h, include/linux/compat.h).
var pairs = regexp.MustCompile(`^(?:SC_ARG64|compat_arg_u64|compat_arg_u64_dual|arg_u32p)\((\w+)\)$`)

// halves returns the name in one of these macros.
func halves(cell string) (name string, ok bool) {
	m := pairs.FindStringSubmatch(cell)
	if m == nil {
		return "", false
	}
	return m[1], true
}
