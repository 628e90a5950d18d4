//go:build generated

package companion

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// execUnder names a program. The test binary with this variable executes it under the
// filter.
const execUnder = "COMPAT_TEST_EXEC"

func TestMain(m *testing.M) {
	path := os.Getenv(execUnder)
	if path == "" {
		os.Exit(m.Run())
	}
	f := blocked()
	fmt.Println(seccomp.Exec(&f, path, []string{path}, nil))
	os.Exit(1)
}

// blocked returns the policy's filter with one syscall blocked.
func blocked() seccomp.Filter {
	f := seccomp.New(Both())
	f.Block(tables.SYS_GETPPID)
	return f
}

// TestPrograms runs a program of either architecture under the filter.
func TestPrograms(t *testing.T) {
	const want = "getpid: 0\nsocket AF_UNIX: 0\nsocket AF_INET: 1\ngetppid: 1\nmount: 1\nunknown: 38\n"
	for _, goarch := range []string{"amd64", "386"} {
		path := filepath.Join(t.TempDir(), "child")
		build := exec.Command("go", "build", "-o", path, "./child")
		build.Env = append(os.Environ(), "GOARCH="+goarch, "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		run := exec.Command(os.Args[0])
		run.Env = append(os.Environ(), execUnder+"="+path)
		out, err := run.CombinedOutput()
		if err != nil || string(out) != want {
			t.Errorf("a program for %s: %v\n%swant\n%s", goarch, err, out, want)
		}
	}
}

// TestBlock blocks a syscall and expects the denial of all its entry points in both ABIs,
// and no other difference.
func TestBlock(t *testing.T) {
	o, err := oracle.Read("../../../../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	plain := instructions(t, seccomp.New(Both()))
	for call, names := range map[tables.Syscall]map[string][]string{
		tables.SYS_MMAP:    {"amd64": {"mmap"}, "386": {"mmap", "mmap2"}},
		tables.SYS_MMAP2:   {"amd64": {"mmap"}, "386": {"mmap", "mmap2"}},
		tables.SYS_CONNECT: {"amd64": {"connect"}, "386": {"connect", "socketcall"}},
		tables.SYS_ALARM:   {"amd64": {"alarm"}, "386": {"alarm"}},
	} {
		f := seccomp.New(Both())
		f.Block(call)
		f.OnViolation(seccomp.Errno(unix.EACCES))
		program := instructions(t, f)
		for goarch, list := range names {
			for name, nr := range o.Numbers(goarch) {
				want := execute(t, plain, goarch, nr)
				if want == 0x50000|uint32(unix.EPERM) || slices.Contains(list, name) {
					want = 0x50000 | uint32(unix.EACCES)
				}
				if got := execute(t, program, goarch, nr); got != want {
					t.Errorf("%s blocked: %s on %s: %#x, want %#x", call, name, goarch, got, want)
				}
			}
		}
	}
}

// TestOthers expects kill for syscalls of x32 and of a third architecture.
func TestOthers(t *testing.T) {
	program := instructions(t, blocked())
	for nr := range uint32(548) {
		if got := execute(t, program, "amd64", 1<<30|nr); got != 0x80000000 {
			t.Errorf("x32 call %d: %#x", nr, got)
		}
		if got := execute(t, program, "arm", nr); got != 0x80000000 {
			t.Errorf("call %d of arm: %#x", nr, got)
		}
	}
}

func instructions(t *testing.T, f seccomp.Filter) []bpf.Instruction {
	t.Helper()
	program, err := f.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]bpf.Instruction, len(program))
	for i, ins := range program {
		out[i] = bpf.Instruction{Code: ins.Code, JT: ins.Jt, JF: ins.Jf, K: ins.K}
	}
	return out
}

// execute runs a program on a syscall with zero arguments.
func execute(t *testing.T, program []bpf.Instruction, goarch string, nr uint32) uint32 {
	t.Helper()
	value, _, err := prove.Run(program, oracle.AuditArch[goarch], nr)
	if err != nil {
		t.Fatal(err)
	}
	return value
}
