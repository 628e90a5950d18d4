package seccomp_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// The invented companion ABI of [compat]: its AUDIT_ARCH_* value, the first number of its
// table, and a number outside the table, like those of arm's private syscalls.
const (
	secondAudit = 0x12345678
	secondBase  = 4000
	privateCall = 0xf0002
)

// compat is a hand-made profile. It allows every syscall of this architecture and of the
// companion ABI, up to the first unknown number.
func compat(t *testing.T, calls ...tables.CompatCall) tables.Profile {
	t.Helper()
	return tables.MakeProfile(compatData(t, calls...))
}

// compatData is the data of [compat].
func compatData(t *testing.T, calls ...tables.CompatCall) *tables.ProfileData {
	t.Helper()
	if tables.CompatSize == 0 {
		t.Skip("this architecture's kernel runs no programs of another")
	}
	body := []unix.SockFilter{{Code: bpf.JumpAtLeast, Jt: 1, K: 1 << 20}, {Code: bpf.Return, K: allow}, {Code: bpf.Return, K: newer}}
	load := unix.SockFilter{Code: bpf.LoadAbs, K: bpf.OffsetNr}
	instructions := slices.Concat([]unix.SockFilter{
		{Code: bpf.LoadAbs, K: bpf.OffsetArch},
		{Code: bpf.JumpEqual, Jt: 3, K: tables.AuditArch},
		{Code: bpf.JumpEqual, Jf: 1, K: secondAudit},
		{Code: bpf.JumpAlways, K: 5},
		{Code: bpf.Return, K: action.KillProcess},
		load,
	}, body, []unix.SockFilter{load}, body)
	return &tables.ProfileData{
		Name: "both", Violation: refused, Unknown: newer,
		Allowed: []tables.Range{{First: tables.TableBase, Last: 1<<20 - 1}},
		Compat:  calls,
		Program: tables.Program{Instructions: instructions, Body: 6, Compat: 9, Unknown: []uint16{8, 12}},
	}
}

// TestCompat blocks syscalls of the companion ABI by their own numbers, at several places
// of its table, and expects all other numbers unchanged.
func TestCompat(t *testing.T) {
	f := seccomp.New(compat(t,
		tables.CompatCall{Call: tables.SYS_GETPID, Number: secondBase},
		tables.CompatCall{Call: tables.SYS_GETPID, Number: secondBase + 33},
		tables.CompatCall{Call: tables.SYS_READ, Number: privateCall},
		tables.CompatCall{Call: tables.SYS_OPENAT, Number: privateCall},
		tables.CompatCall{Call: tables.SYS_WRITE, Number: secondBase + 1},
	))
	f.Block(tables.SYS_GETPID, tables.SYS_READ)
	p := program(t, &f)
	for _, c := range []struct {
		arch, nr, want uint32
	}{
		{tables.AuditArch, uint32(tables.SYS_GETPID), refused},
		{tables.AuditArch, uint32(tables.SYS_READ), refused},
		{tables.AuditArch, uint32(tables.SYS_WRITE), allow},
		{tables.AuditArch, secondBase + 33, allow},
		{tables.AuditArch, 1 << 20, newer},
		{secondAudit, secondBase, refused},
		{secondAudit, secondBase + 33, refused},
		{secondAudit, privateCall, refused},
		{secondAudit, secondBase + 1, allow},
		{secondAudit, secondBase + 32, allow},
		{secondAudit, 33, allow},
		{secondAudit, privateCall - 1, allow},
		{secondAudit, privateCall + 1, allow},
		{secondAudit, 1 << 20, newer},
		{secondAudit + 1, secondBase + 1, action.KillProcess},
	} {
		if got, _, err := prove.Run(p, c.arch, c.nr); err != nil || got != c.want {
			t.Errorf("call %d of %#x returns %#x (%v), want %#x", c.nr, c.arch, got, err, c.want)
		}
	}
}

// TestCompatNeverWeakens blocks numbers of the companion ABI. The profile refuses one of
// them more strictly than the violation action does.
func TestCompatNeverWeakens(t *testing.T) {
	data := compatData(t, tables.CompatCall{Call: tables.SYS_GETPID, Number: secondBase}, tables.CompatCall{Call: tables.SYS_READ, Number: secondBase + 1})
	data.CompatOverrides = []tables.Override{{First: secondBase + 1, Last: secondBase + 1, Action: own}}
	f := seccomp.New(tables.MakeProfile(data))
	f.OnViolation(seccomp.Log)
	f.Block(tables.SYS_GETPID, tables.SYS_READ)
	filters, err := f.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	for nr, want := range map[uint32]uint32{secondBase: logged, secondBase + 1: own, secondBase + 2: allow} {
		if got, _, err := prove.Run(instructionsOf(filters), secondAudit, nr); err != nil || got != want {
			t.Errorf("number %d returns %#x (%v), want %#x", nr, got, err, want)
		}
	}
}

// TestCompatAppends appends a program to others, and expects the same instructions.
func TestCompatAppends(t *testing.T) {
	f := seccomp.New(compat(t, tables.CompatCall{Call: tables.SYS_GETPID, Number: secondBase}))
	f.Block(tables.SYS_GETPID)
	alone, err := f.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	before := slices.Repeat([]unix.SockFilter{{Code: bpf.Return, K: own}}, 7)
	got, err := f.AppendTo(slices.Clone(before))
	if err != nil || !slices.Equal(got, slices.Concat(before, alone)) {
		t.Errorf("behind other instructions it is %v (%v), want %v behind them", got, err, alone)
	}
}

// TestCompatCalls blocks as many syscalls of the companion ABI as a filter takes. One
// more is an error, and does not stay allowed.
func TestCompatCalls(t *testing.T) {
	var calls []tables.CompatCall
	for i := range tables.CompatSize {
		calls = append(calls, tables.CompatCall{Call: tables.SYS_GETPID, Number: secondBase + i})
	}
	f := seccomp.New(compat(t, calls...))
	f.Block(tables.SYS_GETPID)
	p := program(t, &f)
	for _, nr := range []uint32{secondBase, secondBase + tables.CompatSize - 1} {
		if got, _, err := prove.Run(p, secondAudit, nr); err != nil || got != refused {
			t.Errorf("call %d returns %#x (%v), want %#x", nr, got, err, uint32(refused))
		}
	}
	f = seccomp.New(compat(t, append(calls, tables.CompatCall{Call: tables.SYS_GETPID})...))
	f.Block(tables.SYS_GETPID)
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), "tables.CompatSize syscalls") {
		t.Errorf("a call more: %v", err)
	}
}
