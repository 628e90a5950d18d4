//go:build linux && amd64

package bench

import (
	"os"
	"sync"

	elastic "github.com/elastic/go-seccomp-bpf"
	elasticarch "github.com/elastic/go-seccomp-bpf/arch"
	libseccomp "github.com/seccomp/libseccomp-golang"
	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// library is a seccomp library for Go. Each makes the same filter: the tier network
// without five syscalls.
type library struct {
	name string
	// build makes the program, and load installs it on all threads from nothing.
	build, load func() error
	// names returns the names of the filter's syscalls, nil if the library needs none.
	names func() []string
}

var libraries = []library{
	{ours, buildOurs, loadOurs, nil},
	{"elastic", buildElastic, loadElastic, elasticNames},
	{"libseccomp-opt1", buildLibseccomp(1), loadLibseccomp(1), libseccompNames},
	{"libseccomp-opt2", buildLibseccomp(2), loadLibseccomp(2), libseccompNames},
}

// prepare computes the names of l before its time is taken. In the processes of other
// libraries they are not computed: that would load our code before its first use.
func (l library) prepare() {
	if l.names != nil {
		l.names()
	}
}

// changed is network without five syscalls.
func changed() seccomp.Filter {
	f := seccomp.New(tables.Network())
	f.Block(tables.SYS_PTRACE, tables.SYS_EXECVE, tables.SYS_EXECVEAT, tables.SYS_CONNECT, tables.SYS_CLONE3)
	return f
}

func buildOurs() error {
	var buf [256]unix.SockFilter
	f := changed()
	_, err := f.AppendTo(buf[:0])
	return err
}

func loadOurs() error {
	f := changed()
	return f.Install(0)
}

// elasticNames and libseccompNames hold the syscalls of changed, without the names unknown
// to the library. This favours the library.
var (
	elasticNames    = namesKnown(func(name string) bool { _, ok := elasticarch.X86_64.SyscallNames[name]; return ok })
	libseccompNames = namesKnown(func(name string) bool { _, err := libseccomp.GetSyscallFromName(name); return err == nil })
)

// namesKnown returns a function for the names known to a library, computed once.
func namesKnown(known func(name string) bool) func() []string {
	return sync.OnceValue(func() []string {
		f := changed()
		var names []string
		for s := range f.All() {
			if known(s.String()) {
				names = append(names, s.String())
			}
		}
		return names
	})
}

// elasticPolicy returns a new policy: a policy caches results of assembling.
func elasticPolicy() elastic.Policy {
	return elastic.Policy{
		DefaultAction: elastic.ActionKillProcess,
		Syscalls:      []elastic.SyscallGroup{{Names: elasticNames(), Action: elastic.ActionAllow}},
	}
}

func buildElastic() error {
	policy := elasticPolicy()
	instructions, err := policy.Assemble()
	if err != nil {
		return err
	}
	_, err = bpf.Assemble(instructions)
	return err
}

func loadElastic() error {
	return elastic.LoadFilter(elastic.Filter{NoNewPrivs: true, Flag: elastic.FilterFlagTSync, Policy: elasticPolicy()})
}

// libseccompFilter is a filter with its rules. Its caller releases it.
func libseccompFilter(optimize int) (*libseccomp.ScmpFilter, error) {
	f, err := libseccomp.NewFilter(libseccomp.ActKillProcess)
	if err != nil {
		return nil, err
	}
	if err := f.SetOptimize(optimize); err != nil {
		return nil, err
	}
	for _, name := range libseccompNames() {
		call, err := libseccomp.GetSyscallFromName(name)
		if err != nil {
			return nil, err
		}
		if err := f.AddRule(call, libseccomp.ActAllow); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// null is the target for programs of libseccomp. Before 2.6 it can only write them to a
// file.
var null, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)

func buildLibseccomp(optimize int) func() error {
	return func() error {
		f, err := libseccompFilter(optimize)
		if err != nil {
			return err
		}
		defer f.Release()
		return f.ExportBPF(null)
	}
}

func loadLibseccomp(optimize int) func() error {
	return func() error {
		f, err := libseccompFilter(optimize)
		if err != nil {
			return err
		}
		defer f.Release()
		return f.Load()
	}
}
