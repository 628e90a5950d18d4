package emit

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arguments"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
)

// selectors writes what a profile does not merely deny of the multiplexers that it decides
// by their arguments: each operation, and its variants, which a program may ask to block
// as well.
func selectors(c *catalog.Catalog, compiled *compile.Compiled, a int) []jen.Code {
	var out []jen.Code
	for i := range c.Syscalls {
		m := &c.Syscalls[i]
		n, ok := m.Number(a)
		if v := compiled.Partition.Of(n); !ok || !m.Multiplexer() || compiled.Verdicts[v].Cases == nil {
			continue
		}
		for j := range c.Syscalls {
			if s := &c.Syscalls[j]; !s.Multiplexer() {
				out = append(out, selectorItems(m, s, compiled, n)...)
			}
		}
	}
	return out
}

// selectorItems writes the selectors by which m makes what s does, as far as they are not
// merely denied. A selector decides alone, or with further arguments.
func selectorItems(m, s *catalog.Syscall, compiled *compile.Compiled, n uint32) []jen.Code {
	mask, values, ok := arguments.Selectors(m.Name, s.Operation())
	if !ok {
		return nil
	}
	var out []jen.Code
	for _, value := range values {
		selects := compiled.Space.Test(args.Test{Mask: mask, Op: args.Equal, K: value})
		if compiled.Space.Minus(selects, compiled.Arguments(n, interval.Denied)) == args.None {
			continue
		}
		fields := []jen.Code{
			jen.Id("Multiplexer").Op(":").Add(table(constant(m.Name))),
			jen.Id("Call").Op(":").Add(table(constant(s.Name))),
			jen.Id("Mask").Op(":").Id(fmt.Sprintf("0x%08x", mask)),
			jen.Id("Value").Op(":").Lit(int(value)),
		}
		if compiled.Space.And(selects, compiled.Arguments(n, interval.Allowed)) == args.None {
			fields = append(fields, jen.Id("Ended").Op(":").True())
		}
		out = append(out, item(jen.Values(fields...), ""))
	}
	return out
}
