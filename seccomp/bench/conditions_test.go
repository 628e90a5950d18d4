//go:build linux && amd64

package bench

import (
	"fmt"
	"io"
	"math/bits"
	"os"
	"testing"

	elastic "github.com/elastic/go-seccomp-bpf"
	libseccomp "github.com/seccomp/libseccomp-golang"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/bench/conditions"
)

// compilers lists the compilers of policies with conditions. Module gvisor has one more.
var compilers = []struct {
	name    string
	compile func(x *conditions.Case) ([]unix.SockFilter, error)
}{
	{ours, (*conditions.Case).Compile},
	{"elastic", elasticConditions},
	{"libseccomp-opt1", libseccompConditions(1)},
	{"libseccomp-opt2", libseccompConditions(2)},
}

// elasticConditions compiles with elastic. It has no masks: a term with one becomes a
// condition for each bit of the value, and one for the other bits.
func elasticConditions(x *conditions.Case) ([]unix.SockFilter, error) {
	group := elastic.SyscallGroup{Names: conditions.Always, Action: elastic.ActionAllow}
	for _, r := range x.Rules {
		var list elastic.ArgumentConditions
		for _, t := range r {
			add := func(op elastic.Operation, value uint64) {
				list = append(list, elastic.Condition{Argument: uint32(t.Argument), Operation: op, Value: value})
			}
			if t.Whole() {
				add(elastic.Equal, t.Value)
				continue
			}
			for rest := t.Value; rest != 0; rest &= rest - 1 {
				add(elastic.BitsSet, 1<<bits.TrailingZeros64(rest))
			}
			add(elastic.BitsNotSet, t.Mask&^t.Value)
		}
		group.NamesWithCondtions = append(group.NamesWithCondtions, elastic.NameWithConditions{Name: x.Call, Conditions: list})
	}
	policy := elastic.Policy{DefaultAction: elastic.ActionKillProcess, Syscalls: []elastic.SyscallGroup{group}}
	if len(x.Missing) > 0 {
		policy.Syscalls = append(policy.Syscalls, elastic.SyscallGroup{Names: x.Missing, Action: elastic.ActionErrno | elastic.Action(unix.ENOSYS)})
	}
	instructions, err := policy.Assemble()
	if err != nil {
		return nil, err
	}
	raw, err := bpf.Assemble(instructions)
	var out []unix.SockFilter
	for _, i := range raw {
		out = append(out, unix.SockFilter{Code: i.Op, Jt: i.Jt, Jf: i.Jf, K: i.K})
	}
	return out, err
}

// libseccompConditions compiles with libseccomp. Masks of an int's 32 bits save it the tests
// of the others.
func libseccompConditions(optimize int) func(x *conditions.Case) ([]unix.SockFilter, error) {
	return func(x *conditions.Case) ([]unix.SockFilter, error) {
		f, err := libseccomp.NewFilter(libseccomp.ActKillProcess)
		if err != nil {
			return nil, err
		}
		defer f.Release()
		if err := f.SetOptimize(optimize); err != nil {
			return nil, err
		}
		for _, r := range x.Rules {
			if err := addMasked(f, x.Call, libseccomp.ActAllow, r); err != nil {
				return nil, err
			}
		}
		for _, name := range conditions.Always {
			if err := addMasked(f, name, libseccomp.ActAllow, nil); err != nil {
				return nil, err
			}
		}
		for _, name := range x.Missing {
			if err := addMasked(f, name, libseccomp.ActErrno.SetReturnCode(int16(unix.ENOSYS)), nil); err != nil {
				return nil, err
			}
		}
		return exported(f)
	}
}

// addMasked adds a rule to f, without conditions if r has no terms.
func addMasked(f *libseccomp.ScmpFilter, name string, action libseccomp.ScmpAction, r conditions.Rule) error {
	call, err := libseccomp.GetSyscallFromName(name)
	if err != nil {
		return err
	}
	var list []libseccomp.ScmpCondition
	for _, t := range r {
		c, err := libseccomp.MakeCondition(uint(t.Argument), libseccomp.CompareMaskedEqual, t.Mask, t.Value)
		if err != nil {
			return err
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return f.AddRule(call, action)
	}
	return f.AddRuleConditional(call, action, list)
}

// exported returns the program of f. Before 2.6 libseccomp can only write it to a file.
func exported(f *libseccomp.ScmpFilter) ([]unix.SockFilter, error) {
	fd, err := unix.MemfdCreate("program", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	file := os.NewFile(uintptr(fd), "program")
	defer file.Close()
	if err := f.ExportBPF(file); err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(file)
	return decode(data), err
}

// conditionCases returns the compared policies.
func conditionCases(tb testing.TB) []*conditions.Case {
	tb.Helper()
	cases, err := conditions.Cases("../..")
	if err != nil {
		tb.Fatal(err)
	}
	return cases
}

// TestConditions checks that the compared programs decide alike.
func TestConditions(t *testing.T) {
	for _, x := range conditionCases(t) {
		for _, c := range compilers {
			program, err := c.compile(x)
			if err != nil {
				t.Errorf("%s: %s: %v", x.Name, c.name, err)
				continue
			}
			n, err := x.Count(program)
			if err != nil {
				t.Errorf("%s: %s: %v", x.Name, c.name, err)
			}
			t.Logf("%s: %s: %d instructions, tests %d at worst, %.1f on average", x.Name, c.name, len(program), n.Worst, n.Average)
		}
	}
}

// BenchmarkConditions compiles policies with conditions, and counts the instructions of their
// programs and the tests executed.
func BenchmarkConditions(b *testing.B) {
	for _, x := range conditionCases(b) {
		for _, c := range compilers {
			b.Run(fmt.Sprintf("case=%s/program=%s", x.Name, c.name), func(b *testing.B) {
				conditions.Benchmark(b, x, c.compile)
			})
		}
	}
}
