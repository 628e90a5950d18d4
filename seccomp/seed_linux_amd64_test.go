package seccomp_test

import (
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// The tests of the Rust crate in shared/seed, one for one. The crate supports x86-64
// alone.

func allowedBy(p tables.Profile) *seccomp.Filter {
	f := seccomp.New(p)
	return &f
}

func expectAllowed(t *testing.T, f *seccomp.Filter, want bool, calls ...tables.Syscall) {
	t.Helper()
	for _, s := range calls {
		if f.Allowed(s) != want {
			t.Errorf("%s: Allowed(%v) = %v, want %v", f.Profile().Name(), s, !want, want)
		}
	}
}

func TestSeedProfileAll(t *testing.T) {
	if n := len(tables.Profiles()); n != 6 {
		t.Errorf("%d profiles, want 6", n)
	}
}

func TestSeedProfileDescription(t *testing.T) {
	essential, minimal, network := tables.Essential().Description(), tables.Minimal().Description(), tables.Network().Description()
	if essential == "" || essential == minimal || minimal == network {
		t.Errorf("descriptions %q, %q, %q", essential, minimal, network)
	}
}

func TestSeedEssential(t *testing.T) {
	f := allowedBy(tables.Essential())
	expectAllowed(t, f, true,
		tables.SYS_READ, tables.SYS_WRITE, tables.SYS_EXIT, tables.SYS_EXECVE, tables.SYS_MMAP, tables.SYS_BRK,
		tables.SYS_OPENAT, tables.SYS_CLOSE, tables.SYS_ARCH_PRCTL, tables.SYS_FUTEX, tables.SYS_GETPID,
		tables.SYS_GETTID, tables.SYS_LSEEK, tables.SYS_FCNTL)
	expectAllowed(t, f, false,
		tables.SYS_CLONE, tables.SYS_RT_SIGACTION, tables.SYS_NANOSLEEP, tables.SYS_SOCKET, tables.SYS_PTRACE, tables.SYS_MKDIR)
	if n := f.Len(); n < 35 || n > 50 {
		t.Errorf("%d calls, want 35 to 50", n)
	}
}

func TestSeedMinimal(t *testing.T) {
	f := allowedBy(tables.Minimal())
	expectAllowed(t, f, true,
		tables.SYS_READ, tables.SYS_WRITE, tables.SYS_EXIT, tables.SYS_CLONE3, tables.SYS_LSEEK,
		tables.SYS_SCHED_GETAFFINITY, tables.SYS_NANOSLEEP, tables.SYS_GETTID, tables.SYS_RT_SIGACTION)
	expectAllowed(t, f, false, tables.SYS_PTRACE, tables.SYS_MKDIR, tables.SYS_SOCKET)
	if n := f.Len(); n <= 100 {
		t.Errorf("%d calls, want over 100", n)
	}
}

func TestSeedIOHeavy(t *testing.T) {
	f := allowedBy(tables.IOHeavy())
	expectAllowed(t, f, true, tables.SYS_READ, tables.SYS_MKDIR, tables.SYS_UNLINK, tables.SYS_CLONE, tables.SYS_RT_SIGACTION)
	if f.Len() <= allowedBy(tables.Minimal()).Len() {
		t.Error("io-heavy allows no more than minimal")
	}
}

func TestSeedNetwork(t *testing.T) {
	expectAllowed(t, allowedBy(tables.Network()), true,
		tables.SYS_SOCKET, tables.SYS_CONNECT, tables.SYS_BIND, tables.SYS_MKDIR, tables.SYS_SCHED_SETSCHEDULER)
}

func TestSeedAllowSyscall(t *testing.T) {
	// The seed allows any name. Here it is a number missing from the tables.
	const custom = tables.Syscall(500)
	f := allowedBy(tables.Minimal())
	expectAllowed(t, f, false, custom)
	f.Allow(custom)
	expectAllowed(t, f, true, custom)
}

func TestSeedBlockSyscall(t *testing.T) {
	f := allowedBy(tables.Minimal())
	f.Block(tables.SYS_READ)
	expectAllowed(t, f, false, tables.SYS_READ)
}

func TestSeedBlockOverridesAllow(t *testing.T) {
	f := allowedBy(tables.Minimal())
	expectAllowed(t, f, true, tables.SYS_WRITE)
	f.Block(tables.SYS_WRITE)
	f.Allow(tables.SYS_WRITE)
	expectAllowed(t, f, false, tables.SYS_WRITE)
}

// blockAll blocks every syscall of a profile. The seed empties the set itself.
func blockAll(p tables.Profile) *seccomp.Filter {
	f := allowedBy(p)
	f.Block(slices.Collect(p.All())...)
	return f
}

func TestSeedValidate(t *testing.T) {
	if err := allowedBy(tables.Minimal()).Validate(); err != nil {
		t.Error(err)
	}
	if blockAll(tables.Minimal()).Validate() == nil {
		t.Error("minimal with no call left is valid")
	}
}

func TestSeedExport(t *testing.T) {
	list := slices.Collect(allowedBy(tables.Minimal()).All())
	if len(list) == 0 || !slices.Contains(list, tables.SYS_READ) || !slices.IsSorted(list) {
		t.Errorf("All() = %v", list)
	}
}

func TestSeedKillOnViolation(t *testing.T) {
	f := allowedBy(tables.Minimal())
	if f.Violation() != seccomp.KillProcess {
		t.Errorf("Violation() = %#x, want a kill", f.Violation())
	}
	f.OnViolation(seccomp.Log)
	if f.Violation() == seccomp.KillProcess {
		t.Error("OnViolation changed nothing")
	}
}

func TestSeedValidateUnrestrictedWithNoAllowed(t *testing.T) {
	if err := blockAll(tables.Unrestricted()).Validate(); err != nil {
		t.Error(err)
	}
}

func TestSeedProfilesAreCumulative(t *testing.T) {
	profiles := tables.Profiles()
	for i, upper := range profiles[1:] {
		lower := profiles[i]
		for s := range lower.All() {
			if !upper.Allows(s) {
				t.Errorf("%s allows %v, %s does not", lower.Name(), s, upper.Name())
			}
		}
		if upper.Len() <= lower.Len() {
			t.Errorf("%s allows %d calls, %s %d", lower.Name(), lower.Len(), upper.Name(), upper.Len())
		}
	}
}
