package main

import (
	"io"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/policyfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// The filters of -report differ from the program's in refusals alone: its listener gets all
// of them, and with a tracer they fail.
func TestReportFilters(t *testing.T) {
	f := seccomp.New(tables.Network())
	f.Block(tables.SYS_DUP, tables.SYS_EXIT_GROUP)
	f.Allow(tables.SYS_SWAPON)
	trapping, refusing, logging := f, f, f
	trapping.OnViolation(seccomp.Trap)
	refusing.OnViolation(seccomp.Errno(unix.EDOM))
	logging.OnViolation(seccomp.Log)
	const ask, allow, unknown = seccomp.UserNotify, seccomp.Allow, tables.Syscall(1 << 20)
	enosys := seccomp.Errno(unix.ENOSYS)
	for _, test := range []struct {
		filter                         *seccomp.Filter
		s                              tables.Syscall
		own, withListener, whileTraced seccomp.Action
	}{
		{&f, tables.SYS_READ, allow, allow, allow},
		{&f, tables.SYS_SWAPON, allow, allow, allow},
		{&f, tables.SYS_MOUNT, seccomp.KillProcess, ask, enosys},
		{&f, tables.SYS_DUP, seccomp.KillProcess, ask, enosys},
		{&f, unknown, enosys, ask, enosys},
		{&trapping, tables.SYS_MOUNT, seccomp.Trap, ask, enosys},
		{&refusing, tables.SYS_MOUNT, seccomp.Errno(unix.EDOM), ask, seccomp.Errno(unix.EDOM)},
		{&logging, tables.SYS_MOUNT, seccomp.Log, seccomp.Log, seccomp.Log},
		{&f, tables.SYS_EXIT_GROUP, seccomp.KillProcess, ask, allow},
		{&refusing, tables.SYS_EXIT_GROUP, seccomp.Errno(unix.EDOM), ask, allow},
	} {
		asks, errAsking := asking(test.filter)
		fails, errFailing := failing(test.filter)
		if errAsking != nil || errFailing != nil {
			t.Fatal(errAsking, errFailing)
		}
		for g, want := range map[*seccomp.Filter]seccomp.Action{test.filter: test.own, &asks: test.withListener, &fails: test.whileTraced} {
			if got, err := g.Verdict(test.s); got != want || err != nil {
				t.Errorf("%v: %v and %v, want %v", test.s, got, err, want)
			}
		}
	}
}

// So do those with a companion ABI, with its rules for blocked syscalls.
func TestReportFiltersCompat(t *testing.T) {
	if companion == "" {
		return
	}
	p, err := policyfile.Load(policyfile.Source{File: policyFile(t, "p,@essential,,,\n"), Compat: true}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	f := seccomp.New(tables.MakeProfile(p.Data))
	f.Block(tables.SYS_WRITE)
	f.Allow(tables.SYS_MOUNT)
	asks, err := asking(&f)
	if err != nil {
		t.Fatal(err)
	}
	fails, err := failing(&f)
	if err != nil {
		t.Fatal(err)
	}
	for name, refused := range map[string]bool{"read": false, "write": true, "mount": true} {
		n, _ := event.Number(name, native.Companion)
		want := [3]seccomp.Action{seccomp.Allow, seccomp.Allow, seccomp.Allow}
		if refused {
			want = [3]seccomp.Action{seccomp.KillProcess, seccomp.UserNotify, seccomp.Errno(unix.ENOSYS)}
		}
		for i, g := range []*seccomp.Filter{&f, &asks, &fails} {
			if got, err := g.CompatVerdict(n); got != want[i] || err != nil {
				t.Errorf("%s: filter %d: %v and %v, want %v", name, i, got, err, want[i])
			}
		}
	}
}
