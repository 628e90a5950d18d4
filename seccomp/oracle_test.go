//go:build linux

package seccomp_test

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// catalog reads the CSV. The tests compare filters with it.
func catalog(t testing.TB) *oracle.Oracle {
	t.Helper()
	o, err := oracle.Read("../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// actions holds the return value of each verdict in a filter under test.
var actions = map[string]uint32{
	oracle.Allowed: unix.SECCOMP_RET_ALLOW,
	oracle.Denied:  unix.SECCOMP_RET_ERRNO | 100,
	oracle.Unknown: unix.SECCOMP_RET_ERRNO | 101,
	oracle.Foreign: unix.SECCOMP_RET_KILL_PROCESS,
}

// program builds f's program with those actions.
func program(t testing.TB, f *seccomp.Filter) []bpf.Instruction {
	t.Helper()
	f.OnViolation(seccomp.Errno(100))
	f.OnUnknown(seccomp.Errno(101))
	filters, err := f.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	return instructionsOf(filters)
}

// instructionsOf returns a program in the prover's type.
func instructionsOf(filters []unix.SockFilter) []bpf.Instruction {
	out := make([]bpf.Instruction, len(filters))
	for i, ins := range filters {
		out[i] = bpf.Instruction{Code: ins.Code, JT: ins.Jt, JF: ins.Jf, K: ins.K}
	}
	return out
}

// candidates returns the numbers at both ends of each run of a program, and those of all
// syscalls.
func candidates(t testing.TB, p []bpf.Instruction) []uint32 {
	t.Helper()
	outcomes, _, err := prove.Evaluate(p)
	if err != nil {
		t.Fatal(err)
	}
	numbers := []uint32{1<<30 - 1, 1 << 30, 1<<31 - 1, 1 << 31, 1<<32 - 2, 1<<32 - 1}
	for _, o := range outcomes {
		numbers = append(numbers, o.Nr.First, o.Nr.Last)
	}
	for n := range uint32(1024) {
		numbers = append(numbers, n, uint32(tables.TableBase)+n)
	}
	for n := range uint32(64) {
		numbers = append(numbers, 0xf0000+n)
	}
	return numbers
}

// checkFilter compares a filter, its program and its predicates with the oracle's filter
// after the same changes.
func checkFilter(t *testing.T, o *oracle.Oracle, f *seccomp.Filter, same oracle.Filter) {
	t.Helper()
	verdicts := o.Verdicts(same)
	p := program(t, f)
	for _, n := range candidates(t, p) {
		want := o.Verdict(same, verdicts, n)
		if got, _, err := prove.Run(p, oracle.AuditArch[runtime.GOARCH], n); err != nil || got != actions[want] {
			t.Fatalf("%+v: number %d returns %#x (%v), want %s", same, n, got, err, want)
		}
		// At and above 1<<31 a Syscall may be a name and not a number.
		if got := f.Allowed(tables.Syscall(n)); n < 1<<31 && got != (want == oracle.Allowed) {
			t.Fatalf("%+v: Allowed(%d) = %v, want %s", same, n, got, want)
		}
	}
	for _, n := range []uint32{0, 1, uint32(tables.TableBase) + 41, uint32(tables.TableBase) + 700, 1 << 30, 1<<32 - 1} {
		checkVerdict(t, f, tables.Syscall(n), [6]uintptr{1})
	}
	for goarch, audit := range oracle.AuditArch {
		if goarch == runtime.GOARCH {
			continue
		}
		for _, n := range []uint32{0, 1, 4001, 5001, 1 << 30} {
			if got, _, err := prove.Run(p, audit, n); err != nil || got != unix.SECCOMP_RET_KILL_PROCESS {
				t.Fatalf("%+v: number %d of %s returns %#x (%v), want a kill", same, n, goarch, got, err)
			}
		}
	}
	var want []tables.Syscall
	for n, v := range verdicts {
		if v == oracle.Allowed {
			want = append(want, tables.Syscall(n))
		}
	}
	slices.Sort(want)
	if got := slices.Collect(f.All()); !slices.Equal(got, want) || f.Len() != len(want) {
		t.Fatalf("%+v: %d calls of Len %d, want %d", same, len(got), f.Len(), len(want))
	}
}

// pick returns up to most random names of syscalls on this architecture.
func pick(r *rand.Rand, names []string, most int) []string {
	var out []string
	for range r.IntN(most + 1) {
		name := names[r.IntN(len(names))]
		s, _ := tables.Lookup(name)
		f := seccomp.New(tables.Minimal())
		if f.Allow(s); f.Validate() == nil {
			out = append(out, name)
		}
	}
	return out
}

// calls looks names up.
func calls(names []string) []tables.Syscall {
	var out []tables.Syscall
	for _, name := range names {
		s, _ := tables.Lookup(name)
		out = append(out, s)
	}
	return out
}

func profiles() []tables.Profile { return append(tables.Profiles(), tables.AllowAll()) }

func TestUnchanged(t *testing.T) {
	o := catalog(t)
	for _, p := range profiles() {
		f := seccomp.New(p)
		checkFilter(t, o, &f, oracle.Filter{GOARCH: runtime.GOARCH, Profile: p.Name()})
	}
}

// foreign returns numbers of other calling conventions at the bounds of their ranges:
// none on most architectures.
func foreign(o *oracle.Oracle) []uint32 {
	open := oracle.Filter{GOARCH: runtime.GOARCH, Profile: "allow-all"}
	var list []uint32
	for _, n := range []uint32{
		511, 512, 547, 548, 4000, 4999, 5000, 5001, 5999, 6000, 6999, 7000, 1 << 30, 1<<30 | 59, 1 << 31, 1<<32 - 2, 1<<32 - 1,
	} {
		if o.Verdict(open, nil, n) == oracle.Foreign {
			list = append(list, n)
		}
	}
	return list
}

// TestForeignIsKilled expects filters to kill foreign numbers under other actions.
func TestForeignIsKilled(t *testing.T) {
	o := catalog(t)
	if runtime.GOARCH == "amd64" && len(foreign(o)) == 0 {
		t.Fatal("no number is of x32")
	}
	for _, p := range profiles() {
		for _, a := range []seccomp.Action{seccomp.Log, seccomp.Trace(7), seccomp.UserNotify, seccomp.Errno(1), seccomp.Trap, seccomp.KillThread} {
			f := seccomp.New(p)
			f.OnViolation(a)
			f.OnUnknown(a)
			f.Block(tables.SYS_PTRACE)
			f.Allow(tables.SYS_CHOWN)
			filters, err := f.AppendTo(nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range foreign(o) {
				if got := returned(t, instructionsOf(filters), n); got != unix.SECCOMP_RET_KILL_PROCESS {
					t.Errorf("%s with %#x returns %#x for number %d", p.Name(), uint32(a), got, n)
				}
			}
		}
	}
}

// TestForeignIsRefused expects a CallError for foreign numbers given to Allow and Block.
func TestForeignIsRefused(t *testing.T) {
	for _, n := range foreign(catalog(t)) {
		if n >= 1<<31 {
			continue // A pseudo-number.
		}
		for name, change := range map[string]func(*seccomp.Filter, ...tables.Syscall){"Allow": (*seccomp.Filter).Allow, "Block": (*seccomp.Filter).Block} {
			f := seccomp.New(tables.AllowAll())
			change(&f, tables.Syscall(n))
			var refused *seccomp.CallError
			if err := f.Validate(); !errors.As(err, &refused) {
				t.Errorf("%s(%d): %v, want a CallError", name, n, err)
			}
			if f.Allowed(tables.Syscall(n)) {
				t.Errorf("%s(%d): it is allowed", name, n)
			}
		}
	}
}

// TestRandomChanges allows and blocks random syscalls in random order, from none to more
// than the architecture has.
func TestRandomChanges(t *testing.T) {
	o := catalog(t)
	names := o.Names()
	r := rand.New(rand.NewPCG(7, 11))
	rounds := 15
	if testing.Short() {
		rounds = 2
	}
	for range rounds {
		for _, p := range profiles() {
			most := []int{1, 5, 30, 600}[r.IntN(4)]
			same := oracle.Filter{GOARCH: runtime.GOARCH, Profile: p.Name(), Allow: pick(r, names, most), Block: pick(r, names, most)}
			f := seccomp.New(p)
			if r.IntN(2) == 0 {
				f.Allow(calls(same.Allow)...)
				f.Block(calls(same.Block)...)
			} else {
				f.Block(calls(same.Block)...)
				f.Allow(calls(same.Allow)...)
			}
			if f.Len() > 0 {
				checkFilter(t, o, &f, same)
			}
		}
	}
}

// TestEveryCall allows and blocks each syscall alone, in the lowest profile and in the
// widest. With -short it is every 31st.
func TestEveryCall(t *testing.T) {
	o := catalog(t)
	for i, name := range o.Names() {
		if testing.Short() && i%31 != 0 {
			continue
		}
		s, _ := tables.Lookup(name)
		f := seccomp.New(tables.AllowAll())
		f.Block(s)
		checkFilter(t, o, &f, oracle.Filter{GOARCH: runtime.GOARCH, Profile: "allow-all", Block: []string{name}})
		f = seccomp.New(tables.Essential())
		if f.Allow(s); f.Validate() == nil {
			checkFilter(t, o, &f, oracle.Filter{GOARCH: runtime.GOARCH, Profile: "essential", Allow: []string{name}})
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add(uint8(0), []byte{}, []byte{})
	f.Add(uint8(1), []byte{0, 1, 1, 200}, []byte{0, 2})
	f.Add(uint8(6), []byte{}, []byte{0, 0, 0, 9, 1, 77, 1, 78, 1, 255})
	f.Add(uint8(7), []byte{0, 0, 0, 1}, []byte{0, 2})
	o := catalog(f)
	names := o.Names()
	choose := func(data []byte) []string {
		var out []string
		for ; len(data) > 1; data = data[2:] {
			out = append(out, names[(int(data[0])<<8|int(data[1]))%len(names)])
		}
		return out
	}
	f.Fuzz(func(t *testing.T, profile uint8, allow, block []byte) {
		list, byHand := profiles(), policies(t)
		at := int(profile) % (len(list) + len(byHand))
		if at >= len(list) {
			checkPolicy(t, o, byHand[at-len(list)], choose(allow), choose(block))
			return
		}
		p := list[at]
		filter := seccomp.New(p)
		same := oracle.Filter{GOARCH: runtime.GOARCH, Profile: p.Name(), Allow: choose(allow), Block: choose(block)}
		filter.Allow(calls(same.Allow)...)
		filter.Block(calls(same.Block)...)
		if filter.Validate() == nil && filter.Len() > 0 {
			checkFilter(t, o, &filter, same)
		}
	})
}

// returned runs a program on a number.
func returned(t *testing.T, p []bpf.Instruction, n uint32) uint32 {
	t.Helper()
	value, _, err := prove.Run(p, oracle.AuditArch[runtime.GOARCH], n)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// worst returns the number of instructions for the slowest candidate.
func worst(t *testing.T, p []bpf.Instruction) int {
	t.Helper()
	most := 0
	for _, n := range candidates(t, p) {
		_, steps, err := prove.Run(p, oracle.AuditArch[runtime.GOARCH], n)
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, steps)
	}
	return most
}
