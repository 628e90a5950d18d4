package xsys_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/xsys"
)

const shipped = "../../syscalls.csv"

func read(t *testing.T) (*catalog.File, xsys.Numbers) {
	t.Helper()
	data, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	f, err := catalog.Read(shipped, data)
	if err != nil {
		t.Fatal(err)
	}
	numbers, err := xsys.Read("../..")
	if err != nil {
		t.Fatal(err)
	}
	return f, numbers
}

func TestShippedIsUpToDate(t *testing.T) {
	f, numbers := read(t)
	if changes := xsys.Merge(f, numbers); len(changes) > 0 {
		t.Errorf("x/sys/unix has moved on:\n%s", strings.Join(changes, "\n"))
	}
}

// TestPPC checks the numbers of ppc. It has no column.
func TestPPC(t *testing.T) {
	_, numbers := read(t)
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	ppc := arch.ByGOARCH("ppc")
	want := numbers[ppc.Index]
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		got, ok := s.Number(ppc)
		if n, exists := want[s.Name]; ok != exists || got != n {
			t.Errorf("%s on ppc is %d %v, x/sys/unix has %d %v", s.Name, got, ok, n, exists)
		}
		delete(want, s.Name)
	}
	for name, n := range want {
		t.Errorf("%s on ppc, %d, is in no row", name, n)
	}
}

// TestNumbers checks some numbers against the kernel's own tables, known by heart.
func TestNumbers(t *testing.T) {
	_, numbers := read(t)
	for _, want := range []struct {
		goarch, name string
		number       uint32
	}{
		{"amd64", "openat", 257},
		{"386", "openat", 295},
		{"arm", "openat", 322},
		{"arm64", "openat", 56},
		{"mips", "openat", 4288},
		{"mips64le", "openat", 5247},
		{"ppc64", "openat", 286},
		{"s390x", "openat", 288},
		{"arm", "set_tls", 0xf0005},
		{"riscv64", "riscv_hwprobe", 258},
	} {
		if got := numbers[arch.ByGOARCH(want.goarch).Index][want.name]; got != want.number {
			t.Errorf("%s on %s is %d, want %d", want.name, want.goarch, got, want.number)
		}
	}
	for i, of := range numbers {
		for _, name := range []string{"arch_specific_syscall", "syscall_mask", "reserved82", "unused18"} {
			if n, ok := of[name]; ok {
				t.Errorf("%s on %s is %d, not a syscall", name, arch.All[i].GOARCH, n)
			}
		}
	}
}

// TestMerge changes the numbers as a new x/sys/unix would.
func TestMerge(t *testing.T) {
	f, numbers := read(t)
	amd64 := arch.ByGOARCH("amd64").Index
	numbers[amd64]["openat"] = 1000
	numbers[amd64]["new_call"] = 600
	delete(numbers[amd64], "time")
	for i := range numbers {
		delete(numbers[i], "tuxcall")
	}
	changes := xsys.Merge(f, numbers)
	want := []string{
		"added new_call on amd64: 600",
		"removed time on amd64: was 201",
		"removed tuxcall on amd64: was 184",
		"removed tuxcall on ppc64: was 225",
		"removed tuxcall on ppc64le: was 225",
		"removed tuxcall: no architecture has it any more",
		"renumbered openat on amd64: was 257, is 1000",
	}
	slices.Sort(changes)
	slices.Sort(want)
	if !slices.Equal(changes, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(changes, "\n"), strings.Join(want, "\n"))
	}
	text := string(f.Format())
	for _, line := range []string{
		"\nopenat,essential,,file-system,seed,57323,295,1000,322,",
		"\nnew_call,,,,,,,600,,,,,,,,,,,\n",
		"\n# tier 2 minimal: ",
	} {
		if !strings.Contains(text, line) {
			t.Errorf("the file lacks %q", line)
		}
	}
	if strings.Contains(text, "\ntuxcall,") {
		t.Error("a row that no architecture has was kept")
	}
	if _, err := catalog.Load("updated", []byte(text)); err != nil {
		t.Errorf("the updated file is wrong: %v", err)
	}
}
