// Package gvisor compiles the policies of package conditions with gVisor's compiler of seccomp
// programs. It is a module of its own: gVisor is large, and only this comparison needs it.
package gvisor
