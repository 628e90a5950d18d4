package oracle

import (
	"maps"
	"slices"
	"strings"
)

// Value returns the SECCOMP_RET_* value of an action. It does not support errno names.
func Value(action, goarch string) (uint32, error) { return new(Policy).value(action, goarch) }

// NameOf returns the name of number nr on goarch.
func (o *Oracle) NameOf(goarch string, nr uint32) (name string, ok bool) {
	name, ok = o.names[goarch][nr]
	return name, ok
}

// Multiplexes reports whether name is a multiplexer.
func (o *Oracle) Multiplexes(name string) bool {
	return o.byName[name] != nil && len(o.Operations(name)) > 1
}

// Allows reports whether Filter.Allow of a list of names allows the syscall name: the
// list has a name with the same operation, or the multiplexer itself.
func (o *Oracle) Allows(name string, allow []string) bool {
	return slices.ContainsFunc(allow, func(a string) bool {
		return slices.Equal(o.Operations(a), o.Operations(name))
	})
}

// Blocks reports whether Filter.Block of a list of names blocks the syscall name with
// that first argument: the list has a name with the same operation, for a multiplexer
// the selected one, or the multiplexer itself.
func (o *Oracle) Blocks(name string, arg0 uint64, block []string) bool {
	operation := o.Operations(name)[0]
	if o.Multiplexes(name) {
		operation = operationOf(name, arg0)
	}
	return slices.ContainsFunc(block, func(b string) bool {
		return b == name || !o.Multiplexes(b) && o.Operations(b)[0] == operation
	})
}

// Names returns the syscalls in p's rows and the other entry points of their operations,
// sorted.
func (p *Policy) Names() []string {
	names := make(map[string]bool)
	for _, r := range p.rules {
		operations := p.operationsOf(strings.TrimPrefix(r.syscall, "-"))
		for _, other := range p.oracle.Names() {
			shared := func(operation string) bool { return slices.Contains(operations, operation) }
			if slices.ContainsFunc(p.oracle.Operations(other), shared) {
				names[other] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// operationsOf returns the operations named by a row for NAME, ARCH/NAME or a group, or none.
func (p *Policy) operationsOf(cell string) []string {
	if group, ok := strings.CutPrefix(cell, "@"); ok {
		return p.oracle.Members(group)
	}
	if _, name, ok := strings.Cut(cell, "/"); ok {
		cell = name
	}
	if p.oracle.byName[cell] == nil {
		return nil
	}
	return p.oracle.Operations(cell)
}
