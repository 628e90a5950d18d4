//go:build linux

package tables_test

import (
	"runtime"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func TestProfiles(t *testing.T) {
	o := catalog(t)
	var names []string
	for _, p := range tables.Profiles() {
		names = append(names, p.Name())
	}
	if !slices.Equal(names, o.Tiers) {
		t.Errorf("Profiles() = %v, want %v", names, o.Tiers)
	}
	for _, name := range append(names, "allow-all") {
		p, ok := tables.ProfileByName(name)
		if !ok || p.Name() != name || p.Description() == "" {
			t.Errorf("ProfileByName(%q) = %q (%q), %v", name, p.Name(), p.Description(), ok)
		}
	}
	if p, ok := tables.ProfileByName("middling"); ok || p != (tables.Profile{}) {
		t.Errorf("ProfileByName of none = %q, %v", p.Name(), ok)
	}
}

// TestSets holds what the profiles say of themselves against the CSV.
func TestSets(t *testing.T) {
	o := catalog(t)
	for _, p := range append(tables.Profiles(), tables.AllowAll()) {
		f := oracle.Filter{GOARCH: runtime.GOARCH, Profile: p.Name()}
		verdicts := o.Verdicts(f)
		var want []tables.Syscall
		for n, v := range verdicts {
			if v == oracle.Allowed {
				want = append(want, tables.Syscall(n))
			}
		}
		slices.Sort(want)
		if got := slices.Collect(p.All()); !slices.Equal(got, want) || p.Len() != len(want) {
			t.Errorf("%s: %d calls, of Len %d, want %d", p.Name(), len(got), p.Len(), len(want))
		}
		for _, n := range numbers() {
			if got := p.Allows(tables.Syscall(n)); got != (o.Verdict(f, verdicts, n) == oracle.Allowed) {
				t.Fatalf("%s allows %d: %v", p.Name(), n, got)
			}
		}
	}
}

// numbers is those that a system call of any architecture can have, and some more.
func numbers() []uint32 {
	list := []uint32{1<<30 - 1, 1 << 30, 1<<32 - 2, 1<<32 - 1}
	for _, base := range []uint32{0, 4000, 5000, 0xf0000, 1 << 30} {
		for n := range uint32(1024) {
			list = append(list, base+n)
		}
	}
	return list
}

// TestPseudo shows that a constant which the architecture lacks stands for the
// operation.
func TestPseudo(t *testing.T) {
	o := catalog(t)
	for _, p := range tables.Profiles() {
		verdicts := o.Verdicts(oracle.Filter{GOARCH: runtime.GOARCH, Profile: p.Name()})
		for _, name := range o.Names() {
			s, _ := tables.Lookup(name)
			if s.Exists() {
				continue
			}
			want := false
			for w := range s.Ways() {
				want = want || verdicts[uint32(w)] == oracle.Allowed
			}
			if got := p.Allows(s); got != want {
				t.Errorf("%s allows %s: %v, want %v", p.Name(), name, got, want)
			}
		}
	}
}

func TestZeroProfile(t *testing.T) {
	var p tables.Profile
	if p.Name() != "" || p.Description() != "" || p.Len() != 0 || p.Allows(0) || len(p.AppendTo(nil)) != 0 {
		t.Error("the zero Profile holds something")
	}
	for range p.All() {
		t.Error("the zero Profile has a call")
	}
}

// TestAppendBody shows that the actions given are the ones returned, and that the
// profile keeps its own.
func TestAppendBody(t *testing.T) {
	const denied, unknown = unix.SECCOMP_RET_ERRNO | 1, unix.SECCOMP_RET_TRACE | 7
	for _, p := range tables.Profiles() {
		before := p.AppendTo(nil)
		got := returns(p.AppendBody(p.AppendPrologue(nil), denied, unknown))
		want := []uint32{unix.SECCOMP_RET_KILL_PROCESS, unix.SECCOMP_RET_ALLOW, denied, unknown}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s returns %#x, want %#x", p.Name(), got, want)
		}
		if !slices.Equal(p.AppendTo(nil), before) {
			t.Errorf("%s has changed", p.Name())
		}
		prefix := []unix.SockFilter{{Code: 1}, {Code: 2}}
		if got := p.AppendTo(prefix); !slices.Equal(got[:2], prefix) || !slices.Equal(got[2:], before) {
			t.Errorf("%s: AppendTo does not append", p.Name())
		}
	}
}

// returns is the values that a program returns, each once, ascending.
func returns(program []unix.SockFilter) []uint32 {
	var values []uint32
	for _, i := range program {
		if i.Code == unix.BPF_RET|unix.BPF_K {
			values = append(values, i.K)
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}
