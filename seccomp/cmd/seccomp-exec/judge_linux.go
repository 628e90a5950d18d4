package main

import (
	"runtime"
	"slices"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/policyfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// native is the architecture of this process.
var native = arch.ByGOARCH(runtime.GOARCH)

// byAudit returns the architecture with an AUDIT_ARCH_* value, nil for an unknown one.
func byAudit(audit uint32) *arch.Arch {
	for _, a := range arch.All {
		if a.Audit == audit {
			return a
		}
	}
	return nil
}

// judge decides syscalls as the filter does, and gives the reason.
type judge struct {
	filter  *seccomp.Filter
	policy  *policyfile.Profile
	program []bpf.Instruction
}

func newJudge(c *command) (*judge, error) {
	program, err := c.filter.AppendTo(nil)
	if err != nil {
		return nil, err
	}
	j := &judge{filter: &c.filter, policy: c.policy}
	for _, ins := range program {
		j.program = append(j.program, bpf.Instruction{Code: ins.Code, JT: ins.Jt, JF: ins.Jf, K: ins.K})
	}
	return j, nil
}

// value returns the filter's return value for a syscall with known arguments.
func (j *judge) value(e event.Event) uint32 {
	value, _, err := prove.Execute(j.program, prove.Data{Nr: e.Number, Arch: e.Arch.Audit, Args: e.Args, BigEndian: native.BigEndian})
	if err != nil {
		return action.KillProcess
	}
	return value
}

// allows reports whether the filter makes a syscall. Of unknown arguments it makes some.
func (j *judge) allows(e event.Event) bool {
	if e.Known == event.AllArguments {
		return !refuses(j.value(e))
	}
	return j.decides(e.Arch) && e.Arch == native && j.filter.Allowed(tables.Syscall(e.Number))
}

// decides reports whether the filter has rules for an architecture. It kills the syscalls of
// others.
func (j *judge) decides(a *arch.Arch) bool {
	return a == native || a == native.Companion && a != nil && j.filter.Profile().Compat() != nil
}

// reason returns the reason for a refusal.
func (j *judge) reason(e event.Event) string {
	profile := "profile " + j.filter.Profile().Name()
	switch rule, ok := j.rule(e); {
	case j.allows(e):
		return profile + " allows it, another filter does not"
	case j.blocks(e):
		return "-block refuses it"
	case j.unknown(e):
		return profile + " does not allow it; newer than the baseline, it fails with ENOSYS, and programs fall back"
	case ok:
		return profile + " refuses it, " + rule
	case j.fails(e) && j.filter.Allowed(tables.Syscall(e.Number)):
		return profile + " refuses these arguments with " + listing.ActionOn(j.value(e), native)
	case j.fails(e):
		return profile + " refuses it with " + listing.ActionOn(j.value(e), native)
	case e.Known == event.AllArguments && e.Arch == native && j.filter.Allowed(tables.Syscall(e.Number)):
		return profile + " does not allow these arguments"
	}
	return profile + " does not allow it"
}

// fails reports whether a hardened profile has an errno of its own for a syscall, such as
// ENOSYS for clone3.
func (j *judge) fails(e event.Event) bool {
	if j.policy != nil || e.Arch != native || e.Known != event.AllArguments {
		return false
	}
	_, overridden := j.filter.Profile().Overrides(tables.Syscall(e.Number))
	a, _, _ := action.Of(j.value(e))
	return overridden && a.Value == action.Errno
}

// fallsBack reports whether a hardened profile lets a syscall fail with ENOSYS: libc then uses
// another one.
func (j *judge) fallsBack(e event.Event) bool {
	return j.fails(e) && errnoOf(j.value(e)) == unix.ENOSYS
}

// unknown reports whether a syscall newer than the baseline meets no rule and fails with
// ENOSYS. Programs take it for an older kernel.
func (j *judge) unknown(e event.Event) bool {
	if e.Known != event.AllArguments || !j.decides(e.Arch) || !e.Arch.Newer().Contains(e.Number) ||
		j.value(e) != action.Errno|uint32(e.Arch.ENOSYS) || j.blocks(e) {
		return false
	}
	if j.policy != nil {
		return j.policy.Unknown(e)
	}
	_, overridden := j.filter.Profile().Overrides(tables.Syscall(e.Number))
	return !overridden
}

// rule returns the place of the policy's rule for a syscall.
func (j *judge) rule(e event.Event) (place string, ok bool) {
	if !j.explains(e) {
		return "", false
	}
	return j.policy.Rule(e)
}

// explains reports whether the policy's rules decide a syscall.
func (j *judge) explains(e event.Event) bool {
	return j.policy != nil && e.Known == event.AllArguments && j.decides(e.Arch)
}

// blocks reports whether -block names a syscall, as one outside the profile is refused too.
func (j *judge) blocks(e event.Event) bool {
	return e.Arch == native && slices.Contains(slices.Collect(j.filter.Blocked()), tables.Syscall(e.Number))
}
