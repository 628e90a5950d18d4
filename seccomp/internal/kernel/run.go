package kernel

import (
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// Run is what a guest was given to measure.
type Run struct {
	GOARCH string
	// Filters is the filters whose verdicts it measured, in its file's order.
	Filters []oracle.Filter
	// Foreign says that it had a guest of the kernel's other architecture.
	Foreign bool
}

// File returns what the guest's option -filters names: a filter a line.
func (r Run) File() []byte {
	var b strings.Builder
	for _, f := range r.Filters {
		b.WriteString(spec(f) + "\n")
	}
	return []byte(b.String())
}

// spec returns a filter as the guest reads it: minimal +chown -connect.
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
