package expect

import (
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/conditions"
)

// idle lists the architectures without an effect of a row, by profile and syscall: its
// condition is on a 64-bit word, or another row removes it again.
var idle = map[string]string{
	"conversions/prctl":        "386 arm mips mipsle",
	"places/process_vm_writev": "mips mipsle",
	"places/splice":            "mips mipsle",
	"places/copy_file_range":   "mips mipsle",
	"places/move_pages":        "mips mipsle",
	"exceptions/socketcall":    "amd64 arm arm64 loong64 mips64 mips64le riscv64",
	"constants/mmap":           "mips mipsle s390x",
}

// long makes TestSyscallsReachEveryRow test all architectures, as in make test-long.
var long = flag.Bool("long", false, "check the calls of every architecture")

// TestSyscallsReachEveryRow checks that each row decides a syscall: on one architecture
// of each word size and byte order, or with -long on all.
func TestSyscallsReachEveryRow(t *testing.T) {
	o := readOracle(t)
	goarchs := []string{"386", "amd64", "mips", "s390x"}
	if *long {
		goarchs = oracle.GOARCHes()
	}
	for _, goarch := range goarchs {
		t.Run(goarch, func(t *testing.T) {
			t.Parallel()
			for _, row := range unreached(t, o, goarch, syscallsOf(t, goarch)) {
				if !slices.Contains(strings.Fields(idle[row.profile+"/"+row.syscall]), goarch) {
					t.Errorf("%+v decides no call", row)
				}
			}
		})
	}
}

// perArch returns a function to compute a value of each architecture once.
func perArch[V any](compute func(goarch string) (V, error)) func(goarch string) (V, error) {
	once := make(map[string]func() (V, error))
	for _, goarch := range oracle.GOARCHes() {
		once[goarch] = sync.OnceValues(func() (V, error) { return compute(goarch) })
	}
	return func(goarch string) (V, error) { return once[goarch]() }
}

// drawn draws the syscalls of the tests, companionDrawn those for filters of two ABIs.
var (
	drawn          = perArch(func(goarch string) ([]Syscall, error) { return draw(Syscalls, goarch) })
	companionDrawn = perArch(func(goarch string) ([]Syscall, error) { return draw(CompanionSyscalls, goarch) })
)

// draw draws syscalls of goarch.
func draw(syscalls func(*oracle.Oracle, string, uint64) ([]Syscall, error), goarch string) ([]Syscall, error) {
	o, err := shippedOracle()
	if err != nil {
		return nil, err
	}
	return syscalls(o, goarch, 1)
}

// syscallsOf returns the syscalls of the tests.
func syscallsOf(t *testing.T, goarch string) []Syscall {
	t.Helper()
	calls, err := drawn(goarch)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clip(calls)
}

// companionSyscallsOf returns the syscalls of the tests for filters of two ABIs.
func companionSyscallsOf(t *testing.T, goarch string) []Syscall {
	t.Helper()
	calls, err := companionDrawn(goarch)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clip(calls)
}

// someOf returns a few syscalls, for many checks.
func someOf(calls []Syscall) []Syscall {
	var few []Syscall
	for i := 0; i < len(calls); i += 97 {
		few = append(few, calls[i])
	}
	return few
}

// unreached returns the rows for goarch that decide none of the syscalls.
func unreached(t *testing.T, o *oracle.Oracle, goarch string, calls []Syscall) []policyRow {
	t.Helper()
	d, err := newSyscallDrawer(o, conditions.Policy(), goarch, 1)
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Clone(d.rows)
	for i := range rows {
		if _, name := rows[i].target(); name != "" && rows[i].syscall[0] != '-' {
			rows[i].action = fmt.Sprint("trace:", i)
		}
	}
	policy, err := readPolicy(o, policyText(rows...))
	if err != nil {
		t.Fatal(err)
	}
	decided := make(map[uint32]bool)
	for _, c := range calls {
		action, err := policy.Decide(c.Filter, goarch, c.Number, c.Args)
		if err != nil {
			t.Fatal(err)
		}
		decided[action] = true
	}
	var missed []policyRow
	for i, row := range d.rows {
		if only, _ := row.target(); only != "" && only != goarch {
			continue
		}
		if rows[i].action != row.action && !decided[0x7ff00000|uint32(i)] {
			missed = append(missed, row)
		}
	}
	return missed
}
