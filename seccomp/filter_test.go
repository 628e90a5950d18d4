//go:build linux

package seccomp_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// emptied returns minimal with all its syscalls blocked, and an action for violations.
func emptied(a seccomp.Action) func(*seccomp.Filter) {
	return func(f *seccomp.Filter) {
		f.Block(slices.Collect(tables.Minimal().All())...)
		f.OnViolation(a)
	}
}

func TestValidate(t *testing.T) {
	change := func(f func(*seccomp.Filter)) seccomp.Filter {
		filter := seccomp.New(tables.Minimal())
		f(&filter)
		return filter
	}
	for _, test := range []struct {
		name   string
		filter seccomp.Filter
		want   string // in the error; empty for none
	}{
		{"a profile", seccomp.New(tables.Minimal()), ""},
		{"the zero filter", seccomp.Filter{}, "no profile"},
		{"the zero profile", seccomp.New(tables.Profile{}), "no profile"},
		{"errno 0", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.Errno(0)) }), "invalid action"},
		{"errno 4095", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.Errno(4095)) }), "invalid action"},
		{"errno 65537", change(func(f *seccomp.Filter) { f.OnUnknown(seccomp.Errno(65537)) }), "invalid action"},
		{"the kernel's errno 1", change(func(f *seccomp.Filter) { f.OnViolation(unix.SECCOMP_RET_ERRNO | 1) }), "invalid action"},
		{"errno 0 as a number", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.Errno(1) - 1) }), "invalid action"},
		{"errno 4095 as a number", change(func(f *seccomp.Filter) { f.OnUnknown(seccomp.Errno(4094) + 1) }), "invalid action"},
		{"the zero action", change(func(f *seccomp.Filter) { var zero seccomp.Action; f.OnViolation(zero) }), ""},
		{"errno 4094", change(func(f *seccomp.Filter) { f.OnUnknown(seccomp.Errno(4094)) }), ""},
		{"the kernel's allow", change(func(f *seccomp.Filter) { f.OnViolation(unix.SECCOMP_RET_ALLOW) }), "invalid action"},
		{"allow as an action", change(func(f *seccomp.Filter) { f.OnViolation(unix.SECCOMP_RET_ALLOW ^ 1<<31) }), "invalid action"},
		{"any number as an action", change(func(f *seccomp.Filter) { f.OnViolation(7) }), "invalid action"},
		{"kill the thread", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.KillThread) }), ""},
		{"trap", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.Trap) }), ""},
		{"trace", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.Trace(65535)) }), ""},
		{"log", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.Log) }), ""},
		{"notify", change(func(f *seccomp.Filter) { f.OnViolation(seccomp.UserNotify) }), ""},
		{"allow a newer call", change(func(f *seccomp.Filter) { f.Allow(tables.TableBase + 990) }), ""},
		{"allow no call", change(func(f *seccomp.Filter) { f.Allow(tables.TableBase + 1024) }), "can have the number"},
		{"allow an x32 call", change(func(f *seccomp.Filter) { f.Allow(1 << 30) }), "can have the number"},
		{"block no call", change(func(f *seccomp.Filter) { f.Block(1<<32 - 1) }), "can have the number"},
		{"block a pseudo-number of no table", change(func(f *seccomp.Filter) { f.Block(0x80ffffff) }), "can have the number"},
		{"allow a pseudo-number of no table", change(func(f *seccomp.Filter) { f.Allow(0x80ffffff) }), "can have the number"},
		{"block everything", change(func(f *seccomp.Filter) { f.Block(slices.Collect(tables.Minimal().All())...) }), "allows no syscall"},
		{"block everything, and log it", change(emptied(seccomp.Log)), ""},
		{"block everything, and trace it", change(emptied(seccomp.Trace(0))), ""},
		{"block everything, and ask for it", change(emptied(seccomp.UserNotify)), ""},
		{"block everything by an errno", change(emptied(seccomp.Errno(1))), "allows no syscall"},
		{"block everything by SIGSYS", change(emptied(seccomp.Trap)), "allows no syscall"},
		{"block what is not there", change(func(f *seccomp.Filter) { f.Block(absent(t)) }), ""},
		{"allow what is not there", change(func(f *seccomp.Filter) { f.Allow(absent(t)) }), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := test.filter.Validate()
			program, appendErr := test.filter.AppendTo(make([]unix.SockFilter, 1, 1000))
			if (test.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("Validate() = %v, want %q", err, test.want)
			}
			if (err == nil) != (appendErr == nil) || err != nil && len(program) != 1 {
				t.Errorf("AppendTo appended %d instructions: %v", len(program)-1, appendErr)
			}
			if err != nil && test.filter.Install(0) == nil {
				t.Error("Install took what is not valid")
			}
		})
	}
}

// absent returns an operation without an entry point on this architecture.
func absent(t *testing.T) tables.Syscall {
	t.Helper()
	for _, name := range catalog(t).Names() {
		s, _ := tables.Lookup(name)
		nothing := true
		for range s.EntryPoints() {
			nothing = false
		}
		if nothing {
			return s
		}
	}
	t.Fatal("every call is there")
	return 0
}

// TestMultiplexedAlone allows an operation with a multiplexer as its only entry point:
// accept on 386 and s390x. A filter does not allow half of it.
func TestMultiplexedAlone(t *testing.T) {
	for _, name := range catalog(t).Names() {
		s, _ := tables.Lookup(name)
		entries, multiplexers := slices.Collect(s.Variants()), slices.Collect(s.EntryPoints())
		if len(entries) > 0 || len(multiplexers) == 0 {
			continue
		}
		f := seccomp.New(tables.Minimal())
		f.Allow(s)
		var call *seccomp.CallError
		if err := f.Validate(); !errors.As(err, &call) || call.Call() != s {
			t.Errorf("allowing %v: %v", s, err)
		}
		f = seccomp.New(tables.Minimal())
		f.Allow(multiplexers...)
		if err := f.Validate(); err != nil || !f.Allowed(s) {
			t.Errorf("allowing what reaches %v: %v, allowed %v", s, err, f.Allowed(s))
		}
		f.Block(s)
		if f.Allowed(s) || f.Allowed(multiplexers[0]) {
			t.Errorf("%v is blocked and allowed", s)
		}
	}
}

func TestBlocked(t *testing.T) {
	f := seccomp.New(tables.Network())
	for range f.Blocked() {
		t.Error("a new filter blocks something")
	}
	f.Block(tables.SYS_CONNECT, tables.SYS_STAT, tables.TableBase+990, tables.SYS_CONNECT)
	want := slices.Collect(tables.SYS_CONNECT.EntryPoints())
	want = slices.AppendSeq(want, tables.SYS_STAT.Variants())
	want = append(want, tables.TableBase+990)
	slices.Sort(want)
	if got := slices.Collect(f.Blocked()); !slices.Equal(got, want) {
		t.Errorf("Blocked() = %v, want %v", got, want)
	}
	for _, s := range want {
		if f.Allowed(s) {
			t.Errorf("%v is blocked and allowed", s)
		}
	}
}

// TestLongestRules blocks every second number, and so needs one rule for each. With a
// long profile, the program must not exceed the kernel's limit.
func TestLongestRules(t *testing.T) {
	f := seccomp.New(tables.AllowAll())
	for n := tables.Syscall(0); n < tables.TableSize; n += 2 {
		if !inGap(n) {
			f.Block(tables.TableBase + n)
		}
	}
	p := program(t, &f)
	if len(p) > 4096 {
		t.Errorf("%d instructions", len(p))
	}
	for _, s := range []tables.Syscall{0, 2, 510, tables.TableSize - 2} {
		if f.Allowed(tables.TableBase + s) {
			t.Errorf("%d is allowed", s)
		}
	}
	long := tables.MakeProfile(&tables.ProfileData{
		Name:    "long",
		Allowed: []tables.Range{{First: tables.SYS_READ, Last: tables.SYS_READ}},
		Program: tables.Program{Instructions: make([]unix.SockFilter, 4096)},
	})
	f = seccomp.New(long)
	if _, err := f.AppendTo(nil); err != nil {
		t.Errorf("4096 instructions: %v", err)
	}
	f.Block(tables.SYS_READ)
	f.Allow(tables.SYS_WRITE, tables.SYS_CLOSE)
	if p, err := f.AppendTo(nil); err == nil || len(p) != 0 || !strings.Contains(err.Error(), "4096") {
		t.Errorf("a rule more: %d instructions, %v", len(p), err)
	}
}

// TestRulesDecide compares long lists of rules with the filter's own predicates: single
// numbers and pairs, with short and long jumps, a number missing from the tables, and the
// last number of the table beside the first private one. Numbers from 424 on, not blocked
// and not allowed, are unknown.
func TestRulesDecide(t *testing.T) {
	for name, blocked := range map[string]func(n tables.Syscall) bool{
		"every second":     func(n tables.Syscall) bool { return n%2 == 0 },
		"two of three":     func(n tables.Syscall) bool { return n%3 != 2 },
		"one of seven":     func(n tables.Syscall) bool { return n%7 == 0 },
		"a number unknown": func(n tables.Syscall) bool { return n == 990 },
		"the last":         func(n tables.Syscall) bool { return n == tables.TableSize-1 },
	} {
		f := seccomp.New(tables.Unrestricted())
		for n := range tables.TableSize {
			if blocked(n) && !inGap(n) {
				f.Block(tables.TableBase + n)
			}
		}
		if tables.PrivateBase != 0 && blocked(tables.TableSize-1) {
			f.Block(tables.PrivateBase)
		}
		p := program(t, &f)
		for n := range tables.TableSize {
			s := tables.TableBase + n
			want := blocked(n) && !inGap(n) || n < 424 && s.Exists() && !f.Allowed(s)
			if got := returned(t, p, uint32(s)) == actions["denied"]; want && !got || got && f.Allowed(s) {
				t.Errorf("%s: %d is denied: %v, want %v", name, uint32(s), got, want)
			}
		}
		if got := returned(t, p, 10000); got != actions["unknown"] {
			t.Errorf("%s: a number after the table returns %#x", name, got)
		}
	}
}

// inGap reports whether n, counted from the table's base, is a number of another calling
// convention.
func inGap(n tables.Syscall) bool { return n-tables.TableGap < tables.TableGapSize }

// TestRulesAreSearched blocks many syscalls, and expects a search in place of one test
// for each.
func TestRulesAreSearched(t *testing.T) {
	few, many := seccomp.New(tables.AllowAll()), seccomp.New(tables.AllowAll())
	few.Block(tables.TableBase)
	for n := tables.Syscall(0); n < 512; n += 2 {
		many.Block(tables.TableBase + n)
	}
	a, b := worst(t, program(t, &few)), worst(t, program(t, &many))
	if b > a+30 {
		t.Errorf("a call executes up to %d instructions with 256 rules, %d with one", b, a)
	}
}

// TestExecRefuses gives Exec wrong arguments. It must fail before it installs the filter:
// the test would go on under it.
func TestExecRefuses(t *testing.T) {
	f := seccomp.New(tables.Minimal())
	f.Block(tables.SYS_EXECVE)
	if err := seccomp.Exec(&f, "/bin/true", []string{"true"}, nil); err == nil || !strings.Contains(err.Error(), "does not allow execve") {
		t.Errorf("without execve: %v", err)
	}
	if err := seccomp.Exec(&seccomp.Filter{}, "/bin/true", []string{"true"}, nil); err == nil || !strings.Contains(err.Error(), "no profile") {
		t.Errorf("the zero filter: %v", err)
	}
	f = seccomp.New(tables.Minimal())
	for path, want := range map[string]unix.Errno{"/no/such/program": unix.ENOENT, "/dev/null": unix.EACCES, "/": unix.EACCES, "a\x00b": unix.EINVAL} {
		if err := seccomp.Exec(&f, path, []string{"program"}, nil); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", path, err, want)
		}
	}
}

// TestBlockVariants blocks operations, and expects every variant refused. On 386, waitpid
// was a way around a blocked wait4.
func TestBlockVariants(t *testing.T) {
	for _, c := range []struct{ operation, variant tables.Syscall }{
		{tables.SYS_WAIT4, tables.SYS_WAITPID},
		{tables.SYS_GETDENTS64, tables.SYS_GETDENTS},
		{tables.SYS_GETDENTS64, tables.SYS_READDIR},
		{tables.SYS_UTIMES, tables.SYS_UTIME},
	} {
		f := seccomp.New(tables.Network())
		if c.variant.Exists() && !f.Allowed(c.variant) {
			t.Errorf("%v is not allowed", c.variant)
		}
		f.Block(c.operation)
		if f.Allowed(c.variant) {
			t.Errorf("%v is blocked, and %v is not", c.operation, c.variant)
		}
	}
}
