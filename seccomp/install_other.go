//go:build !linux

package seccomp

import "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// Install returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) Install(Flags) error { return errUnsupported }

// InstallThread returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) InstallThread(Flags) error { return errUnsupported }

// InstallListener returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) InstallListener(Flags) (fd int, err error) { return -1, errUnsupported }

// InstallThreadListener returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) InstallThreadListener(Flags) (fd int, err error) { return -1, errUnsupported }

// Exec returns [errors.ErrUnsupported]: only Linux has seccomp.
func Exec(f *Filter, path string, argv, env []string) error { return errUnsupported }

// Verdict returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) Verdict(s tables.Syscall, args ...uintptr) (Action, error) {
	return KillProcess, errUnsupported
}

// CompatVerdict returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) CompatVerdict(number uint32, args ...uint32) (Action, error) {
	return KillProcess, errUnsupported
}
