package emit

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// compatName is the variable with the calls of the architecture whose programs
// arch.All[a] also runs. No profile's variable has an underscore.
func compatName(a int) string { return "compat_" + arch.All[a].Compat }

// compatCalls writes by which numbers that architecture does what each call does, so
// that a filter can block them there as well.
func compatCalls(c *catalog.Catalog, a int) jen.Code {
	b := arch.Index(arch.All[a].Compat)
	type call struct {
		name           string
		native, number uint32
	}
	var list []call
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		if n, ok := s.Number(b); ok {
			list = append(list, call{s.Name, number(s, a), n})
		}
	}
	g := group(c, b)
	for _, r := range slices.Concat(g.variants, g.multiplexers) {
		n, _ := r.other.Number(b)
		list = append(list, call{r.call.Name, number(r.call, a), n})
	}
	slices.SortFunc(list, func(x, y call) int {
		return cmp.Or(cmp.Compare(x.native, y.native), cmp.Compare(x.number, y.number))
	})
	var items []jen.Code
	for _, x := range list {
		items = append(items, item(jen.Values(jen.Id("Call").Op(":").Add(table(constant(x.name))), jen.Id("Number").Op(":").Lit(int(x.number))), ""))
	}
	return documented(fmt.Sprintf("%s is the numbers by which a program of %s makes each call.", compatName(a), arch.All[b].GOARCH),
		jen.Var().Id(compatName(a)).Op("=").Index().Add(table("CompatCall")).Add(lines("{", "}", items)))
}
