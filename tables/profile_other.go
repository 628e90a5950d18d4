//go:build !linux

package tables

// Program is empty: only linux has seccomp.
type Program struct{}
