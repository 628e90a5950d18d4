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

// TestSets compares the sets of the profiles with the CSV.
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

// numbers returns the numbers of all architectures, and some more.
func numbers() []uint32 {
	list := []uint32{1<<30 - 1, 1 << 30, 1<<32 - 2, 1<<32 - 1}
	for _, base := range []uint32{0, 4000, 5000, 0xf0000, 1 << 30} {
		for n := range uint32(1024) {
			list = append(list, base+n)
		}
	}
	return list
}

// TestPseudo expects a pseudo-number to stand for its operation.
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
			for w := range s.EntryPoints() {
				want = want || verdicts[uint32(w)] == oracle.Allowed
			}
			if got := p.Allows(s); got != want {
				t.Errorf("%s allows %s: %v, want %v", p.Name(), name, got, want)
			}
		}
	}
}

// TestPolicy makes a profile by hand and calls its methods.
func TestPolicy(t *testing.T) {
	one := func(s tables.Syscall) []tables.Range { return []tables.Range{{First: s, Last: s}} }
	selectors := []tables.Selector{{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_CONNECT, Mask: 1<<32 - 1, Value: 3, Allowed: true}}
	instructions := make([]unix.SockFilter, 6)
	instructions[3].K, instructions[4].K, instructions[5].K = unix.SECCOMP_RET_TRAP, unix.SECCOMP_RET_LOG, unix.SECCOMP_RET_TRAP
	p := tables.MakeProfile(&tables.ProfileData{
		Violation: unix.SECCOMP_RET_TRAP, Unknown: unix.SECCOMP_RET_LOG,
		Allowed: []tables.Range{{First: 10, Last: 12}}, Conditional: one(11), Overrides: []tables.Override{{First: 12, Last: 13, Action: 7}}, CompatOverrides: []tables.Override{{First: 9, Last: 9, Action: 8}}, CompatUnknown: []tables.Range{{First: 20, Last: 21}}, Selectors: selectors,
		Program: tables.Program{
			Instructions: instructions, Body: 2, Denied: []uint16{3, 5}, Unknown: []uint16{4},
		},
	})
	for s, want := range map[tables.Syscall][3]bool{
		9: {}, 10: {true, false, false}, 11: {true, true, false}, 12: {true, false, true}, 13: {false, false, true}, 14: {}, 20: {}, 21: {}, 22: {},
	} {
		action, overridden := p.Overrides(s)
		if got := [3]bool{p.Allows(s), p.Conditional(s), overridden}; got != want || p.AllowsNumber(s) != want[0] {
			t.Errorf("%d is allowed, conditional and overridden: %v, want %v", uint32(s), got, want)
		}
		if overridden && action != 7 {
			t.Errorf("%d is overridden by %#x", uint32(s), action)
		}
		if unknown := p.CompatUnknown(uint32(s)); unknown != (s == 20 || s == 21) {
			t.Errorf("%d unknown in the companion ABI: %v", s, unknown)
		}
		if action, overridden := p.CompatOverrides(uint32(s)); overridden != (s == 9) || overridden && action != 8 {
			t.Errorf("%d of the second architecture is overridden: %v, by %#x", uint32(s), overridden, action)
		}
	}
	if p.Violation() != unix.SECCOMP_RET_TRAP || p.Unknown() != unix.SECCOMP_RET_LOG || !slices.Equal(p.Selectors(), selectors) {
		t.Errorf("violation %#x, unknown %#x, selectors %v", p.Violation(), p.Unknown(), p.Selectors())
	}
	if !slices.Equal(p.AppendTo(nil), instructions) {
		t.Errorf("AppendTo changes the program to %v", p.AppendTo(nil))
	}
	for i, want := range []uint32{0, 1, 2, 1} {
		if got := p.AppendBody(nil, 1, 2)[i].K; got != want {
			t.Errorf("instruction %d of the body has %#x, want %#x", i, got, want)
		}
	}
}

// TestSelectors expects a multiplexed operation to be allowed with its multiplexer, or with
// its selector alone.
func TestSelectors(t *testing.T) {
	const held, lacking = tables.SYS_SEMOP, tables.SYS_ACCEPT
	if !tables.HasMultiplexers || held.Exists() || lacking.Exists() {
		t.Skip("this architecture has no multiplexer, or other ways to make its calls")
	}
	both := []tables.Range{{First: tables.SYS_SOCKETCALL, Last: tables.SYS_SOCKETCALL}, {First: tables.SYS_IPC, Last: tables.SYS_IPC}}
	data := tables.ProfileData{Allowed: both}
	p := tables.MakeProfile(&data)
	if !p.Allows(held) || !p.Allows(lacking) {
		t.Error("a call of a multiplexer that is allowed whole is not allowed")
	}
	data.Conditional = both
	data.Selectors = []tables.Selector{{Multiplexer: tables.SYS_IPC, Call: held, Mask: 1<<16 - 1, Value: 1, Allowed: true}}
	if !p.Allows(held) || p.Allows(lacking) {
		t.Errorf("of multiplexers that are allowed in part: %v is allowed: %v, %v: %v", held, p.Allows(held), lacking, p.Allows(lacking))
	}
}

func TestZeroProfile(t *testing.T) {
	var p tables.Profile
	if p.Violation() != 0 || p.Unknown() != 0 || p.Conditional(0) || p.Selectors() != nil {
		t.Error("the zero Profile decides something")
	}
	_, overrides := p.Overrides(0)
	if _, compat := p.CompatOverrides(0); overrides || compat {
		t.Error("the zero Profile overrides something")
	}
	if p.Name() != "" || p.Description() != "" || p.Len() != 0 || p.Allows(0) || len(p.AppendTo(nil)) != 0 {
		t.Error("the zero Profile holds something")
	}
	for range p.All() {
		t.Error("the zero Profile has a call")
	}
}

// TestAppendBody expects the program to return the given actions, and the profile to keep
// its own.
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

// returns returns the values of a program's returns, each once, ascending.
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
