package constants

import (
	"go/constant"
	"slices"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Commands returns the names of the commands of ioctl with a value on a, in ascending
// order.
func Commands(value uint64, a *arch.Arch) []string {
	return slices.Clone(commands()[a.Index][value])
}

// commands maps the values of ioctl's commands to their names, by [arch.Arch.Index].
var commands = sync.OnceValue(func() []map[uint64][]string {
	list := make([]map[uint64][]string, len(arch.All))
	for i := range list {
		list[i] = make(map[uint64][]string)
	}
	for _, start := range uapiIndex().starts {
		if uapiIndex().cell(start, uapiKind) != ioctl {
			continue
		}
		c, _ := readConstant(uapiIndex().row(start))
		for i, v := range c.Values {
			if v == nil {
				continue
			}
			if n, ok := constant.Uint64Val(v); ok {
				list[i][n] = append(list[i][n], c.Name)
			}
		}
	}
	return list
})
