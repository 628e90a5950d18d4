// Package constants holds integer constants for conditions on every architecture of Linux:
// those of the kernel's headers for user space and those of golang.org/x/sys/unix.
//
// They are embedded as two files, and seccompgen needs neither headers nor a compiler at
// run time. A row holds one value for all architectures, or one value for each:
//
//	name,header,kind,all,386,amd64,arm,...
//	FUTEX_WAIT,linux/futex.h,,0x0
//	TIOCSTI,asm/ioctls.h,ioctl,,0x5412,0x5412,0x5412,...
//
// uapi.csv holds the macros and enumerators of the headers: see package uapi. unix.csv
// holds the constants of x/sys/unix, without headers and kinds. Some are not the kernel's
// but libc's, as AF_UNIX and SOCK_NONBLOCK. seccompgen update writes both files.
//
// In the condition family == AF_UNIX the value of AF_UNIX is 1 everywhere.
//
// A few names have another value in x/sys/unix than in the headers: [Other] finds them.
// Their value is that of x/sys/unix, as programs use it.
package constants

import (
	_ "embed"
	"go/constant"
	"go/token"
	"slices"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

//go:embed unix.csv
var unixText string

//go:embed uapi.csv
var uapiText string

// The embedded files.
var (
	unixFile = &embedded{text: unixText, all: unixAll}
	uapiFile = &embedded{text: uapiText, all: uapiAll}
)

// Value returns the value of constant name on a. ok is false if a lacks it.
func Value(name string, a *arch.Arch) (v constant.Value, ok bool) {
	if v = unixFile.value(name, a); v == nil {
		v = uapiFile.value(name, a)
	}
	return v, v != nil
}

// Other returns the value of a constant in the kernel's headers on a, if its bits differ
// from those of [Value]. A flag of value 0 in x/sys/unix, as O_LARGEFILE on 64-bit machines,
// is one that programs do not set.
func Other(name string, a *arch.Arch) (v constant.Value, ok bool) {
	own := unixFile.value(name, a)
	if own == nil || constant.Sign(own) == 0 {
		return nil, false
	}
	v = uapiFile.value(name, a)
	if v == nil || sameBits(own, v) {
		return nil, false
	}
	return v, true
}

// sameBits reports whether two values are equal, or one is negative and has the bits of the
// other in an int or a long.
func sameBits(x, y constant.Value) bool {
	difference := constant.BinaryOp(x, token.SUB, y)
	for _, bits := range []uint{32, 64} {
		span := constant.Shift(constant.MakeInt64(1), token.SHL, bits)
		if constant.Compare(difference, token.EQL, span) || constant.Compare(difference, token.EQL, constant.UnaryOp(token.SUB, span, 0)) {
			return true
		}
	}
	return constant.Sign(difference) == 0
}

// Known reports whether some architecture has the constant.
func Known(name string) bool { return unixFile.has(name) || uapiFile.has(name) }

// names lists the names of all constants in ascending order.
var names = sync.OnceValue(func() []string { return WithPrefix("") })

// Names returns the names of all constants in ascending order.
func Names() []string { return slices.Clone(names()) }

// WithPrefix returns the names of the constants with a prefix, in ascending order.
func WithPrefix(prefix string) []string {
	return slices.Compact(merged(uapiFile.withPrefix(prefix), unixFile.withPrefix(prefix)))
}

// merged returns the elements of two ascending lists in ascending order. To sort the 55,000
// names takes ten times as long.
func merged(a, b []string) []string {
	list := make([]string, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			list, a = append(list, a[0]), a[1:]
		} else {
			list, b = append(list, b[0]), b[1:]
		}
	}
	return append(append(list, a...), b...)
}
