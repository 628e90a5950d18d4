package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// policyOf writes a policy with the given rows and returns its path.
func policyOf(t testing.TB, rows ...string) string {
	t.Helper()
	text := "profile,syscall,action,when,why\n" + strings.Join(rows, "\n") + "\n"
	path := filepath.Join(t.TempDir(), "policy.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDumpCall follows syscalls, and compares the tests of arguments. The tests of numbers
// are up to the compiler.
func TestDumpCall(t *testing.T) {
	file := policyOf(t,
		"tiny,read,,,",
		"tiny,socket,,family == AF_UNIX,",
		"tiny,-socketcall,,,",
		"tiny,fchmod,errno:EDEADLK,,",
		"tiny,brk,,int(arg0) < 0,",
		"tiny,brk,trace:7,brk & 0xf0f == 0x101,",
		"tiny,violation,errno:EPERM,,",
	)
	const (
		each = "each time: the allow cache has only known numbers that are always allowed"
		none = "none from Linux 5.11 on: the allow cache has the number"
	)
	for _, test := range []struct {
		call, head string
		way        []string
		end, cache string
	}{
		{"amd64 read", "0 read (0, 0, 0, 0, 0, 0), the last 6 default to 0", nil, "allow", none},
		{"amd64 0", "0 read (0, 0, 0, 0, 0, 0), the last 6 default to 0", nil, "allow", none},
		{"amd64 write 1 2 3 4 5 6", "1 write (1, 2, 3, 4, 5, 6)", nil, "errno EPERM (1): violation", each},
		{"amd64 0x2000000", "0x2000000 (0, 0, 0, 0, 0, 0), the last 6 default to 0", nil, "errno ENOSYS (38): unknown", each},
		{"amd64 fchmod 3", "91 fchmod (3, 0, 0, 0, 0, 0), the last 5 default to 0", nil, "errno EDEADLK (35)", each},
		{"mips fchmod 3", "4094 fchmod (3, 0, 0, 0, 0, 0), the last 5 default to 0", nil, "errno EDEADLK (45)", "each time: mips has no allow cache"},
		{"amd64 socket AF_UNIX SOCK_STREAM|SOCK_CLOEXEC|0x800", "41 socket (1, 526337, 0, 0, 0, 0), the last 4 default to 0",
			[]string{"load family.low 0x1 AF_UNIX", "family.low == 0x1 AF_UNIX 0x1 AF_UNIX yes"}, "allow", each},
		{"amd64 socket 0x1_0000_0001", "41 socket (0x100000001, 0, 0, 0, 0, 0), the last 5 default to 0",
			[]string{"load family.low 0x1 AF_UNIX", "family.low == 0x1 AF_UNIX 0x1 AF_UNIX yes"}, "allow", each},
		{"386 socket AF_UNIX", "359 socket (1, 0, 0, 0, 0, 0), the last 5 default to 0",
			[]string{"load family.low 0x1 AF_UNIX", "family.low == 0x1 AF_UNIX 0x1 AF_UNIX yes"}, "allow", each},
		{"ppc socket AF_UNIX", "326 socket (1, 0, 0, 0, 0, 0), the last 5 default to 0",
			[]string{"load family.low 0x1 AF_UNIX", "family.low == 0x1 AF_UNIX 0x1 AF_UNIX yes"}, "allow", each},
		{"s390x socket AF_INET", "359 socket (2, 0, 0, 0, 0, 0), the last 5 default to 0",
			[]string{"load family.low 0x2", "family.low == 0x1 AF_UNIX 0x2 no"}, "errno EPERM (1): violation", each},
		{"amd64 brk -2", "12 brk (0xfffffffffffffffe, 0, 0, 0, 0, 0), the last 5 default to 0",
			[]string{"load brk.high 0xffffffff", "brk.high >= 0x80000000 0xffffffff yes"}, "allow", each},
		{"386 brk -2", "45 brk (0xfffffffe, 0, 0, 0, 0, 0), the last 5 default to 0",
			[]string{"load brk.low 0xfffffffe", "brk.low >= 0x80000000 0xfffffffe yes"}, "allow", each},
		{"s390x brk (0xf1f1)", "45 brk (61937, 0, 0, 0, 0, 0), the last 5 default to 0",
			[]string{"load brk.high 0x0", "brk.high >= 0x80000000 0x0 no", "load brk.low 0xf1f1", "keep brk.low & 0xf0f 0x101", "brk.low & 0xf0f == 0x101 0x101 yes"}, "trace 7", each},
	} {
		words := strings.Fields(test.call)
		stdout, _ := expect(t, 0, append([]string{"dump", "-policy", file, "-profile", "tiny", "-arch"}, words...)...)
		head, way, end, cache := dumped(t, stdout)
		if want := "tiny on " + words[0] + ": " + test.head; head != want {
			t.Errorf("%s begins with %q, want %q", test.call, head, want)
		}
		if strings.Join(way, "\n") != strings.Join(test.way, "\n") {
			t.Errorf("%s looks at arguments by\n%s\nwant\n%s", test.call, strings.Join(way, "\n"), strings.Join(test.way, "\n"))
		}
		if end != test.end || !strings.HasSuffix(cache, " instructions, "+test.cache) {
			t.Errorf("%s ends with %q and %q, want %q and %q", test.call, end, cache, test.end, test.cache)
		}
	}
}

// places matches the places of instructions.
var places = regexp.MustCompile(` \? \d+ : \d+|, to \d+|^\d+ `)

// dumped divides the output for one syscall: the first line, the steps for arguments
// without places, and the last two lines.
func dumped(t *testing.T, text string) (head string, arguments []string, end, cache string) {
	t.Helper()
	parts := strings.Split(strings.TrimSuffix(text, "\n"), "\n\n")
	if len(parts) != 3 {
		t.Fatalf("%d parts, want 3:\n%s", len(parts), text)
	}
	for line := range strings.Lines(parts[1]) {
		if strings.Contains(line, ".low") || strings.Contains(line, ".high") {
			line = strings.Join(strings.Fields(line), " ")
			arguments = append(arguments, places.ReplaceAllString(line, ""))
		}
	}
	end, cache, _ = strings.Cut(parts[2], "\n")
	return parts[0], arguments, end, cache
}

// TestDumpWhole compares one whole output.
func TestDumpWhole(t *testing.T) {
	file := policyOf(t, "tiny,socket,,family == AF_UNIX,", "tiny,-socketcall,,,")
	stdout, _ := expect(t, 0, "dump", "-policy", file, "-arch", "riscv64", "-profile", "tiny", "socket", "AF_INET", "SOCK_STREAM", "0")
	const want = `tiny on riscv64: 198 socket (2, 1, 0, 0, 0, 0), the last 3 default to 0

   0  load arch                           riscv64
   1  arch == riscv64 ? 3 : 2             riscv64     yes, to 3
   3  load nr                             198 socket
   4  nr == 198 socket ? 7 : 5            198 socket  yes, to 7
   7  load family.low                     0x2
   8  family.low == 0x1 AF_UNIX ? 9 : 10  0x2         no, to 10
  10  kill the process

kill the process: violation
7 of 12 instructions, each time: the allow cache has only known numbers that are always allowed
`
	if stdout != want {
		t.Errorf("dump printed\n%s\nwant\n%s", stdout, want)
	}
}

// TestDumpCompat prints the program for two ABIs, and follows a syscall of each.
func TestDumpCompat(t *testing.T) {
	file := policyOf(t, "tiny,socket,,family == AF_UNIX,", "tiny,-socketcall,,,")
	of := func(goarch string, call ...string) string {
		stdout, _ := expect(t, 0, append([]string{"dump", "-policy", file, "-profile", "tiny", "-compat", "-arch", goarch}, call...)...)
		return stdout
	}
	whole := of("ppc64")
	if whole != of("ppc") {
		t.Error("the programs for ppc64 and ppc are not the same one")
	}
	for _, text := range []string{"; arch == ppc64 ? 5 : 2  [", "; arch == ppc ? 3 : 4  [another architecture]", "; load family.low  [326 socket]", "; load family.low  [ppc: 326 socket]"} {
		if !strings.Contains(whole, text) {
			t.Errorf("the assembly lacks %q:\n%s", text, whole)
		}
	}
	for _, test := range []struct {
		goarch string
		way    []string
	}{
		{"ppc64", []string{"load family.low 0x1 AF_UNIX", "family.low == 0x1 AF_UNIX 0x1 AF_UNIX yes"}},
		{"ppc", []string{"load family.low 0x1 AF_UNIX", "family.low == 0x1 AF_UNIX 0x1 AF_UNIX yes"}},
	} {
		head, way, end, _ := dumped(t, of(test.goarch, "socket", "AF_UNIX"))
		if want := "tiny on " + test.goarch + ": 326 socket (1, 0, 0, 0, 0, 0), the last 5 default to 0"; head != want || end != "allow" {
			t.Errorf("on %s a socket begins with %q and ends with %q", test.goarch, head, end)
		}
		if strings.Join(way, "\n") != strings.Join(test.way, "\n") {
			t.Errorf("on %s a socket looks at arguments by\n%s", test.goarch, strings.Join(way, "\n"))
		}
	}
}

// TestDumpPolicy prints the program of a policy in two formats, with the built-in catalog.
func TestDumpPolicy(t *testing.T) {
	file := policyOf(t, "tiny,socket,,family == AF_UNIX,", "tiny,-socketcall,,,")
	t.Chdir(t.TempDir())
	stdout, _ := expect(t, 0, "dump", "-policy", file, "-arch", "arm64", "-profile", "tiny")
	for _, text := range []string{"; load family.low  [198 socket]", "; errno 38  ["} {
		if !strings.Contains(stdout, text) {
			t.Errorf("the assembly lacks %q:\n%s", text, stdout)
		}
	}
	expect(t, 0, "dump", "-arch", "arm64", "-profile", "minimal", "-format", "json")
	// Other profiles and architectures do not matter.
	file = policyOf(t, "first,read,,,", "second,write,,,", "second,mmap,,prot == 1,")
	if stdout, _ = expect(t, 0, "dump", "-policy", file, "-arch", "arm64", "-profile", "second", "write"); !strings.Contains(stdout, "\nallow\n") {
		t.Errorf("write under the second profile:\n%s", stdout)
	}
	if _, stderr := expect(t, 1, "dump", "-policy", file, "-arch", "s390x", "-profile", "first"); !strings.Contains(stderr, "prot of mmap is behind a pointer on s390x") {
		t.Errorf("on s390x:\n%s", stderr)
	}
	expect(t, 0, "dump", "-arch", "arm64", "-profile", "minimal", "openat", "AT_FDCWD")
}

// TestDumpNegative dumps negative numbers. The kernel's number is an int.
func TestDumpNegative(t *testing.T) {
	for call, want := range map[string]string{
		"-1":               "minimal on amd64: 0xffffffff (0, 0, 0, 0, 0, 0)",
		"-0x8000_0000 7":   "minimal on amd64: 0x80000000 (7, 0, 0, 0, 0, 0)",
		"-- -1 -2":         "minimal on amd64: 0xffffffff (0xfffffffffffffffe, 0, 0, 0, 0, 0)",
		"read -1":          "minimal on amd64: 0 read (0xffffffffffffffff, 0, 0, 0, 0, 0)",
		"4294967295 -2 -1": "minimal on amd64: 0xffffffff (0xfffffffffffffffe, 0xffffffffffffffff, 0, 0, 0, 0)",
	} {
		stdout, _ := expect(t, 0, append([]string{"dump", "-arch", "amd64", "-profile", "minimal"}, strings.Fields(call)...)...)
		if !strings.HasPrefix(stdout, want) {
			t.Errorf("dump %s:\n%s\nwant %s", call, stdout, want)
		}
	}
}

// TestDumpWrong compares the messages for wrong arguments.
func TestDumpWrong(t *testing.T) {
	file := policyOf(t, "tiny,read,,,", "small,write,,,")
	for _, test := range []struct {
		arguments, want string
	}{
		{"amd64 -profile minimal opne", `unknown syscall "opne"; did you mean open?`},
		{"amd64 -profile minimal xxxxxxxxxxxxxxxx", `unknown syscall "xxxxxxxxxxxxxxxx"; want a name of syscalls.csv or a number less than 1<<32`},
		{"amd64 -profile minimal openat -format json", "-format after SYSCALL; put it before SYSCALL"},
		{"amd64 -profile minimal 0x1_0000_0000", `unknown syscall "0x1_0000_0000"; want a name of`},
		{"amd64 -profile minimal mmap2", "amd64 has no syscall mmap2; use mmap"},
		{"386 -profile minimal accept", "386 has no syscall accept; use socketcall"},
		{"arm64 -profile minimal fork", "arm64 has no syscall fork; use another syscall or a number"},
		{"amd64 -profile minimal read 1 2 3 4 5 6 7", "7 arguments of read; want at most 6"},
		{"amd64 -profile minimal read 1 0x1_0000_0000_0000_0000", "arg1 of read: 0x1_0000_0000_0000_0000 does not fit; want a number of 64 bits"},
		{"386 -profile minimal read 0x1_0000_0000", "arg0 of read: 0x1_0000_0000 does not fit; want a number of 32 bits"},
		{"386 -profile minimal read -0x8000_0001", "arg0 of read: -0x8000_0001 does not fit; want a number of 32 bits"},
		{"amd64 -profile minimal read O_RODNLY", "arg0 of read: unknown constant O_RODNLY; want an integer, a constant, or several with | between them"},
		{"arm64 -profile minimal mmap 0 0 0 MAP_32BIT", "arg3 of mmap: constant MAP_32BIT does not exist on arm64; use another or its value"},
		{"amd64 -profile minimal read 1.5", "arg0 of read: 1.5; want an integer"},
		{"amd64 -profile minimal read 1+2", "arg0 of read: 1 + 2; want an integer"},
		{"amd64 -profile minimal read 1|", `arg0 of read: "1|"; want an integer`},
		{"amd64 -profile minimal -1 -format json", "-format after SYSCALL; put it before SYSCALL"},
		{"amd64 -profile minimal -0x8000_0001", "flag provided but not defined: -0x8000_0001"},
		{"amd64 read", "no -profile; name a built-in profile, or one of -policy"},
		{"amd64 -profile minimal -format json read", "-format json with SYSCALL; give one of them"},
		{"amd64 -profile minimal -compat read", "-compat without -policy; built-in profiles are for one architecture each"},
		{"s390x -profile minimal -compat read", "-compat: s390x has no companion ABI; want one of 386, amd64, arm, arm64, mips, mips64, mips64le, mipsle, ppc64, ppc"},
		{"amd64 -profile middling read", `unknown profile "middling"; want one of essential, `},
		{"amd64 -profile minimal -policy " + file, ` has no profile "minimal"; want one of tiny, small`},
	} {
		_, stderr := expect(t, 2, append([]string{"dump", "-arch"}, strings.Fields(test.arguments)...)...)
		if !strings.Contains(stderr, test.want) || !isShortHelp(stderr, "dump") {
			t.Errorf("dump -arch %s: %s\nwant %s and how to get help", test.arguments, stderr, test.want)
		}
	}
	wrong := policyOf(t, "tiny,raed,,,")
	if _, stderr := expect(t, 1, "dump", "-arch", "amd64", "-policy", wrong, "-profile", "tiny", "read"); !strings.Contains(stderr, `policy.csv:2:6: unknown syscall "raed"; did you mean read?`) {
		t.Errorf("a wrong policy: %s", stderr)
	}
}
