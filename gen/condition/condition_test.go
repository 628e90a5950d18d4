package condition_test

import (
	"cmp"
	"fmt"
	"go/constant"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
)

// known holds the constants of the tests.
var known = map[string]constant.Value{
	"ONE":  constant.MakeInt64(1),
	"FD":   constant.MakeInt64(-100),
	"MASK": constant.MakeUint64(0xf00),
	"HIGH": constant.MakeUint64(1 << 63),
}

// arguments holds the named arguments of the tests: an int, an unsigned int, a mode of 16
// bits, a size, and flags at another place. A width of 0 is the machine's.
var arguments = map[string]abi.Argument{
	"fd":    {Index: 0, Bits: 32, Signed: true},
	"cmd":   {Index: 0, Bits: 32},
	"mode":  {Index: 0, Bits: 16},
	"len":   {Index: 0},
	"off":   {Index: 0, Signed: true},
	"flags": {Index: 1, Bits: 32},
	"type":  {Index: 0, Bits: 32, Signed: true},
}

// machine has registers of width bits, the known constants and the named arguments.
func machine(width int) condition.Machine {
	return condition.Machine{
		Width: width,
		Constant: func(name string) (constant.Value, bool) {
			v, ok := known[name]
			return v, ok
		},
		Argument: func(name string) (abi.Argument, bool) {
			a, ok := arguments[name]
			a.Bits = cmp.Or(a.Bits, width)
			return a, ok
		},
	}
}

// bind evaluates a condition, and fails the test for an invalid one.
func bind(t *testing.T, space *argset.Space, text string, width int) condition.Meaning {
	t.Helper()
	e, problem := condition.Parse(text)
	if problem != nil {
		t.Fatalf("%s: %v", text, *problem)
	}
	m, problems := e.Bind(machine(width), space)
	if len(problems) > 0 {
		t.Fatalf("%s on %d bits: %v", text, width, problems)
	}
	return m
}

const (
	ones = 1<<64 - 1
	low  = 1<<32 - 1
	sign = 1 << 63
)

// TestMeaning evaluates each construct for values of arg0, true and false, on 64 bits and
// on 32. On 32 bits only the lower half of a value counts.
func TestMeaning(t *testing.T) {
	type values = []uint64
	for text, c := range map[string]struct {
		yes64, no64 values
		// These are the same if they are nil.
		yes32, no32 values
	}{
		"arg0 == 5":  {values{5}, values{0, 4, 6, 1<<32 | 5, ones}, values{5, 1<<32 | 5}, values{0, 4, 6, ones}},
		"5 == arg0":  {values{5}, values{4}, nil, nil},
		"arg0 != 5":  {values{0, 4, 6, 1<<32 | 5}, values{5}, values{0, 4, 6}, values{5, 1<<32 | 5}},
		"arg0 < 5":   {values{0, 4}, values{5, 6, ones, 1 << 32}, values{0, 4, 1 << 32}, values{5, 6, ones}},
		"arg0 <= 5":  {values{0, 4, 5}, values{6, ones}, nil, nil},
		"arg0 > 5":   {values{6, 7, ones, 1 << 31}, values{0, 4, 5}, nil, nil},
		"arg0 >= 5":  {values{5, 6, ones}, values{0, 4}, nil, nil},
		"5 < arg0":   {values{6, ones}, values{0, 4, 5}, nil, nil},
		"5 <= arg0":  {values{5, 6}, values{0, 4}, nil, nil},
		"5 > arg0":   {values{0, 4}, values{5, ones}, nil, nil},
		"5 >= arg0":  {values{0, 5}, values{6, ones}, nil, nil},
		"arg0 == -0": {values{0}, values{1, ones}, nil, nil},

		"arg0 <= 0xffffffff":             {values{0, low}, values{1 << 32, ones}, values{0, low, ones, 1 << 32}, values{}},
		"arg0 < 0x80000000":              {values{0, 1<<31 - 1}, values{1 << 31, ones, 1 << 32}, nil, values{1 << 31, ones}},
		"uint32(arg0) == 7":              {values{7, 1<<32 | 7, sign | 7}, values{0, 6, 8}, nil, nil},
		"uint32(arg0) >= 0x80000000":     {values{1 << 31, ones}, values{0, 1<<31 - 1, 1 << 32, sign}, nil, nil},
		"uint32(uint32(arg0)) == 7":      {values{7, 1<<32 | 7}, values{0}, nil, nil},
		"int32(arg0) == -1":              {values{low, ones}, values{0, 1, sign, 1 << 31}, nil, nil},
		"int32(arg0) < 0":                {values{1 << 31, low, ones}, values{0, 1<<31 - 1, sign, 1 << 32}, nil, nil},
		"int32(arg0) >= -0x80000000":     {values{0, 1 << 31, ones}, nil, nil, nil},
		"int32(arg0) <= 0x7fffffff":      {values{0, 1 << 31, ones}, nil, nil, nil},
		"int32(arg0) > 0x7ffffffe":       {values{1<<31 - 1}, values{0, 1 << 31, 1<<31 - 2, ones}, nil, nil},
		"int32(arg0) == FD":              {values{low - 99, ones - 99}, values{100, low - 100}, nil, nil},
		"-5 < int32(arg0)":               {values{low - 3, 0, 5, 1<<31 - 1}, values{low - 4, 1 << 31}, nil, nil},
		"int(arg0) < 0":                  {values{sign, ones}, values{0, 1 << 31, low}, values{1 << 31, low, ones}, values{0, sign}},
		"int(arg0) >= -1":                {values{0, ones, 1<<63 - 1}, values{ones - 1, sign}, nil, values{ones - 1, low - 1, 1 << 31}},
		"int(uint32(arg0)) < 0":          {nil, values{0, 1 << 31, ones}, values{1 << 31, ones}, values{0, sign}},
		"int32(arg0 >> 16) < 0":          {values{1 << 47, ones}, values{0, 1 << 48, 1 << 31}, values{}, values{0, ones, 1 << 47}},
		"int(arg0) == -0x80000000":       {values{1<<64 - 1<<31}, values{1 << 31, sign}, values{1 << 31, 1<<64 - 1<<31}, values{0, sign}},
		"uint32(arg0 >> 4) == 0xfffffff": {values{0xfffffff0, 0xfffffff7}, values{0, 0xffffffff0}, nil, values{0}},

		"arg0 & 6 == 4":          {values{4, 5, 12, 1<<32 | 4}, values{0, 2, 6, 7}, nil, nil},
		"6 & arg0 == 4":          {values{4, 5}, values{6}, nil, nil},
		"arg0 & (MASK|ONE) == 1": {values{1, 3, 0x1001}, values{0, 0x101}, nil, nil},
		"arg0 | 2 == 7":          {values{5, 7}, values{4, 6, 15}, nil, nil},
		"2 | arg0 == 7":          {values{5, 7}, values{4, 6, 15}, nil, nil},
		"arg0 | 2 == 4":          {nil, values{0, 4, 6}, nil, nil},
		"arg0 | 6 >= 8":          {values{8, ones}, values{0, 7}, nil, nil},
		"arg0 ^ 7 == 2":          {values{5}, values{2, 7, 0}, nil, nil},
		"7 ^ arg0 == 2":          {values{5}, values{2, 7, 0}, nil, nil},
		"arg0 &^ 4 == 1":         {values{1, 5}, values{0, 4, 3}, nil, nil},
		"7 &^ arg0 == 2":         {values{5, 13, ones - 2}, values{2, 7, 0}, nil, nil},
		"arg0 << 4 == 0x50":      {values{5, 0xf<<60 | 5}, values{0x50, 0xf<<28 | 5}, values{5, 0xf<<28 | 5}, values{0x50}},
		"arg0 >> 4 == 5":         {values{0x50, 0x5f}, values{5, 0x60}, nil, nil},
		"arg0 >> 32 == 1":        {values{1 << 32, 1<<32 | 7}, values{0, 2 << 32}, values{}, values{0, 1 << 32}},
		"arg0 << 64 == 0":        {values{0, ones}, nil, nil, nil},
		"arg0 >> 63 == 1":        {values{sign, ones}, values{0, low}, values{}, values{0, ones}},
		"arg0 & 6 << 1 == 8":     {values{4, 5, 12}, values{8, 6}, nil, nil},
		"arg0 & (6 << 1) == 8":   {values{8, 9}, values{4, 12}, nil, nil},
		"arg0>>8 & 0xff == 'T'":  {values{0x5400, 0x5413, 0x15400}, values{0x54, 0x5500}, nil, nil},
		"arg0 ^ 0xffffffff < 5":  {values{low, low - 4}, values{low - 5, 0, ones}, nil, values{low - 5, 0}},

		"uint64(arg0) == 7":     {values{7}, values{0, 1<<32 | 7, sign | 7}, values{7, 1<<32 | 7}, values{0, 8}},
		"uint64(fd) == 7":       {values{7}, values{0, 1<<32 | 7, sign | 7}, values{7, 1<<32 | 7}, values{0, 8}},
		"uint64(fd) < 8":        {values{0, 7}, values{8, ones, 1 << 32}, values{0, 7, 1 << 32}, values{8, ones, low}},
		"uint64(fd) > 1<<32":    {values{1<<32 | 1, ones}, values{0, low, 1 << 32}, values{}, values{ones, 0}},
		"uint64(fd)>>32 & 1==1": {values{1 << 32, ones}, values{0, low}, values{}, values{ones}},

		"fd == 7":                       {values{7, 1<<32 | 7, sign | 7}, values{0, 6, 8}, nil, nil},
		"fd >= 0":                       {values{0, 1<<31 - 1, sign, 1 << 32}, values{1 << 31, low, ones}, nil, nil},
		"fd > -1":                       {values{0, 1<<31 - 1, sign}, values{1 << 31, low}, nil, nil},
		"fd < 0":                        {values{1 << 31, low, ones}, values{0, 1<<31 - 1, sign}, nil, nil},
		"fd == -1":                      {values{low, ones, 5<<32 | low}, values{0, low - 1, low << 32}, nil, nil},
		"fd == 0xffffffff":              {values{low, ones}, values{0, low - 1}, nil, nil},
		"fd == FD":                      {values{low - 99, ones - 99}, values{100, low - 100}, nil, nil},
		"fd != -0x80000000":             {values{0, low}, values{1 << 31, sign | 1<<31}, nil, nil},
		"fd & 0x80000001 == 0x80000000": {values{1 << 31, low - 1}, values{0, low, 1}, nil, nil},
		"fd & ^3 == 8":                  {values{8, 11, 1<<32 | 9}, values{12, 7, 1<<31 | 8}, nil, nil},
		"fd &^ 3 == 8":                  {values{8, 11}, values{12, 7}, nil, nil},
		"7 &^ fd == 2":                  {values{5, 13, low - 2}, values{2, 7, 0}, nil, nil},
		"(fd & 0xff00) >> 8 == 'T'":     {values{0x5400, 0x54ff, 1<<32 | 0x5400}, values{0x54, 0x5500}, nil, nil},
		"cmd == 7":                      {values{7, 1<<32 | 7}, values{6, 8}, nil, nil},
		"cmd > 0xfffffffe":              {values{low, ones}, values{low - 1, 0, 1 << 32}, nil, nil},
		"cmd == -1":                     {values{low, ones}, values{0, low - 1}, nil, nil},
		"cmd >> 8 & 0xff == 'T'":        {values{0x5400, 0x15413}, values{0x54, 0x5500}, nil, nil},
		"mode == 0644":                  {values{0644, 1<<16 | 0644, 0xabc<<16 | 0644}, values{0645, 0}, nil, nil},
		"mode >= 0x8000":                {values{0x8000, 0x1ffff, ones}, values{0x7fff, 1 << 16, sign}, nil, nil},
		"mode & 0111 != 0":              {values{1, 0755}, values{0644, 1 << 16}, nil, nil},
		"mode == -1":                    {values{0xffff, ones}, values{0xfffe}, nil, nil},
		"len <= 1<<20":                  {values{0, 1 << 20}, values{1<<20 + 1, low, ones}, nil, nil},
		"len == 5":                      {values{5}, values{1<<32 | 5, 4}, values{5, 1<<32 | 5}, values{4}},
		"off < 0":                       {values{sign, ones}, values{0, 1 << 31}, values{1 << 31, ones}, values{0, sign}},
		"off == -1":                     {values{ones}, values{low, 0}, values{low, ones}, values{0}},
		"flags & 3 == 1":                {values{0, ones}, nil, nil, nil},
		"type & 0xf == 1 || type==-1":   {values{1, 0x801, low}, values{2, 0}, nil, nil},
		"cmd == 7 && flags == 1":        {values{7}, values{6}, nil, nil},

		"arg0 == 1 || arg0 == 2 && arg0 == 3":   {values{1}, values{2, 3}, nil, nil},
		"(arg0 == 1 || arg0 == 2) && arg0 != 2": {values{1}, values{2, 3}, nil, nil},
		"!(arg0 == 1)":                          {values{0, 2}, values{1}, nil, nil},
		"!!(arg0 == 1)":                         {values{1}, values{0}, nil, nil},
		"!(arg0 >= 2) || !(arg0 < 9)":           {values{0, 1, 9, ones}, values{2, 8}, nil, nil},
		"ONE == 1 && arg0 == 2":                 {values{2}, values{1}, nil, nil},
		"ONE != 1 || FD < 0 && arg0 == 2":       {values{2}, values{1}, nil, nil},
		"arg0 == +ONE && -FD == 100 && ^0 < 0":  {values{1}, values{0}, nil, nil},

		"arg0 == 7/2 + 9%4*2 - 1":            {values{4}, values{3}, nil, nil},
		"int32(arg0) == -7/2":                {values{low - 2}, values{low - 3}, nil, nil},
		"int32(arg0) == -7%4":                {values{low - 2}, values{1}, nil, nil},
		"arg0 == 5&^1 ^ 3 | 8 & 9":           {values{15}, values{7}, nil, nil},
		"arg0 == 1<<40>>38":                  {values{4}, values{0}, nil, nil},
		"arg0 == 0x10 || arg0 == 0b1":        {values{16, 1}, values{10, 11}, nil, nil},
		"arg0 == 0o17 || arg0 == 1_0":        {values{15, 10}, values{17, 1}, nil, nil},
		`arg0 == 'a' || arg0 == '\x7f'`:      {values{97, 127}, values{0}, nil, nil},
		"(1<<70 - 1) >> 65 == 31 && arg0==0": {values{0}, values{1}, nil, nil},
	} {
		if c.yes32 == nil {
			c.yes32 = c.yes64
		}
		if c.no32 == nil {
			c.no32 = c.no64
		}
		check(t, text, 64, c.yes64, c.no64)
		check(t, text, 32, c.yes32, c.no32)
	}
}

// check evaluates a condition for values of arg0.
func check(t *testing.T, text string, width int, yes, no []uint64) {
	t.Helper()
	space := argset.NewSpace()
	m := bind(t, space, text, width)
	for want, list := range map[bool][]uint64{true: yes, false: no} {
		for _, v := range list {
			if got := space.Contains(m.Holds, [6]uint64{v, 1, 2, 3, 4, 5}); got != want {
				t.Errorf("%s on %d bits: %v for %#x", text, width, got, v)
			}
		}
	}
}

// TestArguments evaluates a condition on each argument.
func TestArguments(t *testing.T) {
	for i := range 6 {
		space := argset.NewSpace()
		text := fmt.Sprintf("arg%d == 9", i)
		holds := bind(t, space, text, 64).Holds
		var want [6]uint64
		want[i] = 9
		if got := space.Example(holds); got != want {
			t.Errorf("%s holds for %v", text, got)
		}
		var bits [6]uint64
		bits[i] = ones
		if got := space.Bits(holds); got != bits {
			t.Errorf("%s depends on %#x", text, got)
		}
	}
}

// TestSingleSteps counts tests. A comparison of a whole word with a constant needs one
// for each half, a constant condition none.
func TestSingleSteps(t *testing.T) {
	for text, want := range map[string]struct{ bits32, bits64 int }{
		"arg0 == 1":                         {1, 2},
		"uint32(arg0) == 1":                 {1, 1},
		"arg0 >> 32 == 1":                   {0, 1},
		"arg0 & 0x300000000 == 0x100000000": {-1, 1},
		"1 == 1":                            {0, 0},
		"arg0 >= 0":                         {0, 0},
		"arg0 & 0 == 0":                     {0, 0},
		"arg0 | 1 >= 1":                     {0, 0},
	} {
		for width, want := range map[int]int{32: want.bits32, 64: want.bits64} {
			if want < 0 {
				continue
			}
			if got := bind(t, argset.NewSpace(), text, width).Tests; len(got) != want {
				t.Errorf("%s on %d bits: %v, want %d tests", text, width, got, want)
			}
		}
	}
}

// TestProblems expects all problems of wrong conditions, each with its offset in bytes. W
// is the width of the machine.
func TestProblems(t *testing.T) {
	for text, want := range map[string]string{
		"":                 "0: expected operand, found 'EOF'; a condition is a Go expression",
		"arg0 ==":          "7: expected operand, found 'EOF'; a condition is a Go expression",
		"arg0 = 1":         "5: expected '==', found '='; a condition is a Go expression",
		"arg0 == 1 arg1":   "10: expected 'EOF', found arg1; a condition is a Go expression",
		"arg0 == 'ab'":     "8: illegal rune literal; a condition is a Go expression",
		"(arg0 == 1":       "10: expected ')', found newline; a condition is a Go expression",
		"arg0 == 09":       "9: invalid digit '9' in octal literal; a condition is a Go expression",
		"arg0 == \"é\" €1": "13: illegal character U+20AC '€'; a condition is a Go expression",

		"arg0":                  "0: an argument is not a condition; compare it, as in cmd == 1",
		"ONE":                   "0: 1 is not a condition; compare it, as in cmd == 1",
		"int(arg0)":             "0: a signed argument is not a condition; compare it, as in cmd == 1",
		"arg0 == 1.5":           "8: 1.5 is not an integer",
		`"é" == arg0`:           `0: "é" is not an integer`,
		"arg0 == 2i":            "8: 2i is not an integer",
		"arg6 == 1":             "0: no argument arg6; use arg0 to arg5",
		"arg00 == arg9":         "0: no argument arg00; use arg0 to arg5\n9: no argument arg9; use arg0 to arg5",
		"arg0 == NOPE":          "8: unknown constant NOPE; use a constant of the kernel's headers, or define it in a const row",
		"arg == 1":              "0: unknown argument arg; use the kernel's name, or arg0 to arg5",
		"NOPE == arg0 || arg6":  "0: unknown constant NOPE; use a constant of the kernel's headers, or define it in a const row\n16: no argument arg6; use arg0 to arg5",
		"arg0 == unix.O_RDONLY": "8: qualified name; write O_RDONLY",
		"arg0[1] == 1":          "0: unsupported expression; use arguments by name, constants and operators; or arg0 to arg5 with uint32(), int32() and int(), or uint64() of any argument",
		"*arg0 == 1":            "0: unsupported expression; use arguments by name, constants and operators; or arg0 to arg5 with uint32(), int32() and int(), or uint64() of any argument",
		"arg0 == 1 type":        "10: expected 'EOF', found type; a condition is a Go expression",
		"typ0 == 1":             "0: unknown argument typ0; use the kernel's name, or arg0 to arg5",

		"!arg0 == 1":        "0: ! before an argument; use ! before a condition, and - + ^ before a constant",
		"-arg0 == 1":        "0: - before an argument; use ! before a condition, and - + ^ before a constant",
		"^int32(arg0) == 1": "0: ^ before a signed argument; use ! before a condition, and - + ^ before a constant",
		"!1 == 1":           "0: ! before 1; use ! before a condition, and - + ^ before a constant",
		"-(arg0 == 1)":      "0: - before a condition; use ! before a condition, and - + ^ before a constant",
		"&arg0 == 1":        "0: & before an argument; use ! before a condition, and - + ^ before a constant",

		"uint64(arg0 & 1) == 1":    "0: uint64() of an argument; write it around the argument itself, as in uint64(arg0) & 1",
		"uint64(5) == arg0":        "0: uint64() of 5; write it around the argument itself, as in uint64(arg0) & 1",
		"uint16(arg0) == 1":        "0: function uint16(); use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"int32() == 1":             "0: function call; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"int32(arg0, arg1) == 1":   "0: function call; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"int32(arg0...) == 1":      "0: function call; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"unix.Int(arg0) == 1":      "0: function call; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"int32(5) == arg0":         "0: int32() of 5; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"int32(arg0 == 1)":         "0: int32() of a condition; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"uint32(int32(arg0)) == 1": "0: uint32() of a signed argument; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",
		"int(int(arg0)) == 1":      "0: int() of a signed argument; use uint32(), int32() or int() of arg0 to arg5, or uint64() of any argument",

		"uint32(cmd) == 1":   "0: uint32() of cmd; leave out the conversion: a name has the kernel's width and sign",
		"int32(fd & 1) > 0":  "0: int32() of fd; leave out the conversion: a name has the kernel's width and sign",
		"int(len) == 1":      "0: int() of len; leave out the conversion: a name has the kernel's width and sign",
		"cmd > -1":           "0: -1 is negative and cmd has no sign; only == and != accept a negative number there",
		"cmd & 3 == -1":      "0: -1 is negative and bits of cmd have no sign; write the bits as a positive number",
		"cmd == 1<<32":       "0: 4294967296 does not fit cmd: 32 bits",
		"cmd == -1<<31-1":    "0: -2147483649 does not fit cmd: 32 bits",
		"cmd & (1<<32) != 0": "0: 4294967296 does not fit cmd: 32 bits",
		"mode == 0x10000":    "0: 65536 does not fit mode: 16 bits",
		"fd < 0x80000000":    "0: 2147483648 does not fit fd: 32 bits with a sign",
		"fd == 1<<32":        "0: 4294967296 does not fit fd: 32 bits",
		"fd >> 1 == 0":       "0: >> of a signed argument; mask its bits first, as in (fd & 0xff00) >> 8",
		"fd + 1 == 0":        "0: + of an argument; use & | ^ &^ << >> with a constant, or a comparison",
		"-fd == 1":           "0: - before a signed argument; use ! before a condition, and - + ^ before a constant",
		"cmd == flags":       "0: == between an argument and an argument; use one argument and one constant",

		"1 << arg0 == 2":         "0: 1 << an argument; put the argument on the left",
		"1 >> uint32(arg0) == 2": "0: 1 >> an argument; put the argument on the left",
		"arg0 == arg1":           "0: == between an argument and an argument; use one argument and one constant",
		"arg0 & arg1 == 1":       "0: & between an argument and an argument; use one argument and one constant",
		"arg0 < 5 == 1":          "0: == between a condition and 1; use one argument and one constant",
		"(arg0==1) == (arg1==1)": "0: == between a condition and a condition; use one argument and one constant",
		"arg0 && arg1 == 1":      "0: && between an argument and a condition; use a condition on both sides",
		"arg0 == 1 || 2":         "0: || between a condition and 2; use a condition on both sides",

		"arg0 + 1 == 2":           "0: + of an argument; use & | ^ &^ << >> with a constant, or a comparison",
		"2 * arg0 == 2":           "0: * of an argument; use & | ^ &^ << >> with a constant, or a comparison",
		"arg0 % 2 == 0":           "0: % of an argument; use & | ^ &^ << >> with a constant, or a comparison",
		"int32(arg0) & 1 == 0":    "0: & of a signed argument; convert to a signed type last, just before the comparison",
		"int(arg0) >> 1 == 0":     "0: >> of a signed argument; convert to a signed type last, just before the comparison",
		"1 &^ int32(arg0) == 0":   "0: &^ of a signed argument; convert to a signed type last, just before the comparison",
		"arg0 << -1 == 0":         "8: shift by -1; use 0 to 512",
		"arg0 >> 513 == 0":        "8: shift by 513; use 0 to 512",
		"arg0 == 1 << 513":        "13: shift by 513; use 0 to 512",
		"arg0 == 1 >> FD":         "13: shift by -100; use 0 to 512",
		"arg0 == 1 << (1<<80)":    "13: shift by 1208925819614629174706176; use 0 to 512",
		"arg0 == 1 / 0":           "12: division by zero",
		"arg0 == 1 % (ONE-1)":     "12: division by zero",
		"arg0 == -1":              "0: -1 is negative and the argument is unsigned; convert the argument with int32() or int(), or use &^ for a mask",
		"arg0 & ^1 == 0":          "0: -2 is negative and the argument is unsigned; convert the argument with int32() or int(), or use &^ for a mask",
		"uint32(arg0) == FD":      "0: -100 is negative and the argument is unsigned; convert the argument with int32() or int(), or use &^ for a mask",
		"arg0 == 1<<64":           "0: 18446744073709551616 does not fit W bits",
		"uint32(arg0) == 1<<32":   "0: 4294967296 does not fit 32 bits",
		"uint32(arg0) | 1<<32==0": "0: 4294967296 does not fit 32 bits",
		"int32(arg0) >= 1<<31":    "0: 2147483648 does not fit 32 bits with a sign",
		"int32(arg0) < -1<<31-1":  "0: -2147483649 does not fit 32 bits with a sign",
		"1 == 1<<513 || 1/0 == 1": "8: shift by 513; use 0 to 512\n17: division by zero",
		"arg0 == 1 && -1 > arg1":  "13: -1 is negative and the argument is unsigned; convert the argument with int32() or int(), or use &^ for a mask",
	} {
		for _, width := range []int{64, 32} {
			want := strings.ReplaceAll(want, "W bits", fmt.Sprintf("%d bits", width))
			if got := problems(text, width); got != want {
				t.Errorf("%q on %d bits:\n%s\nwant:\n%s", text, width, got, want)
			}
		}
	}
}

// TestProblemsOfWidth uses constants of more than 32 bits.
func TestProblemsOfWidth(t *testing.T) {
	for text, want := range map[string]string{
		"arg0 == HIGH":     "0: 9223372036854775808 does not fit 32 bits",
		"arg0 < 1<<32":     "0: 4294967296 does not fit 32 bits",
		"1<<32 &^ arg0==0": "0: 4294967296 does not fit 32 bits",
		"int(arg0) > 1<<31 || int(arg0) < -1<<31-1": "0: 2147483648 does not fit 32 bits with a sign\n" +
			"21: -2147483649 does not fit 32 bits with a sign",
	} {
		if got := problems(text, 32); got != want {
			t.Errorf("%q on 32 bits:\n%s\nwant:\n%s", text, got, want)
		}
		if got := problems(text, 64); got != "" {
			t.Errorf("%q on 64 bits:\n%s", text, got)
		}
	}
	if got, want := problems("int(arg0) == HIGH", 64), "0: 9223372036854775808 does not fit 64 bits with a sign"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestUnknownNames shows that a problem with a name has the name.
func TestUnknownNames(t *testing.T) {
	e, _ := condition.Parse("arg0 == NOPE && nope == 1 && 1/0 == 1")
	_, list := e.Bind(machine(64), argset.NewSpace())
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	if want := []string{"NOPE", "nope", ""}; !slices.Equal(names, want) {
		t.Errorf("problems %+v, want the names %q", list, want)
	}
}

// TestEqual lists the arguments compared whole. ! and != exchange the lists.
func TestEqual(t *testing.T) {
	for text, want := range map[string]struct{ equal, unequal []string }{
		"flags == 1":                             {[]string{"flags"}, nil},
		"1 == flags":                             {[]string{"flags"}, nil},
		"flags != 1":                             {nil, []string{"flags"}},
		"!(flags != 1)":                          {[]string{"flags"}, nil},
		"!(cmd == 1 || flags != 1)":              {[]string{"flags"}, []string{"cmd"}},
		"cmd == 1 && (flags == 1 || flags == 2)": {[]string{"cmd", "flags", "flags"}, nil},
		"arg1 == 1 || uint32(arg2) == 1":         {[]string{"arg1", "arg2"}, nil},
		"flags & 1 == 1":                         {nil, nil},
		"flags &^ 1 == 0 || flags >> 1 == 1":     {nil, nil},
		"flags >= 1":                             {nil, nil},
	} {
		m := bind(t, argset.NewSpace(), text, 64)
		if !slices.Equal(m.Equal, want.equal) || !slices.Equal(m.Unequal, want.unequal) {
			t.Errorf("%s: equal %q, unequal %q", text, m.Equal, m.Unequal)
		}
	}
}

// TestNamed writes names for arg0 to arg5. The argument arg2 has no name.
func TestNamed(t *testing.T) {
	names := [6]string{0: "fd", 1: "cmd", 3: "flags"}
	for text, want := range map[string]string{
		"arg1 == TIOCSTI":                       "cmd == TIOCSTI",
		"int32(arg0) >= 0 && (arg1)&3 == arg2":  "fd >= 0 && (cmd)&3 == arg2",
		" uint32( arg1 )>>8 == 1 || arg3<arg1 ": " cmd>>8 == 1 || flags<cmd ",
		"uint32(arg2) == 1 && arg10 == arg9":    "uint32(arg2) == 1 && arg10 == arg9",
		"fd == 1 && type == arg0":               "fd == 1 && type == fd",
		"int(uint32(arg0)) == 1":                "int(fd) == 1",
		"uint64(arg0) == 1":                     "uint64(fd) == 1",
	} {
		e, problem := condition.Parse(text)
		if problem != nil {
			t.Fatalf("%s: %v", text, *problem)
		}
		if got := e.Named(names); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	e, _ := condition.Parse("arg3 == 1 || cmd & arg0 == X && arg3 == arg7")
	if got, want := e.Arguments(), []int{0, 3}; !slices.Equal(got, want) {
		t.Errorf("the indexes %v, want %v", got, want)
	}
}

// problems returns the problems of a condition, one per line.
func problems(text string, width int) string {
	e, problem := condition.Parse(text)
	list := []condition.Problem{}
	if problem != nil {
		list = append(list, *problem)
	} else {
		_, list = e.Bind(machine(width), argset.NewSpace())
	}
	var lines []string
	for _, p := range list {
		line := fmt.Sprintf("%d: %s", p.Offset, p.What)
		if p.Hint != "" {
			line += "; " + p.Hint
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
