//go:build !linux

package seccomp

// defaultUnknown is never returned by a kernel: only linux has seccomp.
const defaultUnknown = actionErrno | 38
