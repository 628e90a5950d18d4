package main

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// foreignNumbers returns numbers of other ABIs with this architecture's audit value: the
// first, the last, and getpid.
func foreignNumbers() []uintptr {
	mips := map[string][]uintptr{
		"o32": {4000, 4020, 4999}, "n64": {5000, 5038, 5999}, "n32": {6000, 6038, 6999},
	}
	switch {
	case runtime.GOARCH == "amd64":
		return []uintptr{512, 547, 1 << 30, 1<<30 | 39, 1<<30 | 59, 1<<30 | 547}
	case strings.HasPrefix(runtime.GOARCH, "mips64"):
		return slices.Concat(mips["o32"], mips["n32"])
	case strings.HasPrefix(runtime.GOARCH, "mips"):
		return slices.Concat(mips["n64"], mips["n32"])
	}
	return nil
}

// lenient returns the actions that let a syscall proceed, by name.
func lenient() map[string]seccomp.Action {
	return map[string]seccomp.Action{"log": seccomp.Log, "trace": seccomp.Trace(1), "notify": seccomp.UserNotify}
}

// reportOtherABIs reports the end of a guest after a syscall with a foreign number: without
// a filter, and under a tier and allow-all with each lenient action.
func (r *reporter) reportOtherABIs() {
	for _, number := range foreignNumbers() {
		n := strconv.FormatUint(uint64(number), 10)
		_, err := runGuest("/proc/self/exe", "otherabi", n)
		r.finding("fact foreign-%s-unfiltered %s", n, outcome(err))
		for action := range lenient() {
			for _, profile := range []string{"unrestricted", "allow-all"} {
				_, err := runGuest("/proc/self/exe", "otherabi", n, profile, action)
				r.finding("fact foreign-%s-%s-%s %s", n, profile, action, outcome(err))
			}
		}
	}
}

// makeForeign makes a syscall with a number. Its arguments are the number and, to install
// a filter first, a profile and the name of an action.
func makeForeign(args []string) error {
	if len(args) != 1 && len(args) != 3 {
		return errors.New("otherabi: want a number, and a profile and an action or neither")
	}
	number, err := strconv.ParseUint(args[0], 10, 32)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	if len(args) == 3 {
		if err := installLenient(args[1], args[2]); err != nil {
			return err
		}
	}
	// On mips the filter sees the first argument in place of number 4000: see numbered.
	unix.RawSyscall(uintptr(number), uintptr(number), 0, 0)
	return nil
}

func installLenient(profile, action string) error {
	p, err := profileByName(profile)
	if err != nil {
		return err
	}
	a, ok := lenient()[action]
	if !ok {
		return fmt.Errorf("no action %q", action)
	}
	f := seccomp.New(p)
	f.OnViolation(a)
	f.OnUnknown(a)
	f.Block(tables.SYS_PTRACE)
	if a == seccomp.UserNotify {
		_, err := f.InstallThreadListener(0)
		return err
	}
	return f.Install(0)
}
