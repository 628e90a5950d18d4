//go:build linux

package seccomp_test

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/webserver"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// TestVerdict checks verdicts of a hand-made policy before and after changes. On 32-bit
// machines uintptr has no upper half to be ignored.
func TestVerdict(t *testing.T) {
	type args []uintptr
	for _, test := range []struct {
		name    string
		change  func(f *seccomp.Filter)
		syscall tables.Syscall
		args    args
		want    seccomp.Action
	}{
		{"allowed", nil, tables.SYS_GETPID, nil, seccomp.Allow},
		{"allowed for this argument", nil, tables.SYS_READ, args{3}, seccomp.Allow},
		{"refused for this argument", nil, tables.SYS_READ, args{4}, seccomp.Errno(100)},
		{"omitted arguments are 0", nil, tables.SYS_READ, nil, seccomp.Errno(100)},
		{"six arguments", nil, tables.SYS_READ, args{3, 1, 2, 3, 4, 5}, seccomp.Allow},
		{"the upper half", nil, tables.SYS_READ, args{upper | 3}, seccomp.Allow},
		{"logged", nil, tables.SYS_OPENAT, args{7}, seccomp.Log},
		{"an errno of the profile", nil, tables.SYS_WRITE, nil, seccomp.Errno(1)},
		{"another violation action", func(f *seccomp.Filter) { f.OnViolation(seccomp.Trace(7)) }, tables.SYS_READ, args{4}, seccomp.Trace(7)},
		{"blocked", blocking(tables.SYS_READ), tables.SYS_READ, args{3}, seccomp.Errno(100)},
		{"blocked under another action", func(f *seccomp.Filter) { f.OnViolation(seccomp.Trap); f.Block(tables.SYS_READ) }, tables.SYS_READ, args{3}, seccomp.Trap},
		{"allowed by the filter", allowing(tables.SYS_READ), tables.SYS_READ, args{4}, seccomp.Allow},
		{"a number outside the tables", nil, 1 << 20, nil, seccomp.Errno(101)},
		{"the last number", nil, 1<<32 - 1, nil, seccomp.Errno(101)},
	} {
		f := seccomp.New(numbers().profile())
		if test.change != nil {
			test.change(&f)
		}
		if got, err := f.Verdict(test.syscall, test.args...); err != nil || got != test.want {
			t.Errorf("%s: %v(%#x) is %v, %v; want %v", test.name, test.syscall, test.args, got, err, test.want)
		}
	}
}

// upper is the upper half of an argument, 0 on 32-bit machines.
const upper = ^uintptr(0) &^ (1<<32 - 1)

// TestVerdictErrors expects an error and a kill where no program can decide.
func TestVerdictErrors(t *testing.T) {
	valid := seccomp.New(tables.Minimal())
	refusing := seccomp.New(tables.Minimal())
	refusing.OnViolation(seccomp.Errno(0))
	for _, test := range []struct {
		name    string
		filter  seccomp.Filter
		syscall tables.Syscall
		args    int
		want    string
	}{
		{"the zero filter", seccomp.Filter{}, tables.SYS_READ, 0, "no profile"},
		{"an invalid action", refusing, tables.SYS_READ, 0, "invalid action"},
		{"seven arguments", valid, tables.SYS_READ, 7, "at most 6 arguments"},
		{"a pseudo-number", valid, pseudoNumber(t), 0, "does not exist on this architecture"},
		{"an empty program", returning(), tables.SYS_READ, 0, "unknown to Verdict"},
		{"a jump past the end", returning(unix.SockFilter{Code: bpf.JumpAlways, K: 1<<32 - 1}), tables.SYS_READ, 0, "unknown to Verdict"},
		{"a test past the end", returning(unix.SockFilter{Code: bpf.JumpEqual, Jt: 1, Jf: 255}), tables.SYS_READ, 0, "unknown to Verdict"},
		{"a load past the input", returning(unix.SockFilter{Code: bpf.LoadAbs, K: 64}), tables.SYS_READ, 0, "unknown to Verdict"},
		{"a load between words", returning(unix.SockFilter{Code: bpf.LoadAbs, K: 18}), tables.SYS_READ, 0, "unknown to Verdict"},
		{"scratch memory", returning(unix.SockFilter{Code: unix.BPF_ST}), tables.SYS_READ, 0, "unknown to Verdict"},
	} {
		got, err := test.filter.Verdict(test.syscall, make([]uintptr, test.args)...)
		if err == nil || !strings.Contains(err.Error(), test.want) || got != seccomp.KillProcess {
			t.Errorf("%s: %v, %v; want a kill and %q", test.name, got, err, test.want)
		}
	}
	if got, err := valid.CompatVerdict(0, make([]uint32, 7)...); err == nil || got != seccomp.KillProcess {
		t.Errorf("seven arguments of the companion ABI: %v, %v", got, err)
	}
	var call *seccomp.CallError
	absent := pseudoNumber(t)
	if _, err := valid.Verdict(absent); !errors.As(err, &call) || call.Call() != absent {
		t.Errorf("a pseudo-number: %v, want a CallError with %v", err, absent)
	}
}

// pseudoNumber returns a syscall of other architectures only.
func pseudoNumber(t *testing.T) tables.Syscall {
	t.Helper()
	for _, name := range catalog(t).Names() {
		if s, _ := tables.Lookup(name); s.Absent() {
			return s
		}
	}
	t.Fatal("every syscall exists here")
	return 0
}

// returning returns a filter with a program.
func returning(program ...unix.SockFilter) seccomp.Filter {
	return seccomp.New(tables.MakeProfile(&tables.ProfileData{
		Name: "given", Allowed: []tables.Range{{First: tables.SYS_READ, Last: tables.SYS_READ}}, Program: tables.Program{Instructions: program},
	}))
}

// TestVerdictOfValues expects the kernel's action for each value of a program: operands are
// dropped, and values without an action kill (kernel/seccomp.c).
func TestVerdictOfValues(t *testing.T) {
	for value, want := range map[uint32]seccomp.Action{
		unix.SECCOMP_RET_ALLOW:            seccomp.Allow,
		unix.SECCOMP_RET_ALLOW | 5:        seccomp.Allow,
		unix.SECCOMP_RET_LOG | 5:          seccomp.Log,
		unix.SECCOMP_RET_TRACE | 5:        seccomp.Trace(5),
		unix.SECCOMP_RET_USER_NOTIF | 5:   seccomp.UserNotify,
		unix.SECCOMP_RET_ERRNO | 5:        seccomp.Errno(5),
		unix.SECCOMP_RET_TRAP | 5:         seccomp.Trap,
		unix.SECCOMP_RET_KILL_THREAD | 5:  seccomp.KillThread,
		unix.SECCOMP_RET_KILL_PROCESS | 5: seccomp.KillProcess,
		0x00040000:                        seccomp.KillProcess,
		0x7ffd0000:                        seccomp.KillProcess,
		0xffffffff:                        seccomp.KillProcess,
	} {
		f := returning(unix.SockFilter{Code: bpf.Return, K: value})
		if got, err := f.Verdict(tables.SYS_READ); err != nil || got != want {
			t.Errorf("%#x is %v, %v; want %v", value, got, err, want)
		}
	}
}

// TestVerdictExecutes compares single instructions with the interpreter of package prove:
// every word of the input, and both outcomes of tests, around the sign bit.
func TestVerdictExecutes(t *testing.T) {
	args := [6]uintptr{1, 1 << 31, ^uintptr(0), upper | 4, 1<<31 - 1, 0}
	var tests []unix.SockFilter
	for _, code := range []uint16{bpf.JumpEqual, bpf.JumpAtLeast, bpf.JumpAnyBit} {
		for _, k := range []uint32{0, 1, 4, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 1} {
			tests = append(tests, unix.SockFilter{Code: code, Jt: 1, K: k})
		}
	}
	for offset := uint32(0); offset < 64; offset += 4 {
		for _, change := range []unix.SockFilter{{Code: bpf.And, K: 1<<32 - 1}, {Code: bpf.And, K: 0x80000001}, {Code: bpf.Xor, K: 1 << 31}} {
			for _, test := range tests {
				f := returning(unix.SockFilter{Code: bpf.LoadAbs, K: offset}, change, test,
					unix.SockFilter{Code: bpf.Return, K: own}, unix.SockFilter{Code: bpf.Return, K: allow})
				checkVerdict(t, &f, tables.SYS_READ, args)
			}
		}
	}
}

// checkVerdict compares f's verdict with its program under the interpreter of package prove.
func checkVerdict(t testing.TB, f *seccomp.Filter, s tables.Syscall, args [6]uintptr) {
	t.Helper()
	d := prove.Data{Nr: uint32(s), Arch: tables.AuditArch, BigEndian: bigEndian}
	for i, a := range args {
		d.Args[i] = uint64(a)
	}
	program, err := f.AppendTo(nil)
	if err != nil {
		t.Fatal(err)
	}
	want, _, err := prove.Execute(instructionsOf(program), d)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.Verdict(s, args[:]...); err != nil || uint32(got)^1<<31 != want {
		t.Fatalf("%v(%#x) is %v, %v; the program returns %#x\n%v", s, args, got, err, want, program)
	}
}

// TestCompatVerdict checks verdicts on numbers of a companion ABI, and expects a kill for
// profiles without it.
func TestCompatVerdict(t *testing.T) {
	plain := seccomp.New(tables.AllowAll())
	if got, err := plain.CompatVerdict(20); err != nil || got != seccomp.KillProcess {
		t.Errorf("allow-all: %v, %v", got, err)
	}
	f := seccomp.New(compat(t, tables.CompatCall{Call: tables.SYS_GETPID, Number: secondBase}))
	f.Block(tables.SYS_GETPID)
	for number, want := range map[uint32]seccomp.Action{
		secondBase: seccomp.Errno(100), secondBase + 1: seccomp.Allow, 1 << 20: seccomp.Errno(101),
	} {
		if got, err := f.CompatVerdict(number, 1, 2, 3); err != nil || got != want {
			t.Errorf("number %d is %v, %v; want %v", number, got, err, want)
		}
	}
}

// TestActionString compares the words with those of policies.
func TestActionString(t *testing.T) {
	for _, a := range action.All {
		for operand, suffix := range map[action.Operand]map[uint32]string{
			action.NoOperand:     {0: ""},
			action.ErrnoOperand:  {1: ":EPERM", 13: ":EACCES", 4094: ":4094"},
			action.NumberOperand: {0: ":0", 65535: ":65535"},
		}[a.Operand] {
			want := a.Word + suffix
			if a.Value == action.Allow {
				want = "allow"
			}
			if got := seccomp.Action(a.Value|operand) ^ 1<<31; got.String() != want {
				t.Errorf("%#x is %q, want %q", a.Value|operand, got, want)
			}
		}
	}
	for _, a := range []seccomp.Action{seccomp.Errno(0), seccomp.Errno(4095), seccomp.Allow + 1, 7} {
		if got := a.String(); !strings.HasPrefix(got, "invalid action 0x") {
			t.Errorf("%#x is %q", uint32(a), got)
		}
	}
}

// TestActionErrno expects the errno of an action, 0 of others.
func TestActionErrno(t *testing.T) {
	for a, want := range map[seccomp.Action]syscall.Errno{
		seccomp.Errno(1): 1, seccomp.Errno(4094): 4094, seccomp.Trace(5): 0, seccomp.Allow: 0, seccomp.KillProcess: 0, seccomp.Errno(0): 0,
	} {
		if got := a.Errno(); got != want {
			t.Errorf("the errno of %v is %d, want %d", a, got, want)
		}
	}
}

// TestVerdictIsTheKernels installs a filter with rules, makes syscalls, and compares their
// errnos with the verdicts.
func TestVerdictIsTheKernels(t *testing.T) {
	if emulated() {
		t.Skip("user-mode emulation has no seccomp(2)")
	}
	runChild(t, "verdicts")
}

// verdictsInKernel makes syscalls without effect: of bad descriptors, or refused. No syscall
// allowed here fails with EDOM or ERANGE.
func verdictsInKernel() error {
	const badFile = ^uintptr(0)
	f := seccomp.New(webserver.Webserver())
	f.OnViolation(seccomp.Errno(unix.EDOM))
	f.OnUnknown(seccomp.Errno(unix.ERANGE))
	f.Block(tables.SYS_GETPGID)
	f.Allow(tables.SYS_SETNS)
	calls := []struct {
		syscall tables.Syscall
		args    [3]uintptr
	}{
		{tables.SYS_GETPID, [3]uintptr{}},
		{tables.SYS_GETPGID, [3]uintptr{}},
		{tables.SYS_SETNS, [3]uintptr{badFile}},
		{tables.SYS_CLONE3, [3]uintptr{}},
		{tables.SYS_PTRACE, [3]uintptr{badFile, badFile}},
		{tables.SYS_SOCKET, [3]uintptr{unix.AF_UNIX, badFile}},
		{tables.SYS_SOCKET, [3]uintptr{unix.AF_ALG, unix.SOCK_SEQPACKET}},
		{tables.SYS_SOCKET, [3]uintptr{upper | unix.AF_UNIX, badFile}},
		{tables.SYS_SOCKET, [3]uintptr{upper | unix.AF_ALG, badFile}},
		{tables.SYS_IOCTL, [3]uintptr{badFile, unix.TIOCGWINSZ}},
		{tables.SYS_IOCTL, [3]uintptr{badFile, unix.TIOCSTI}},
		{tables.SYS_IOCTL, [3]uintptr{badFile, upper | unix.TIOCGWINSZ}},
		{tables.TableBase + 990, [3]uintptr{}},
	}
	if err := f.InstallThread(0); err != nil {
		return err
	}
	for _, c := range calls {
		_, _, errno := unix.RawSyscall(uintptr(c.syscall), c.args[0], c.args[1], c.args[2])
		verdict, err := f.Verdict(c.syscall, c.args[:]...)
		refused := errno == unix.EDOM || errno == unix.ERANGE || c.syscall == tables.SYS_CLONE3
		if err != nil || refused && errno != verdict.Errno() || refused == (verdict == seccomp.Allow) {
			return fmt.Errorf("%v(%#x) fails with %v, its verdict is %v, %v", c.syscall, c.args, errno, verdict, err)
		}
	}
	return nil
}

// TestUnknownAction expects ENOSYS for an unknown number, and log if violations are logged,
// unless OnUnknown or the profile sets its action.
func TestUnknownAction(t *testing.T) {
	enosys := seccomp.Errno(unix.ENOSYS)
	profile := func(violation, unknown uint32, byDefault bool) tables.Profile {
		return tables.MakeProfile(&tables.ProfileData{
			Name: "given", Allowed: []tables.Range{{First: tables.SYS_READ, Last: tables.SYS_READ}},
			Violation: violation, Unknown: unknown, UnknownDefault: byDefault,
			Program: tables.Program{Instructions: []unix.SockFilter{{Code: bpf.Return}}, Unknown: []uint16{0}},
		})
	}
	logging := profile(unix.SECCOMP_RET_LOG, unix.SECCOMP_RET_LOG, true)
	set := profile(unix.SECCOMP_RET_LOG, unix.SECCOMP_RET_ERRNO|uint32(unix.ENOSYS), false)
	on := func(violations ...seccomp.Action) func(*seccomp.Filter) {
		return func(f *seccomp.Filter) {
			for _, a := range violations {
				f.OnViolation(a)
			}
		}
	}
	setUnknown := func(f *seccomp.Filter) { f.OnUnknown(seccomp.Errno(unix.EPERM)); f.OnViolation(seccomp.Log) }
	for _, test := range []struct {
		name    string
		profile tables.Profile
		change  func(*seccomp.Filter)
		want    seccomp.Action
	}{
		{"built in", tables.Network(), on(), enosys},
		{"built in, with log", tables.Network(), on(seccomp.Log), seccomp.Log},
		{"built in, with log for a while", tables.Network(), on(seccomp.Log, seccomp.Trap), enosys},
		{"built in, set", tables.Network(), setUnknown, seccomp.Errno(unix.EPERM)},
		{"violation,log", logging, on(), seccomp.Log},
		{"violation,log replaced", logging, on(seccomp.KillProcess), enosys},
		{"violation,log, set", logging, setUnknown, seccomp.Errno(unix.EPERM)},
		{"unknown,errno:ENOSYS", set, on(seccomp.Log), enosys},
	} {
		f := seccomp.New(test.profile)
		test.change(&f)
		for _, s := range []tables.Syscall{tables.SYS_IO_URING_SETUP, tables.TableBase + 900} {
			if got, err := f.Verdict(s); got != test.want || err != nil {
				t.Errorf("%s: %d is %#x, %v, want %#x", test.name, uint32(s), got, err, test.want)
			}
		}
	}
}
