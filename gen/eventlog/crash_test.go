package eventlog_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// signalFiles maps the architectures to the part of the file in Go's source with their
// registers.
var signalFiles = map[string]string{
	"mips": "mipsx", "mipsle": "mipsx", "mips64": "mips64x", "mips64le": "mips64x", "ppc64": "ppc64x", "ppc64le": "ppc64x",
	"s390x": "linux_s390x",
}

// syscallRegisters lists the register with the number of a syscall, and those with its
// arguments: see syscall(2).
var syscallRegisters = map[string]string{
	"386": "eax ebx ecx edx esi edi ebp", "amd64": "rax rdi rsi rdx r10 r8 r9", "arm": "r7 r0 r1 r2 r3 r4 r5",
	"arm64": "r8 r0 r1 r2 r3 r4 r5", "loong64": "r11 r4 r5 r6 r7 r8 r9", "mips": "r2 r4 r5 r6 r7", "mipsle": "r2 r4 r5 r6 r7",
	"mips64": "r2 r4 r5 r6 r7 r8 r9", "mips64le": "r2 r4 r5 r6 r7 r8 r9", "ppc64": "r0 r3 r4 r5 r6 r7 r8",
	"ppc64le": "r0 r3 r4 r5 r6 r7 r8", "riscv64": "a7 a0 a1 a2 a3 a4 a5", "s390x": "r1 r2 r3 r4 r5 r6 r7",
}

// goRoot returns the root of Go, "" if the go command fails.
var goRoot = sync.OnceValue(func() string {
	root, _ := exec.Command("go", "env", "GOROOT").Output()
	return strings.TrimSpace(string(root))
})

// printed matches a register in function dumpregs of Go's source: its text, and the end of
// the text after its value.
var printed = regexp.MustCompile(`print\("([a-z0-9]+) *", hex\(c\.[a-z0-9]+\(\)\), "(\\[nt])"\)`)

// dumpOf returns the registers as Go prints them on an architecture, read from Go's source.
// Others than those of values have the value other.
func dumpOf(t *testing.T, goarch string, values map[string]uint64, other uint64) string {
	t.Helper()
	part := signalFiles[goarch]
	if part == "" {
		part = goarch
	}
	source, err := os.ReadFile(filepath.Join(goRoot(), "src/runtime/signal_"+part+".go"))
	if err != nil {
		t.Fatal(err)
	}
	_, body, ok := strings.Cut(string(source), "func dumpregs(")
	if body, _, _ = strings.Cut(body, "\n}\n"); !ok {
		t.Fatalf("%s: no function dumpregs", goarch)
	}
	var b strings.Builder
	for _, m := range printed.FindAllStringSubmatch(body, -1) {
		v, ok := values[m[1]]
		if !ok {
			v = other
		}
		fmt.Fprintf(&b, "%-6s 0x%x%s", m[1], v, map[string]string{`\n`: "\n", `\t`: "\t"}[m[2]])
	}
	return b.String()
}

// TestCrashes reads a crash in kill(7, SIGKILL) on each architecture, with the registers as
// this version of Go prints them. The byte order of mips and ppc64 comes from a file of
// the stack, or from the list of architectures.
func TestCrashes(t *testing.T) {
	for _, a := range arch.Targets {
		number, _ := event.Number("kill", a)
		names := strings.Fields(syscallRegisters[a.GOARCH])
		values := map[string]uint64{names[0]: uint64(number), names[1]: 7, names[2]: 9}
		other := uint64(1) << (a.Width - 4)
		dump := dumpOf(t, a.GOARCH, values, other)
		const begin = "SIGSYS: bad system call\nPC=0x1 m=0 sigcode=1\n\ngoroutine 1 gp=0x1 m=0 mp=0x1 [syscall]:\n"
		file := fmt.Sprintf("syscall.kill(...)\n\t/go/src/syscall/zsyscall_linux_%s.go:7\n\n", a.GOARCH)
		want := fmt.Sprintf("1 %s kill(pid=7, sig=SIGKILL) code 0x30000\n", a.GOARCH)
		for _, log := range []string{begin + file + dump, begin + file + strings.ReplaceAll(dump, "\t", " ")} {
			if got, errs := read(log); got != want || errs != "" {
				t.Errorf("with a file of the stack: %s%s, want %s", got, errs, want)
			}
			inJournal := strings.ReplaceAll(strings.TrimSpace("\n"+log), "\n", "\nNov  7 10:00:00 web1 app[7]: ")
			wantInJournal := strings.Replace(want, "1 ", `1 Nov  7 10:00:00 pid 7 comm "app" exe "" `, 1)
			if got, errs := read("Nov  7 10:00:00 web1 app[7]: " + inJournal); got != wantInJournal || errs != "" {
				t.Errorf("in the journal: %s%s, want %s", got, errs, wantInJournal)
			}
		}
		if got, errs := read(begin+dump, a); got != want || errs != "" {
			t.Errorf("from a list of architectures: %s%s, want %s", got, errs, want)
		}
		if got, errs := read(begin + file + dump[:len(dump)/2]); got != "" || errs == "" {
			t.Errorf("%s: half of the registers are %s", a.GOARCH, got)
		}
	}
}

// TestByteOrders reads crashes on mips and ppc64 without a sign of the byte order: the
// other architecture is named.
func TestByteOrders(t *testing.T) {
	const text = "read(fd=0x40000000, buf=0x40000000, count=0x40000000)"
	for goarch, want := range map[string]string{"mips": "1 mipsle " + text + " or mips code 0x30000\n", "ppc64": "1 ppc64le " + text + " or ppc64 code 0x30000\n"} {
		a := arch.ByGOARCH(goarch)
		number, _ := event.Number("read", a)
		dump := dumpOf(t, goarch, map[string]uint64{strings.Fields(syscallRegisters[goarch])[0]: uint64(number)}, 1<<30)
		if got, errs := read("SIGSYS: bad system call\n" + dump); got != want || errs != "" {
			t.Errorf("%s%s, want %s", got, errs, want)
		}
	}
}
