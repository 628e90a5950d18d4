package main

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func TestWhy(t *testing.T) {
	plain := seccomp.New(tables.Network())
	blocking, logging := plain, plain
	blocking.Block(tables.SYS_OPENAT)
	logging.OnViolation(seccomp.Log)
	mount, openat, foreign := &call{number: tables.SYS_MOUNT}, &call{number: tables.SYS_OPENAT}, &call{foreign: true}
	named := func(c *call, refuser string) string {
		return fmt.Sprintf("killed by syscall %s (%d): %s", c.number, c.number, refuser)
	}
	killed, dumped := unix.WaitStatus(unix.SIGSYS), unix.WaitStatus(unix.SIGSYS|0x80)
	const network = "profile network does not allow it"
	for i, test := range []struct {
		filter seccomp.Filter
		status unix.WaitStatus
		evidence
		want string
	}{
		{plain, 0, evidence{}, ""},
		{plain, unix.WaitStatus(unix.SIGTERM), evidence{killed: mount}, ""},
		{plain, unix.WaitStatus(unix.SIGSYS) << 8, evidence{killed: mount}, ""},
		{plain, killed, evidence{killed: mount}, named(mount, network)},
		{plain, dumped, evidence{killed: mount}, named(mount, network)},
		{plain, killed, evidence{killed: mount, sent: true, last: openat}, named(mount, network)},
		{plain, killed, evidence{trapped: mount, last: openat}, named(mount, network)},
		{plain, killed, evidence{sent: true, last: mount}, "killed by SIGSYS, sent by a process"},
		{plain, killed, evidence{last: mount}, named(mount, network)},
		{plain, killed, evidence{killed: openat}, named(openat, "profile network allows it, another filter does not")},
		{blocking, killed, evidence{killed: openat}, named(openat, "-block refuses it")},
		{blocking, killed, evidence{killed: mount}, named(mount, network)},
		{logging, killed, evidence{killed: foreign}, "killed by a syscall of another architecture: " + network},
		{plain, killed, evidence{}, "killed by SIGSYS, probably for a syscall refused by profile network"},
		{blocking, killed, evidence{}, "killed by SIGSYS, probably for a syscall refused by profile network or -block"},
		{logging, killed, evidence{}, ""},
	} {
		tracer := tracer{filter: &test.filter, evidence: test.evidence}
		if got := tracer.why(test.status); got != test.want {
			t.Errorf("%d: %q, and not %q", i, got, test.want)
		}
	}
}
