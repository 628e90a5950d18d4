//go:build linux

package seccomp_test

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Return values of the hand-made policies, beside the actions of [program].
const (
	allow   = unix.SECCOMP_RET_ALLOW
	own     = unix.SECCOMP_RET_ERRNO | 1
	logged  = unix.SECCOMP_RET_LOG
	refused = unix.SECCOMP_RET_ERRNO | 100
	newer   = unix.SECCOMP_RET_ERRNO | 101
)

// entry decides a number of a hand-made policy: by the first case equal to argument 0
// under mask, or by otherwise.
type entry struct {
	number    tables.Syscall
	mask      uint32
	cases     []alternative
	otherwise uint32
}

type alternative struct {
	value, action uint32
}

// of returns the return value of e for an argument 0.
func (e entry) of(argument uint64) uint32 {
	for _, c := range e.cases {
		if uint32(argument)&e.mask == c.value {
			return c.action
		}
	}
	return e.otherwise
}

// actions returns all return values of e.
func (e entry) actions() []uint32 {
	list := []uint32{e.otherwise}
	for _, c := range e.cases {
		list = append(list, c.action)
	}
	return list
}

func (e entry) allows() bool { return slices.Contains(e.actions(), allow) }

// overrides reports whether e has an action beside allow and the violation action.
func (e entry) overrides() bool {
	return slices.ContainsFunc(e.actions(), func(a uint32) bool { return a != refused && a != allow })
}

// strictest returns the strictest of e's actions beside the violation action.
func (e entry) strictest() uint32 {
	strictest := uint32(allow)
	for _, a := range e.actions() {
		if a != refused && int32(a) < int32(strictest) {
			strictest = a
		}
	}
	return strictest
}

func (e entry) whole() bool { return len(e.cases) == 0 && e.otherwise == allow }

// policy is a profile made by hand. Numbers without an entry get refused, or newer from
// 1<<20 on.
type policy struct {
	entries   []entry
	selectors []tables.Selector
}

// find returns the entry of a number. Without one it returns a refusal.
func (p policy) find(s tables.Syscall) entry {
	for _, e := range p.entries {
		if e.number == s {
			return e
		}
	}
	return entry{number: s, otherwise: refused}
}

// profile assembles the policy: each entry as a test of the number, and within it a
// test of the argument for each case.
func (p policy) profile() tables.Profile {
	data := &tables.ProfileData{Name: "policy", Violation: refused, Unknown: newer, Selectors: p.selectors}
	program := &data.Program
	put := func(code uint16, jt, jf uint8, k uint32) {
		program.Instructions = append(program.Instructions, unix.SockFilter{Code: code, Jt: jt, Jf: jf, K: k})
	}
	end := func(action uint32) {
		if action == refused {
			program.Denied = append(program.Denied, uint16(len(program.Instructions)))
		}
		put(bpf.Return, 0, 0, action)
	}
	put(bpf.LoadAbs, 0, 0, bpf.OffsetArch)
	put(bpf.JumpEqual, 1, 0, tables.AuditArch)
	put(bpf.Return, 0, 0, action.KillProcess)
	put(bpf.LoadAbs, 0, 0, bpf.OffsetNr)
	program.Body = len(program.Instructions)
	for _, e := range p.entries {
		put(bpf.JumpEqual, 0, uint8(3+2*len(e.cases)), uint32(e.number))
		put(bpf.LoadAbs, 0, 0, lowWord)
		put(bpf.And, 0, 0, e.mask)
		for _, c := range e.cases {
			put(bpf.JumpEqual, 0, 1, c.value)
			end(c.action)
		}
		end(e.otherwise)
	}
	put(bpf.JumpAtLeast, 0, 1, 1<<20)
	program.Unknown = []uint16{uint16(len(program.Instructions))}
	put(bpf.Return, 0, 0, newer)
	end(refused)
	data.Allowed = p.ranges(entry.allows)
	data.Conditional = p.ranges(func(e entry) bool { return e.allows() && !e.whole() })
	for _, r := range p.ranges(entry.overrides) {
		data.Overrides = append(data.Overrides, tables.Override{First: r.First, Last: r.Last, Action: p.find(r.First).strictest()})
	}
	return tables.MakeProfile(data)
}

// ranges returns the numbers of the entries with is true.
func (p policy) ranges(is func(entry) bool) []tables.Range {
	var out []tables.Range
	for _, e := range slices.SortedFunc(slices.Values(p.entries), func(a, b entry) int { return cmp.Compare(a.number, b.number) }) {
		if is(e) {
			out = append(out, tables.Range{First: e.number, Last: e.number})
		}
	}
	return out
}

// bigEndian is this machine's byte order, lowWord the place of the low 32 bits of
// argument 0.
var (
	bigEndian = binary.NativeEndian.Uint16([]byte{0, 1}) == 1
	lowWord   = map[bool]uint32{false: 16, true: 20}[bigEndian]
)

// run executes a program on a number and an argument 0.
func run(t testing.TB, p []bpf.Instruction, s tables.Syscall, argument uint64) uint32 {
	t.Helper()
	value, _, err := prove.Execute(p, prove.Data{
		Nr: uint32(s), Arch: tables.AuditArch, Args: [6]uint64{argument}, BigEndian: bigEndian,
	})
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// numbers is a policy about numbers of every architecture.
func numbers() policy {
	return policy{entries: []entry{
		{number: tables.SYS_GETPID, otherwise: allow},
		{tables.SYS_READ, 1<<32 - 1, []alternative{{3, allow}}, refused},
		{tables.SYS_OPENAT, 1<<32 - 1, []alternative{{7, logged}}, allow},
		{number: tables.SYS_WRITE, otherwise: own},
		{tables.SYS_CLOSE, 1<<32 - 1, []alternative{{1, own}}, refused},
		{number: tables.SYS_EXECVE, otherwise: allow},
	}}
}

// TestOwnActions expects a new filter to have the actions of its profile.
func TestOwnActions(t *testing.T) {
	f := seccomp.New(numbers().profile())
	if f.Violation() != seccomp.Errno(100) {
		t.Errorf("Violation() = %#x", f.Violation())
	}
	f.OnViolation(seccomp.Trap)
	p, err := f.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	for action, want := range map[uint32]bool{refused: false, newer: true, own: true, unix.SECCOMP_RET_TRAP: true} {
		has := slices.ContainsFunc(p, func(i unix.SockFilter) bool { return i.Code == bpf.Return && i.K == action })
		if has != want {
			t.Errorf("the program returns %#x: %v, want %v", action, has, want)
		}
	}
	data := tables.ProfileData{Name: "wrong", Violation: allow, Allowed: []tables.Range{{First: tables.SYS_READ, Last: tables.SYS_READ}}}
	f = seccomp.New(tables.MakeProfile(&data))
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), "invalid action") {
		t.Errorf("a profile whose violation is allowed: %v", err)
	}
}

// TestArguments allows and blocks numbers with conditions, and numbers with their own
// action.
func TestArguments(t *testing.T) {
	for _, test := range []struct {
		name    string
		change  func(f *seccomp.Filter)
		call    tables.Syscall
		want    map[uint64]uint32
		allowed bool
	}{
		{"unchanged", nil, tables.SYS_READ, map[uint64]uint32{3: allow, 4: refused}, true},
		{"unchanged", nil, tables.SYS_OPENAT, map[uint64]uint32{7: logged, 8: allow}, true},
		{"unchanged", nil, tables.SYS_WRITE, map[uint64]uint32{0: own}, false},
		{"unchanged", nil, tables.SYS_CLOSE, map[uint64]uint32{1: own, 2: refused}, false},
		{"allowed", allowing(tables.SYS_READ), tables.SYS_READ, map[uint64]uint32{3: allow, 4: allow}, true},
		{"allowed", allowing(tables.SYS_OPENAT), tables.SYS_OPENAT, map[uint64]uint32{7: allow, 8: allow}, true},
		{"allowed", allowing(tables.SYS_WRITE), tables.SYS_WRITE, map[uint64]uint32{0: allow}, true},
		{"allowed", allowing(tables.SYS_CLOSE), tables.SYS_CLOSE, map[uint64]uint32{1: allow, 2: allow}, true},
		{"blocked", blocking(tables.SYS_READ), tables.SYS_READ, map[uint64]uint32{3: refused, 4: refused}, false},
		{"blocked", blocking(tables.SYS_OPENAT), tables.SYS_OPENAT, map[uint64]uint32{7: refused, 8: refused}, false},
		{"blocked", blocking(tables.SYS_WRITE), tables.SYS_WRITE, map[uint64]uint32{0: refused}, false},
		{"blocked", blocking(tables.SYS_CLOSE), tables.SYS_CLOSE, map[uint64]uint32{1: refused, 2: refused}, false},
	} {
		f := seccomp.New(numbers().profile())
		if test.change != nil {
			test.change(&f)
		}
		p := program(t, &f)
		for argument, want := range test.want {
			if got := run(t, p, test.call, argument); got != want {
				t.Errorf("%v %s: returns %#x for %d, want %#x", test.call, test.name, got, argument, want)
			}
		}
		if got := f.Allowed(test.call); got != test.allowed {
			t.Errorf("%v %s: Allowed is %v", test.call, test.name, got)
		}
		if got := slices.Contains(slices.Collect(f.All()), test.call); got != test.allowed {
			t.Errorf("%v %s: All has it: %v", test.call, test.name, got)
		}
	}
}

// TestBlockNeverWeakens blocks syscalls under violation actions like Log. Stricter
// refusals of the profile stay, for all arguments.
func TestBlockNeverWeakens(t *testing.T) {
	type want map[uint64]uint32
	for _, test := range []struct {
		base   policy
		block  tables.Syscall
		number tables.Syscall
		want   want
	}{
		{numbers(), tables.SYS_GETPID, tables.SYS_GETPID, want{0: logged}},
		{numbers(), tables.SYS_READ, tables.SYS_READ, want{3: logged, 4: logged}},
		{numbers(), tables.SYS_OPENAT, tables.SYS_OPENAT, want{7: logged, 8: logged}},
		{numbers(), tables.SYS_WRITE, tables.SYS_WRITE, want{0: own}},
		{numbers(), tables.SYS_CLOSE, tables.SYS_CLOSE, want{1: own, 2: own}},
		{numbers(), tables.TableBase + 990, tables.TableBase + 990, want{0: logged}},
	} {
		checkUnderLog(t, test.base, test.block, test.number, test.want)
	}
	if !tables.HasMultiplexers {
		return
	}
	for block, calls := range map[tables.Syscall]want{
		tables.SYS_CONNECT:     {1: allow, 3: logged, 4: own},
		tables.SYS_LISTEN:      {1: allow, 4: own, 7: logged},
		tables.SYS_GETPEERNAME: {3: allow, 4: own, 7: logged},
		tables.SYS_SOCKETCALL:  {1: own, 3: own, 4: own, 5: own, 7: own},
	} {
		checkUnderLog(t, multiplexed(t), block, tables.SYS_SOCKETCALL, calls)
	}
}

// checkUnderLog blocks a syscall in a filter with the violation action Log.
func checkUnderLog(t *testing.T, base policy, block, number tables.Syscall, want map[uint64]uint32) {
	t.Helper()
	f := seccomp.New(base.profile())
	f.OnViolation(seccomp.Log)
	f.Block(block)
	filters, err := f.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	for argument, w := range want {
		if got := run(t, instructionsOf(filters), number, argument); got != w {
			t.Errorf("with %v blocked, %v returns %#x for %d, want %#x", block, number, got, argument, w)
		}
	}
}

// TestBlockedUnknown blocks numbers newer than the baseline. It keeps the unknown action
// if the violation action is weaker.
func TestBlockedUnknown(t *testing.T) {
	for _, test := range []struct {
		violation, unknown seccomp.Action
		want               uint32
	}{
		{seccomp.Log, seccomp.Errno(1), own},
		{seccomp.Errno(1), seccomp.Log, own},
		{seccomp.Trap, seccomp.KillProcess, action.KillProcess},
	} {
		f := seccomp.New(tables.Network())
		f.OnViolation(test.violation)
		f.OnUnknown(test.unknown)
		newer := []tables.Syscall{tables.SYS_MSEAL, tables.TableBase + 900}
		f.Block(newer...)
		filters, err := f.AppendTo(nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range newer {
			if got := run(t, instructionsOf(filters), s, 0); got != test.want {
				t.Errorf("violation %#x, unknown %#x: blocked, %d returns %#x, want %#x", test.violation, test.unknown, uint32(s), got, test.want)
			}
		}
	}
}

func allowing(s ...tables.Syscall) func(*seccomp.Filter) {
	return func(f *seccomp.Filter) { f.Allow(s...) }
}

func blocking(s ...tables.Syscall) func(*seccomp.Filter) {
	return func(f *seccomp.Filter) { f.Block(s...) }
}

// TestPolicyNoAllocation expects filters of policies to allocate nothing, like those of
// the built-in profiles.
func TestPolicyNoAllocation(t *testing.T) {
	for _, base := range policies(t) {
		p := base.profile()
		n := testing.AllocsPerRun(100, func() {
			var buf [256]unix.SockFilter
			f := seccomp.New(p)
			fiveBlocks(&f)
			f.Block(tables.SYS_SEMOP, tables.SYS_READ, tables.SYS_WRITE)
			f.Allow(tables.SYS_OPENAT)
			if _, err := f.AppendTo(buf[:0]); err != nil {
				panic(err)
			}
		})
		if n != 0 {
			t.Errorf("%v allocations", n)
		}
	}
}

// TestNoNeedlessRule blocks a syscall refused by the body already, and expects no
// instruction for it.
func TestNoNeedlessRule(t *testing.T) {
	plain := seccomp.New(numbers().profile())
	changed := plain
	changed.Allow(tables.SYS_GETPID)
	changed.Block(tables.SYS_PTRACE)
	if a, b := program(t, &plain), program(t, &changed); !slices.Equal(a, b) {
		t.Errorf("%d instructions, %d without changes", len(b), len(a))
	}
}

// TestTooLong appends the longest program accepted by the kernel, and then a longer one.
func TestTooLong(t *testing.T) {
	const most = 4096
	body := slices.Repeat([]unix.SockFilter{{Code: bpf.JumpEqual, K: 1 << 20}}, most-2)
	p := tables.MakeProfile(&tables.ProfileData{
		Name: "long", Violation: refused, Unknown: newer, Allowed: []tables.Range{{First: tables.SYS_READ, Last: tables.SYS_READ}},
		Program: tables.Program{
			Instructions: slices.Concat([]unix.SockFilter{{Code: bpf.LoadAbs, K: bpf.OffsetNr}}, body, []unix.SockFilter{{Code: bpf.Return, K: allow}}),
			Body:         1,
		},
	})
	before := slices.Repeat([]unix.SockFilter{{Code: bpf.Return, K: own}}, 3)
	f := seccomp.New(p)
	if got, err := f.AppendTo(before); err != nil || len(got) != len(before)+most {
		t.Errorf("%d instructions: %v", len(got), err)
	}
	f.Allow(tables.SYS_WRITE)
	if got, err := f.AppendTo(before); err == nil || !strings.Contains(err.Error(), "4096 instructions") || !slices.Equal(got, before) {
		t.Errorf("%d instructions with a rule more: %v", len(got), err)
	}
}

// multiplexed is a policy about multiplexers. It allows some of their operations, one
// with two selectors and an entry point of its own, and refuses others.
func multiplexed(t testing.TB) policy {
	t.Helper()
	if !tables.HasMultiplexers {
		t.Skip("this architecture has no multiplexer")
	}
	selector := func(multiplexer, call tables.Syscall, mask, value uint32) tables.Selector {
		return tables.Selector{Multiplexer: multiplexer, Call: call, Mask: mask, Value: value, Allowed: true, Action: allow}
	}
	return policy{
		entries: []entry{
			{number: tables.SYS_GETPID, otherwise: allow},
			{tables.SYS_SOCKETCALL, 1<<32 - 1, []alternative{{1, allow}, {3, allow}, {4, own}, {7, logged}, {9, allow}, {11, allow}}, refused},
			{tables.SYS_IPC, 1<<16 - 1, []alternative{{1, allow}, {2, allow}}, refused},
		},
		selectors: []tables.Selector{
			selector(tables.SYS_SOCKETCALL, tables.SYS_SOCKET, 1<<32-1, 1),
			selector(tables.SYS_SOCKETCALL, tables.SYS_CONNECT, 1<<32-1, 3),
			{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_LISTEN, Mask: 1<<32 - 1, Value: 4, Action: own},
			{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_GETPEERNAME, Mask: 1<<32 - 1, Value: 7, Action: logged},
			selector(tables.SYS_SOCKETCALL, tables.SYS_SENDTO, 1<<32-1, 9),
			selector(tables.SYS_SOCKETCALL, tables.SYS_SENDTO, 1<<32-1, 11),
			selector(tables.SYS_SOCKETCALL, tables.SYS_SEND, 1<<32-1, 9),
			selector(tables.SYS_SOCKETCALL, tables.SYS_SEND, 1<<32-1, 11),
			selector(tables.SYS_IPC, tables.SYS_SEMOP, 1<<16-1, 1),
			selector(tables.SYS_IPC, tables.SYS_SEMGET, 1<<16-1, 2),
		},
	}
}

// TestSelectors blocks one operation of a partly allowed multiplexer. The others stay as
// they are, whatever Allow is given.
func TestSelectors(t *testing.T) {
	const socketcall, ipc = tables.SYS_SOCKETCALL, tables.SYS_IPC
	type calls map[uint64]uint32
	profile := multiplexed(t).profile()
	for name, test := range map[string]struct {
		change func(f *seccomp.Filter)
		number tables.Syscall
		want   calls
	}{
		"unchanged":                    {nil, socketcall, calls{1: allow, 3: allow, 4: own, 5: refused, 7: logged, 9: allow}},
		"one call":                     {blocking(tables.SYS_CONNECT), socketcall, calls{1: allow, 3: refused, 4: own, 5: refused, 9: allow}},
		"only the low word counts":     {blocking(tables.SYS_CONNECT), socketcall, calls{1<<32 | 3: refused, 3 << 32: refused, 1<<32 | 1: allow}},
		"a call with two values":       {blocking(tables.SYS_SENDTO), socketcall, calls{3: allow, 9: refused, 11: refused}},
		"by its other name":            {blocking(tables.SYS_SEND), socketcall, calls{3: allow, 9: refused, 11: refused}},
		"several calls":                {blocking(tables.SYS_SENDTO, tables.SYS_SOCKET), socketcall, calls{1: refused, 3: allow, 4: own, 9: refused, 11: refused}},
		"all calls":                    {blocking(tables.SYS_SENDTO, tables.SYS_SOCKET, tables.SYS_CONNECT), socketcall, calls{1: refused, 3: refused, 4: own, 9: refused}},
		"a call that it does not hold": {blocking(tables.SYS_ACCEPT, tables.SYS_BIND), socketcall, calls{1: allow, 2: refused, 3: allow, 4: own, 5: refused, 7: logged}},
		"a call that it ends":          {blocking(tables.SYS_LISTEN), socketcall, calls{1: allow, 4: refused, 7: logged}},
		"a call that it logs":          {blocking(tables.SYS_GETPEERNAME), socketcall, calls{1: allow, 4: own, 7: refused}},
		"the multiplexer":              {blocking(socketcall), socketcall, calls{1: refused, 3: refused, 4: refused, 5: refused}},
		"both":                         {blocking(socketcall, tables.SYS_CONNECT), socketcall, calls{1: refused, 3: refused, 4: refused}},
		"another multiplexer's":        {blocking(tables.SYS_SEMOP), socketcall, calls{1: allow, 3: allow, 4: own}},
		"under a mask":                 {blocking(tables.SYS_SEMOP), ipc, calls{1: refused, 0x50001: refused, 2: allow, 0x50002: allow, 3: refused}},
		"of two multiplexers":          {blocking(tables.SYS_SEMOP, tables.SYS_SOCKET), ipc, calls{1: refused, 2: allow, 3: refused}},
		"of two multiplexers, first":   {blocking(tables.SYS_SEMOP, tables.SYS_SOCKET), socketcall, calls{1: refused, 2: refused, 3: allow}},
		"other numbers":                {blocking(tables.SYS_SEMOP, tables.SYS_SOCKET), tables.SYS_GETPID, calls{1: allow, 3: allow}},
		"other numbers in rules":       {blocking(tables.SYS_SEMOP, tables.SYS_SOCKET, tables.SYS_GETPID), tables.SYS_GETPID, calls{1: refused}},
		"allowed":                      {allowing(socketcall), socketcall, calls{1: allow, 4: allow, 5: allow, 99: allow}},
		"blocked in part, then allowed": {func(f *seccomp.Filter) {
			f.Block(tables.SYS_CONNECT)
			f.Allow(socketcall)
		}, socketcall, calls{1: allow, 3: refused, 4: own, 5: refused}},
		"allowed, then blocked in part": {func(f *seccomp.Filter) {
			f.Allow(socketcall)
			f.Block(tables.SYS_ACCEPT)
		}, socketcall, calls{1: allow, 3: allow, 4: own, 5: refused, 6: refused}},
	} {
		f := seccomp.New(profile)
		if test.change != nil {
			test.change(&f)
		}
		p := program(t, &f)
		for argument, want := range test.want {
			if got := run(t, p, test.number, argument); got != want {
				t.Errorf("%s: %v returns %#x for %#x, want %#x", name, test.number, got, argument, want)
			}
		}
	}
}

// TestOneSelectorEach blocks one selector by two names. The program tests it once, and
// both names are blocked.
func TestOneSelectorEach(t *testing.T) {
	base := multiplexed(t)
	base.entries = base.entries[1:2]
	f := seccomp.New(base.profile())
	f.Block(tables.SYS_SEND)
	one := len(program(t, &f))
	f.Block(tables.SYS_SENDTO)
	two := len(program(t, &f))
	f.Block(tables.SYS_SOCKET, tables.SYS_CONNECT)
	if two != one || f.Allowed(tables.SYS_SOCKETCALL) {
		t.Errorf("%d instructions, %d with the second name; socketcall is allowed: %v", one, two, f.Allowed(tables.SYS_SOCKETCALL))
	}
}

// TestSelectorsAllowed checks Allowed for a multiplexer and its operations.
func TestSelectorsAllowed(t *testing.T) {
	// None of these three has a number of its own on 386 and s390x.
	const held, value, other = tables.SYS_SEMOP, tables.SYS_SEND, tables.SYS_ACCEPT
	if !tables.HasMultiplexers || held.Exists() || value.Exists() || other.Exists() {
		t.Skip("this architecture has no multiplexer, or other ways to make its calls")
	}
	f := seccomp.New(multiplexed(t).profile())
	check := func(what string, want map[tables.Syscall]bool) {
		t.Helper()
		for s, allowed := range want {
			if f.Allowed(s) != allowed {
				t.Errorf("%s: %v is allowed: %v", what, s, !allowed)
			}
		}
		for _, m := range []tables.Syscall{tables.SYS_SOCKETCALL, tables.SYS_IPC} {
			if slices.Contains(slices.Collect(f.All()), m) != f.Allowed(m) {
				t.Errorf("%s: All and Allowed differ on %v", what, m)
			}
		}
	}
	check("unchanged", map[tables.Syscall]bool{held: true, value: true, other: false, tables.SYS_SOCKETCALL: true, tables.SYS_IPC: true})
	f.Allow(tables.SYS_SOCKETCALL)
	check("socketcall is allowed", map[tables.Syscall]bool{held: true, value: true, other: true})
	f.Block(tables.SYS_SENDTO)
	check("sendto is blocked", map[tables.Syscall]bool{held: true, value: false, other: false, tables.SYS_SOCKETCALL: true})
	f.Block(held)
	check("semop is blocked", map[tables.Syscall]bool{held: false, tables.SYS_IPC: true})
	f.Block(tables.SYS_SEMGET)
	check("nothing of ipc is left", map[tables.Syscall]bool{held: false, tables.SYS_IPC: false, tables.SYS_SOCKETCALL: true})
	if blocked := slices.Collect(f.Blocked()); slices.Contains(blocked, tables.SYS_IPC) || slices.Contains(blocked, tables.SYS_SOCKETCALL) {
		t.Errorf("%v are blocked, multiplexers among them", blocked)
	}
	f.Block(tables.SYS_SOCKETCALL, tables.SYS_GETPID)
	check("socketcall is blocked", map[tables.Syscall]bool{value: false, tables.SYS_SOCKETCALL: false})
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), "allows no syscall") {
		t.Errorf("nothing is left: %v", err)
	}
}

// TestWholeMultiplexer blocks operations of a multiplexer without selectors in the
// profile. It is then blocked whole, allowed or logged before.
func TestWholeMultiplexer(t *testing.T) {
	policy := multiplexed(t)
	policy.selectors = nil
	policy.entries = []entry{
		{number: tables.SYS_SOCKETCALL, otherwise: allow},
		{number: tables.SYS_IPC, otherwise: logged},
	}
	f := seccomp.New(policy.profile())
	f.Block(tables.SYS_CONNECT, tables.SYS_SEMGET)
	f.Allow(tables.SYS_IPC, tables.SYS_GETPID)
	p := program(t, &f)
	for _, m := range []tables.Syscall{tables.SYS_SOCKETCALL, tables.SYS_IPC} {
		if got := run(t, p, m, 1); got != refused || f.Allowed(m) {
			t.Errorf("%v returns %#x", m, got)
		}
	}
}

// TestMostSelectors blocks as many selectors as a filter takes. One more is an error.
func TestMostSelectors(t *testing.T) {
	policy := multiplexed(t)
	policy.selectors = nil
	cases := &policy.entries[1].cases
	for value := range uint32(64) {
		*cases = append(*cases, alternative{100 + value, allow})
		policy.selectors = append(policy.selectors, tables.Selector{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_CONNECT, Mask: 1<<32 - 1, Value: 100 + value, Allowed: true, Action: allow})
	}
	f := seccomp.New(policy.profile())
	f.Block(tables.SYS_CONNECT)
	p := program(t, &f)
	for argument, want := range map[uint64]uint32{1: allow, 99: refused, 100: refused, 131: refused, 163: refused} {
		if got := run(t, p, tables.SYS_SOCKETCALL, argument); got != want {
			t.Errorf("%d returns %#x, want %#x", argument, got, want)
		}
	}
	policy.selectors = append(policy.selectors, policy.selectors[0])
	f = seccomp.New(policy.profile())
	f.Block(tables.SYS_CONNECT)
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), "64 selectors") {
		t.Errorf("65 selectors: %v", err)
	}
}

// changes computes the effect of Allow and Block on a policy in a second way: the blocked
// numbers and selectors, and the allowed numbers.
type changes struct {
	policy
	blocked, allowed, kept map[tables.Syscall]bool
	values                 map[tables.Selector]bool
}

func newChanges(o *oracle.Oracle, p policy, allowed, blocked []string) changes {
	c := changes{p, map[tables.Syscall]bool{}, map[tables.Syscall]bool{}, map[tables.Syscall]bool{}, map[tables.Selector]bool{}}
	for _, s := range calls(allowed) {
		for e := range s.Variants() {
			c.allowed[e] = true
		}
	}
	for i, s := range calls(blocked) {
		for e := range s.Variants() {
			c.blocked[e] = true
		}
		for m := range s.Multiplexers() {
			if e := p.find(m); len(e.cases) == 0 && e.otherwise != refused {
				c.blocked[m] = true
				continue
			}
			c.kept[m] = true
			_, values, _ := abi.Selectors(m.String(), o.Operations(blocked[i])[0])
			for _, v := range values {
				c.values[tables.Selector{Multiplexer: m, Value: v}] = p.find(m).of(uint64(v)) != refused
			}
		}
	}
	return c
}

// of returns the right return value.
func (c changes) of(s tables.Syscall, argument uint64) uint32 {
	e := c.find(s)
	switch {
	case c.blocked[s], c.values[tables.Selector{Multiplexer: s, Value: uint32(argument) & e.mask}]:
		return refused
	case c.allowed[s] && !c.kept[s]:
		return allow
	}
	return e.of(argument)
}

// policies lists the hand-made policies possible on this architecture.
func policies(t testing.TB) []policy {
	list := []policy{numbers()}
	if tables.HasMultiplexers {
		list = append(list, multiplexed(t))
	}
	return list
}

// checkPolicy compares a filter of a policy with the changes made to it.
func checkPolicy(t *testing.T, o *oracle.Oracle, base policy, allowed, blocked []string) {
	t.Helper()
	f := seccomp.New(base.profile())
	f.Allow(calls(allowed)...)
	f.Block(calls(blocked)...)
	if f.Validate() != nil {
		return
	}
	want := newChanges(o, base, allowed, blocked)
	p := program(t, &f)
	all := slices.Collect(f.All())
	list := []tables.Syscall{tables.TableBase + 990}
	for _, n := range o.Numbers(runtime.GOARCH) {
		list = append(list, tables.Syscall(n))
	}
	for _, s := range list {
		some := false
		for argument := range uint64(26) {
			for _, a := range []uint64{argument, argument | 1<<32, argument << 32, argument | 0x50000} {
				end := want.of(s, a)
				if got := run(t, p, s, a); got != end {
					t.Fatalf("allowed %v, blocked %v: %v returns %#x for %#x, want %#x", allowed, blocked, s, got, a, end)
				}
				some = some || end == allow
			}
		}
		if f.Allowed(s) != some || slices.Contains(all, s) != some {
			t.Fatalf("allowed %v, blocked %v: %v is allowed: %v, want %v", allowed, blocked, s, f.Allowed(s), some)
		}
	}
}

// TestRandomPolicyChanges allows and blocks random syscalls, half of them from the
// policies.
func TestRandomPolicyChanges(t *testing.T) {
	o := catalog(t)
	r := rand.New(rand.NewPCG(3, 5))
	about := []string{"read", "write", "close", "openat", "getpid", "socketcall", "ipc", "socket", "connect", "send", "sendto", "listen", "accept", "semop", "semget", "msgget"}
	rounds := 40
	if testing.Short() {
		rounds = 4
	}
	for range rounds {
		for _, base := range policies(t) {
			names := [][]string{about, o.Names()}[r.IntN(2)]
			checkPolicy(t, o, base, pick(r, names, 6), pick(r, names, 6))
		}
	}
}
