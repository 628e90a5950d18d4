package main

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// of returns a syscall of this machine, with all arguments or none.
func of(s tables.Syscall, arguments ...uint64) *event.Event {
	e := &event.Event{Arch: native, Number: uint32(s)}
	if copy(e.Args[:], arguments) > 0 {
		e.Known = event.AllArguments
	}
	return e
}

func TestWhy(t *testing.T) {
	plain := seccomp.New(tables.Network())
	blocking, logging := plain, plain
	blocking.Block(tables.SYS_OPENAT)
	logging.OnViolation(seccomp.Log)
	mount, openat, foreign := of(tables.SYS_MOUNT), of(tables.SYS_OPENAT), &event.Event{}
	mounting := of(tables.SYS_MOUNT, 1<<12, 0, 0, unix.MS_RDONLY)
	number := func(e *event.Event, text, refuser string) string {
		return fmt.Sprintf("killed by syscall %s (%d): %s", text, e.Number, refuser)
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
		{plain, killed, evidence{killed: mount}, number(mount, "mount", network)},
		{plain, dumped, evidence{killed: mount}, number(mount, "mount", network)},
		{plain, killed, evidence{killed: mount, sent: true, last: openat}, number(mount, "mount", network)},
		{plain, killed, evidence{trapped: mount, last: openat}, number(mount, "mount", network)},
		{plain, killed, evidence{sent: true, last: mount}, "killed by SIGSYS, sent by a process"},
		{plain, killed, evidence{last: mount}, number(mount, "mount", network)},
		{plain, killed, evidence{killed: mounting}, number(mount, "mount(dev_name=0x1000, dir_name=0, type=0, flags=MS_RDONLY, data=0)", network)},
		{plain, killed, evidence{killed: openat}, number(openat, "openat", "profile network allows it, another filter does not")},
		{blocking, killed, evidence{killed: openat}, number(openat, "openat", "-block refuses it")},
		{blocking, killed, evidence{killed: mount}, number(mount, "mount", network)},
		{logging, killed, evidence{killed: foreign}, "killed by a syscall of another architecture: " + network},
		{logging, killed, evidence{killed: of(5000)}, "killed by syscall 5000: " + network},
		{plain, killed, evidence{}, "killed by SIGSYS, probably for a syscall refused by profile network"},
		{blocking, killed, evidence{}, "killed by SIGSYS, probably for a syscall refused by profile network or -block"},
		{logging, killed, evidence{}, ""},
	} {
		j, err := newJudge(&command{filter: test.filter})
		if err != nil {
			t.Fatal(err)
		}
		tracer := tracer{judge: j, own: test.evidence}
		if got := tracer.why(test.status); got != test.want {
			t.Errorf("%d: %q, and not %q", i, got, test.want)
		}
	}
}
