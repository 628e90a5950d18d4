package event

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"go/constant"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

//go:embed words.csv
var wordsFile []byte

// words holds the constants that name the values of a parameter, a row of words.csv.
type words struct {
	// when is a parameter and the constant it must equal, or empty.
	when [2]string
	// one and flags are the columns. mask has the bits for one.
	one, flags []string
	mask       uint64
	// rule reports whether a rule can have the value in its condition.
	rule, octal bool
	// commands is true for ioctl's cmd. Its constants are those of [constants.Commands].
	commands bool
}

// everyOperation stands for all operations in words.csv.
const everyOperation = "*"

// vocabulary holds the rows of words.csv by operation and parameter. A test shows the
// validity of the file.
var vocabulary = sync.OnceValue(func() map[[2]string][]words {
	r := csv.NewReader(bytes.NewReader(wordsFile))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		panic(err)
	}
	all := map[[2]string][]words{{"ioctl", "cmd"}: {{commands: true, rule: true, mask: 1<<64 - 1}}}
	for _, row := range rows[1:] {
		w := readWords(row)
		for operation := range strings.FieldsSeq(row[0]) {
			for parameter := range strings.FieldsSeq(row[1]) {
				key := [2]string{operation, parameter}
				all[key] = append(all[key], w)
			}
		}
	}
	return all
})

// readWords reads a row of words.csv.
func readWords(row []string) words {
	w := words{one: strings.Fields(row[3]), mask: 1<<64 - 1, flags: strings.Fields(row[5]), rule: row[6] == "rule", octal: row[6] == "octal"}
	if when := strings.Fields(row[2]); len(when) == 2 {
		w.when = [2]string(when)
	}
	if row[4] != "" {
		w.mask, _ = strconv.ParseUint(row[4], 0, 64)
	} else if len(w.one) == 0 && len(w.flags) > 0 {
		w.mask = 0
	}
	return w
}

// words returns the constants for a parameter, in the case of the arguments of e.
func (p parameter) words(e Event) words {
	for _, operation := range []string{p.operation, everyOperation} {
		for _, w := range vocabulary()[[2]string{operation, p.Name}] {
			if w.applies(e) {
				return w
			}
		}
	}
	return words{}
}

// applies reports whether another parameter of e has the value that w is for.
func (w words) applies(e Event) bool {
	if w.when[0] == "" {
		return true
	}
	for _, p := range e.parameters() {
		if p.Name == w.when[0] && e.Known.Has(p.Position) {
			v, ok := bitsOf(w.when[1], p.Bits, e.Arch)
			return ok && v == p.value(e)
		}
	}
	return false
}

// set reports whether the values are sets of flags.
func (w words) set() bool { return len(w.flags) > 0 }

// name returns a value by constants with | between them, or "". Bits without a constant
// are written as a number.
func (w words) name(v uint64, width int, a *arch.Arch) string {
	names, rest := w.names(v, width, a)
	switch {
	case len(names) == 0:
		return ""
	case rest != 0:
		names = append(names, fmt.Sprintf("%#x", rest))
	}
	return strings.Join(names, "|")
}

// names returns the constants in a value, and the bits without any.
func (w words) names(v uint64, width int, a *arch.Arch) (names []string, rest uint64) {
	rest = v
	if one := w.oneOf(v&w.mask, width, a); one != "" && (w.mask != 0 || v == 0) {
		names, rest = append(names, one), rest&^w.mask
	}
	for _, f := range w.flagsOn(width, a) {
		if f.bits&^rest == 0 && f.bits&w.mask == 0 {
			names, rest = append(names, f.name), rest&^f.bits
		}
	}
	return names, rest
}

// flag is a flag and its bits.
type flag struct {
	name string
	bits uint64
}

// flagsOn returns the flags on an architecture, those with several bits first.
func (w words) flagsOn(width int, a *arch.Arch) []flag {
	var list []flag
	for _, name := range w.flags {
		if v, ok := bitsOf(name, width, a); ok && v != 0 {
			list = append(list, flag{name, v})
		}
	}
	slices.SortStableFunc(list, func(x, y flag) int { return bits.OnesCount64(y.bits) - bits.OnesCount64(x.bits) })
	return list
}

// oneOf returns the constant with a value, or "".
func (w words) oneOf(v uint64, width int, a *arch.Arch) string {
	if w.commands {
		return command(v, a)
	}
	var found []string
	for _, name := range w.one {
		if prefix, ok := strings.CutSuffix(name, "*"); ok {
			for _, name := range constants.WithPrefix(prefix) {
				if x, ok := bitsOf(name, width, a); ok && x == v {
					found = append(found, name)
				}
			}
		} else if x, ok := bitsOf(name, width, a); ok && x == v {
			return name
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// terminals lists the prefixes of commands to prefer where several have one value: those
// of terminals and sockets.
var terminals = []string{"TC", "TIOC", "FIO", "SIOC"}

// command returns the command of ioctl with a value, or "" for none and several.
func command(v uint64, a *arch.Arch) string {
	names := constants.Commands(v, a)
	if len(names) == 1 {
		return names[0]
	}
	for _, prefix := range terminals {
		if i := slices.IndexFunc(names, func(name string) bool { return strings.HasPrefix(name, prefix) }); i >= 0 {
			return names[i]
		}
	}
	return ""
}

// bitsOf returns the bits of a constant in a parameter of a width. ok is false if a lacks
// the constant, or it does not fit.
func bitsOf(name string, width int, a *arch.Arch) (v uint64, ok bool) {
	c, ok := constants.Value(name, a)
	if !ok {
		return 0, false
	}
	if n, exact := constant.Int64Val(c); exact {
		return low(uint64(n), width), n >= -1<<(width-1) && (width == 64 || n < 1<<width)
	}
	n, exact := constant.Uint64Val(c)
	return n, exact && width == 64
}
