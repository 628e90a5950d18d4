package strace

import (
	"go/constant"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// maxArguments limits the arguments of a syscall: six registers, and one for a number in two.
const maxArguments = 8

// arguments divides the text after the parenthesis of a syscall into arguments. closed
// reports whether it has the closing parenthesis.
func arguments(text string) (list []string, closed bool) {
	start, depth := 0, 0
	add := func(end int) {
		if word := strings.TrimSpace(text[start:end]); word != "" && len(list) < maxArguments {
			list = append(list, word)
		}
		start = end + 1
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			i += quoted(text[i:])
		case '<':
			if strings.HasPrefix(text[i:], unfinished) {
				add(i)
				return list, false
			}
			i += annotation(text[i:])
		case '(', '[', '{':
			depth++
		case ']', '}':
			depth--
		case ')':
			if depth--; depth < 0 {
				add(i)
				return list, true
			}
		case ',':
			if depth == 0 {
				add(i)
			}
		}
	}
	add(len(text))
	return list, false
}

// quoted returns the index of the quote that ends a string, or of the last byte.
func quoted(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return len(text) - 1
}

// annotation returns the index of the last byte of what strace writes after a descriptor:
// 3</etc/passwd> or 4<TCP:[127.0.0.1:80->127.0.0.1:99]>. It returns 0 for another <.
func annotation(text string) int {
	if i := strings.IndexAny(text, ">["); i > 0 && text[i] == '[' {
		if end := strings.Index(text, "]>"); end > 0 {
			return end + 1
		}
	} else if i > 0 {
		return i
	}
	return 0
}

// value returns the bits of an argument: a number, or constants with | between them. ok is
// false for text without a value that is known, such as a string or a structure.
func value(text string, a *arch.Arch) (v uint64, ok bool) {
	if before, _, found := strings.Cut(text, "/*"); found {
		text = before
	}
	if before, _, found := strings.Cut(text, "<"); found {
		text = before
	}
	for part := range strings.SplitSeq(strings.TrimSpace(text), "|") {
		bits, ok := single(strings.TrimSpace(part), a)
		if !ok {
			return 0, false
		}
		v |= bits
	}
	return v, true
}

// single returns the bits of a number or a constant. Several names, as in
// "SNDCTL_TMR_TIMEBASE or TCGETS", must have one value.
func single(text string, a *arch.Arch) (v uint64, ok bool) {
	for i, name := range strings.Split(text, " or ") {
		bits, known := one(name, a)
		if !known || i > 0 && bits != v {
			return 0, false
		}
		v = bits
	}
	return v, true
}

// one returns the bits of a number or of one constant.
func one(name string, a *arch.Arch) (uint64, bool) {
	if name == "NULL" {
		return 0, true
	}
	if n, err := strconv.ParseUint(name, 0, 64); err == nil {
		return n, true
	}
	if n, err := strconv.ParseInt(name, 0, 64); err == nil {
		return uint64(n), true
	}
	c, ok := constants.Value(name, a)
	if !ok {
		return 0, false
	}
	if n, exact := constant.Int64Val(c); exact {
		return uint64(n), true
	}
	return constant.Uint64Val(c)
}
