package expect

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// Run is what a guest was given to measure.
type Run struct {
	GOARCH string
	// Filters is the filters whose verdicts it measured, in its file's order.
	Filters []oracle.Filter
	// Calls is the calls that it made, itself or by programs, in its file's order.
	Calls []Call
	// Foreign says that it had a guest of the kernel's other architecture.
	Foreign bool
}

// FiltersFile returns what the guest's option -filters names: a filter a line.
func (r Run) FiltersFile() []byte {
	var b strings.Builder
	for _, f := range r.Filters {
		b.WriteString(spec(f) + "\n")
	}
	return []byte(b.String())
}

// CallsFile returns what the guest's option -calls names: a call a line.
func (r Run) CallsFile() []byte {
	var b bytes.Buffer
	for _, c := range r.Calls {
		fmt.Fprintf(&b, "%s %x", c.group(), c.Number)
		for _, v := range c.Args {
			fmt.Fprintf(&b, " %x", v)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
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
