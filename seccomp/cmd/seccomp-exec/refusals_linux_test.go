package main

import (
	"io"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// A hostile program cannot make a report grow without bounds.
func TestReportIsBounded(t *testing.T) {
	j, err := newJudge(&command{filter: seccomp.New(tables.Essential())})
	if err != nil {
		t.Fatal(err)
	}
	r := newRefusals(j, false, "/nonexistent")
	e := event.Event{Arch: native, Number: uint32(tables.SYS_IOCTL), Known: event.AllArguments}
	for i := range uint64(maxRefusals + 5) {
		e.Args[1] = 1<<31 | i
		r.add(e, 1)
	}
	got := r.String()
	if lines := strings.Count(got, "\n"); lines != 2*maxRefusals+1 || !strings.HasSuffix(got, "\nand others, 5 times") {
		t.Errorf("%d lines, the last %q", lines+1, got[strings.LastIndex(got, "\n")+1:])
	}
}

// A syscall without an answer is not counted: its thread is dead, or makes it again.
func TestReportTakesBack(t *testing.T) {
	j, err := newJudge(&command{filter: seccomp.New(tables.Essential())})
	if err != nil {
		t.Fatal(err)
	}
	r := newRefusals(j, false, "/nonexistent")
	e := *of(tables.SYS_DUP, 1)
	for range 3 {
		r.add(e, 1)
		r.add(e, 1)()
		r.add(*of(tables.SYS_CHROOT, 0), 1)()
	}
	want := "refused: 1 syscall\ndup(fildes=1), 3 times by an unknown program: profile essential does not allow it; add\n  -allow dup"
	if got := r.String(); got != want {
		t.Errorf("%s\nand not\n%s", got, want)
	}
}

// A report names the errnos of a hardened profile. It does not advise to allow clone3: libc
// goes on without it, and its flags cannot be checked.
func TestReportHardened(t *testing.T) {
	j, err := newJudge(&command{filter: seccomp.New(hardened.Network())})
	if err != nil {
		t.Fatal(err)
	}
	r := newRefusals(j, false, "/nonexistent")
	r.add(*of(tables.SYS_SOCKET, unix.AF_ALG), 1)
	r.add(*of(tables.SYS_SOCKET, unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_NETFILTER), 1)
	r.add(*of(tables.SYS_CLONE3, 0, 88), 1)
	r.add(*of(tables.SYS_MOUNT, 0), 1)
	got := r.String()
	for _, want := range []string{
		": profile hardened-network refuses these arguments with errno EAFNOSUPPORT (97); for all arguments add\n  -allow socket\n",
		": profile hardened-network refuses these arguments with errno EPROTONOSUPPORT (93); for all arguments add\n  -allow socket\n",
		"\nclone3(",
		": profile hardened-network refuses it with errno ENOSYS (38)\nmount(",
		": profile hardened-network does not allow it; add\n  -allow mount",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
}

// A report does not advise to allow a syscall newer than the baseline that fails with ENOSYS:
// programs fall back. It does for one blocked, or with another action for unknown syscalls.
func TestReportNewer(t *testing.T) {
	blocking := seccomp.New(hardened.Network())
	blocking.Block(tables.SYS_IO_URING_SETUP)
	killing := seccomp.New(hardened.Network())
	killing.OnUnknown(seccomp.KillProcess)
	const rows = "p,@minimal,,,\np,io_uring_enter,errno:ENOSYS,,\n"
	const fallBack = "does not allow it; newer than the baseline, it fails with ENOSYS, and programs fall back"
	const added = ": profile p does not allow it; add before FILE:5\n  p,io_uring_setup,,,"
	setup, enter, unnamed := of(tables.SYS_IO_URING_SETUP, 8), of(tables.SYS_IO_URING_ENTER, 1), of(tables.TableBase+990, 1)
	for name, test := range map[string]struct {
		filter seccomp.Filter
		// rows is a policy in place of a filter.
		rows  string
		event *event.Event
		want  string
	}{
		"hardened": {seccomp.New(hardened.Network()), "", setup, ": profile hardened-network " + fallBack},
		"tier":     {seccomp.New(tables.Minimal()), "", setup, ": profile minimal " + fallBack},
		"unnamed":  {seccomp.New(tables.Minimal()), "", unnamed, ": profile minimal " + fallBack},
		"blocked":  {blocking, "", setup, ": -block refuses it"},
		"killed":   {killing, "", setup, ": profile hardened-network does not allow it; add\n  -allow io_uring_setup"},
		"policy":   {seccomp.Filter{}, rows, setup, ": profile p " + fallBack},
		"kill":     {seccomp.Filter{}, rows + "p,unknown,kill,,\n", setup, added},
		"errno":    {seccomp.Filter{}, rows + "p,unknown,errno:EPERM,,\n", setup, added},
		"rule":     {seccomp.Filter{}, rows, enter, ": profile p refuses it, FILE:3; add in place of FILE:3\n  p,io_uring_enter,,,"},
	} {
		c, file := &command{filter: test.filter}, ""
		if test.rows != "" {
			file = policyFile(t, test.rows)
			if err := c.setFilter(&options{policy: file}, compiled(io.Discard)); err != nil {
				t.Fatal(err)
			}
		}
		j, err := newJudge(c)
		if err != nil {
			t.Fatal(err)
		}
		r := newRefusals(j, false, "/nonexistent")
		r.add(*test.event, 1)
		if got := strings.ReplaceAll(r.String(), " "+file+":", " FILE:"); !strings.HasSuffix(got, test.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
