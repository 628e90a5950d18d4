package emit

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
)

// selectors writes the selectors of a profile, one per line.
func (s *source) selectors(list []compile.Selector) []string {
	var out []string
	for _, x := range list {
		line := fmt.Sprintf("{Multiplexer: %s, Call: %s, Mask: 0x%08x, Value: %d, ", s.tables+constant(x.Multiplexer.Name), s.tables+constant(x.Call.Name), x.Mask, x.Value)
		if x.Allowed {
			line += "Allowed: true, "
		}
		out = append(out, line+fmt.Sprintf("Action: 0x%08x},", x.Action))
	}
	return out
}
