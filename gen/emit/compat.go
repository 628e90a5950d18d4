package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
)

// compatName returns the name of the variable with the numbers of a's companion ABI. No
// variable of a profile has an underscore inside its name.
func compatName(a *arch.Arch) string { return "compat_" + a.Companion.GOARCH }

// compatCalls writes the numbers of the companion ABI, for a filter to block them too.
func (s *source) compatCalls(c *catalog.Catalog, a *arch.Arch) jen.Code {
	var items []string
	for _, x := range compile.CompatCalls(c, a) {
		items = append(items, fmt.Sprintf("{Call: %s, Number: %d},", s.tables+constant(x.Call.Name), x.Number))
	}
	return documented(fmt.Sprintf("%s lists the numbers by which a program of %s makes each syscall.", compatName(a), a.Companion.GOARCH),
		jen.Var().Id(compatName(a)).Op("=").Index().Add(table("CompatCall")).Add(s.literal(1, items)))
}
