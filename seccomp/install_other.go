//go:build !linux

package seccomp

// Install returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) Install(Flags) error { return errUnsupported }

// InstallThread returns [errors.ErrUnsupported]: only Linux has seccomp.
func (f *Filter) InstallThread(Flags) error { return errUnsupported }

// Exec returns [errors.ErrUnsupported]: only Linux has seccomp.
func Exec(f *Filter, path string, argv, env []string) error { return errUnsupported }
