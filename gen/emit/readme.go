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

// The lines between which a README has the table of the profiles.
const (
	readmeBegin = "<!-- profiles: written by go generate -->\n"
	readmeEnd   = "<!-- profiles end -->\n"
)

// Readme returns text with the table of the profiles between its markers: how many
// system calls each allows on each architecture.
func Readme(c *catalog.Catalog, text []byte) ([]byte, error) {
	before, rest, ok := bytes.Cut(text, []byte(readmeBegin))
	if !ok {
		return nil, fmt.Errorf("no line %q, expected it above the table of the profiles", strings.TrimSpace(readmeBegin))
	}
	_, after, ok := bytes.Cut(rest, []byte(readmeEnd))
	if !ok {
		return nil, fmt.Errorf("no line %q, expected it below the table of the profiles", strings.TrimSpace(readmeEnd))
	}
	return bytes.Join([][]byte{before, []byte(readmeBegin), profileTable(c), []byte(readmeEnd), after}, nil), nil
}

// profileTable is a row a profile and a column an architecture.
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
