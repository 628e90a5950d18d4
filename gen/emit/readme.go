package emit

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// The lines before and after the table of profiles in a README.
const (
	readmeBegin = "<!-- profiles: written by go generate -->\n"
	readmeEnd   = "<!-- profiles end -->\n"
)

// Readme returns text with a new table of profiles between its markers: the number of
// allowed syscalls per profile and architecture.
func Readme(c *catalog.Catalog, text []byte) ([]byte, error) {
	before, rest, ok := bytes.Cut(text, []byte(readmeBegin))
	if !ok {
		return nil, fmt.Errorf("no line %q; add it before the table of profiles", strings.TrimSpace(readmeBegin))
	}
	_, after, ok := bytes.Cut(rest, []byte(readmeEnd))
	if !ok {
		return nil, fmt.Errorf("no line %q; add it after the table of profiles", strings.TrimSpace(readmeEnd))
	}
	return bytes.Join([][]byte{before, []byte(readmeBegin), profileTable(c), []byte(readmeEnd), after}, nil), nil
}

// profileTable returns the table: a row per profile, a column per architecture.
func profileTable(c *catalog.Catalog) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "| profile | %s |\n", strings.Join(arch.Names(arch.Targets), " | "))
	fmt.Fprintf(&b, "|---|%s\n", strings.Repeat("---:|", len(arch.Targets)))
	for _, p := range profile.BuiltIn(c) {
		fmt.Fprintf(&b, "| `%s` |", p.Name)
		for _, a := range arch.Targets {
			fmt.Fprintf(&b, " %d |", named(p.Partition(c, a).Where(decision.Allowed), c.Names(a)))
		}
		b.WriteString("\n")
	}
	return b.Bytes()
}
