//go:build linux

package tables_test

import (
	"runtime"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// catalog reads the CSV. The tests compare the tables with it.
func catalog(t testing.TB) *oracle.Oracle {
	t.Helper()
	o, err := oracle.Read("../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestNames(t *testing.T) {
	o := catalog(t)
	numbers := o.Numbers(runtime.GOARCH)
	seen := make(map[tables.Syscall]string)
	for _, name := range o.Names() {
		s, ok := tables.Lookup(name)
		if !ok || s.String() != name {
			t.Errorf("Lookup(%q) = %d, %v, whose name is %s", name, uint32(s), ok, s)
		}
		if other, taken := seen[s]; taken {
			t.Errorf("%s and %s are both %d", name, other, uint32(s))
		}
		seen[s] = name
		n, exists := numbers[name]
		switch {
		case exists != s.Exists():
			t.Errorf("%s exists: %v, want %v", name, s.Exists(), exists)
		case exists && uint32(s) != n:
			t.Errorf("%s is %d, want %d", name, uint32(s), n)
		case !exists && s < 1<<31:
			t.Errorf("%s is %d, want a pseudo-number at or above 1<<31", name, uint32(s))
		}
	}
	if len(seen) < 500 {
		t.Errorf("%d names, want over 500", len(seen))
	}
}

func TestNoName(t *testing.T) {
	for _, name := range []string{"", "a", "openat ", "OPENAT", "opena", "openatt", "zzz", "_"} {
		if s, ok := tables.Lookup(name); ok {
			t.Errorf("Lookup(%q) = %v", name, s)
		}
	}
	for s, want := range map[tables.Syscall]string{
		9999:      "syscall(9999)",
		1<<32 - 1: "syscall(4294967295)",
		1 << 31:   "syscall(2147483648)",
		1<<30 - 1: "syscall(1073741823)",
	} {
		if s.String() != want || s.Exists() {
			t.Errorf("%d: %s, exists %v; want %s, which does not", uint32(s), s, s.Exists(), want)
		}
	}
}

// TestExists tries every possible number of a table, or with -short those near its bounds.
func TestExists(t *testing.T) {
	exists := make(map[uint32]bool)
	for _, n := range catalog(t).Numbers(runtime.GOARCH) {
		exists[n] = true
	}
	const private = 0xf0000 // The first private number of arm.
	for n := range uint32(1 << 20) {
		if testing.Short() && n > 1<<13 && n < private-1<<10 {
			continue
		}
		if got := tables.Syscall(n).Exists(); got != exists[n] {
			t.Errorf("%d exists: %v, want %v", n, got, exists[n])
		}
	}
}

// TestEntries compares entry points with the CSV's operations, with -short those of every
// fifth syscall.
func TestEntries(t *testing.T) {
	o := catalog(t)
	all := tables.AllowAll()
	for i, name := range o.Names() {
		if testing.Short() && i%5 != 0 {
			continue
		}
		s, _ := tables.Lookup(name)
		entries := slices.Collect(s.Variants())
		ways := slices.Collect(s.EntryPoints())
		// In the oracle Allow of a syscall allows its variants, and Block denies its
		// variants and multiplexers.
		allowed := o.Verdicts(oracle.Filter{GOARCH: runtime.GOARCH, Profile: "none", Allow: []string{name}})
		blocked := o.Verdicts(oracle.Filter{GOARCH: runtime.GOARCH, Profile: "allow-all", Block: []string{name}})
		for n, verdict := range allowed {
			if got := slices.Contains(entries, tables.Syscall(n)); got != (verdict == oracle.Allowed) {
				t.Errorf("%s has the entry %d: %v, the CSV says %s", name, n, got, verdict)
			}
			either := slices.Contains(ways, tables.Syscall(n))
			if either != (blocked[n] == oracle.Denied) {
				t.Errorf("%s is done by %d: %v, the CSV says %s when it is blocked", name, n, either, blocked[n])
			}
		}
		if len(ways) == 0 && all.Allows(s) {
			t.Errorf("%s is allowed and nothing does it", name)
		}
	}
	if got := slices.Collect(tables.Syscall(700).Variants()); !slices.Equal(got, []tables.Syscall{700}) {
		t.Errorf("the entries of a number that the tables lack: %v, want itself", got)
	}
}

func TestNoAllocation(t *testing.T) {
	for what, f := range map[string]func(){
		"Lookup":      func() { tables.Lookup("openat") },
		"String":      func() { _ = tables.SYS_OPENAT.String() },
		"Exists":      func() { tables.SYS_OPENAT.Exists() },
		"EntryPoints": func() { each(tables.SYS_STAT) },
		"Allows":      func() { tables.Network().Allows(tables.SYS_SOCKET) },
		"Len":         func() { tables.Network().Len() },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations", what, n)
		}
	}
}

func each(s tables.Syscall) (last tables.Syscall) {
	for e := range s.EntryPoints() {
		last = e
	}
	return last
}

func BenchmarkLookup(b *testing.B) {
	for b.Loop() {
		tables.Lookup("openat")
	}
}

func BenchmarkString(b *testing.B) {
	for b.Loop() {
		_ = tables.SYS_OPENAT.String()
	}
}
