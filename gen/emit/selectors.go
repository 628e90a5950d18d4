package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
)

// selectorItems writes the selectors of a profile, one per line.
func selectorItems(list []compile.Selector) []jen.Code {
	var out []jen.Code
	for _, s := range list {
		fields := []jen.Code{
			jen.Id("Multiplexer").Op(":").Add(table(constant(s.Multiplexer.Name))),
			jen.Id("Call").Op(":").Add(table(constant(s.Call.Name))),
			jen.Id("Mask").Op(":").Id(fmt.Sprintf("0x%08x", s.Mask)),
			jen.Id("Value").Op(":").Lit(int(s.Value)),
		}
		if s.Allowed {
			fields = append(fields, jen.Id("Allowed").Op(":").True())
		}
		fields = append(fields, jen.Id("Action").Op(":").Id(fmt.Sprintf("0x%08x", s.Action)))
		out = append(out, item(jen.Values(fields...), ""))
	}
	return out
}
