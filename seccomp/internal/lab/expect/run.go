package expect

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// Run describes the work of a guest.
type Run struct {
	GOARCH string
	// Filters lists the filters for verdicts on numbers, in the order of their file.
	Filters []oracle.Filter
	// Syscalls lists the syscalls with arguments, in the order of their file.
	Syscalls []Syscall
	// Foreign reports whether there is a guest for the kernel's other architecture.
	Foreign bool
}

// FiltersFile returns the file for the guest's flag -filters: one filter per line.
func (r Run) FiltersFile() []byte {
	var b strings.Builder
	for _, f := range r.Filters {
		b.WriteString(spec(f) + "\n")
	}
	return []byte(b.String())
}

// SyscallsFile returns the file for the guest's flag -calls: one syscall per line.
func (r Run) SyscallsFile() []byte {
	var b bytes.Buffer
	for _, c := range r.Syscalls {
		fmt.Fprintf(&b, "%s %x", c.group(), c.Number)
		for _, v := range c.Args {
			fmt.Fprintf(&b, " %x", v)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// spec returns a filter in the form of the guest: minimal +chown -connect.
func spec(f oracle.Filter) string {
	words := []string{f.Profile}
	for _, name := range f.Allow {
		words = append(words, "+"+name)
	}
	for _, name := range f.Block {
		words = append(words, "-"+name)
	}
	return strings.Join(words, " ")
}
