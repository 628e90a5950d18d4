package kernelsource

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// Prototypes returns a prototype for every syscall of c, except for those in byHand. A
// number missing in the tree's tables keeps its prototype from was. The error lists
// every entry function without one prototype, and every row of byHand in conflict with
// a macro.
func (t *Tree) Prototypes(c *catalog.Catalog, was, byHand abi.Prototypes) (abi.Prototypes, error) {
	var all abi.Prototypes
	var errs []error
	for i := range c.Syscalls {
		s := &c.Syscalls[i]
		on, err := t.prototypesOf(s, was, byHand)
		errs = append(errs, err...)
		all = append(all, group(s, on, byHand)...)
	}
	return all, errors.Join(errs...)
}

// prototypesOf returns the prototypes of a syscall by architecture.
func (t *Tree) prototypesOf(s *catalog.Syscall, was, byHand abi.Prototypes) (map[*arch.Arch]abi.Prototype, []error) {
	on := make(map[*arch.Arch]abi.Prototype)
	var errs []error
	for i, a := range arch.All {
		number, ok := s.Number(a)
		if !ok {
			continue
		}
		p, err := t.prototype(sources[i], s.Name, number, was.Find(s.Name, a.GOARCH), byHand.Find(s.Name, a.GOARCH))
		if err != nil {
			errs = append(errs, fmt.Errorf("%s on %s: %w", s.Name, a.GOARCH, err))
		}
		if p != nil {
			p.Syscall = s.Name
			on[a] = *p
		}
	}
	return on, errs
}

// prototype returns the prototype of a number. It is nil if the kernel has no function for
// the number, and for a function with a prototype by hand.
func (t *Tree) prototype(s source, name string, number uint32, was, hand *abi.Prototype) (*abi.Prototype, error) {
	l, ok := t.tables[s.goarch][number]
	switch {
	case !ok && hand == nil && was == nil:
		return nil, fmt.Errorf("no number %d in Linux %s; read a newer tree", number, t.Version)
	case !ok && hand == nil:
		return &abi.Prototype{Function: was.Function, File: was.File, Parameters: was.Parameters}, nil
	case !ok || l.entry == "":
		return nil, nil
	case l.name != name:
		return nil, fmt.Errorf("number %d is %s in %s", number, l.name, s.table)
	}
	p, err := t.resolve(s, l.entry)
	switch {
	case hand == nil:
		return p, err
	case p != nil && !p.SameParameters(*hand):
		return nil, fmt.Errorf("the row by hand differs from %s: %s", p.File, p.Declarations())
	}
	return nil, nil
}

// resolve returns the prototype of an entry function of a source. The macro of the
// architecture's own folder wins over one for all. It returns nil for a function that no
// configuration of the architecture has.
func (t *Tree) resolve(s source, entry string) (*abi.Prototype, error) {
	function := strings.TrimSuffix(prefix.ReplaceAllString(entry, "${1}sys_"), "_wrapper")
	var own, common []abi.Prototype
	for _, d := range t.definitions[function] {
		folder, inArch := strings.CutPrefix(d.file, "arch/")
		if inArch && !strings.HasPrefix(folder, s.dir+"/") || unused.MatchString(d.file) || d.guard.holds(t.options(s)) == no {
			continue
		}
		p := d.prototype(arch.ByGOARCH(s.goarch))
		if inArch {
			own = add(own, p)
		} else {
			common = add(common, p)
		}
	}
	if len(own) == 0 {
		own = common
	}
	switch {
	case len(own) == 0 && t.conditional[function]:
		return nil, nil
	case len(own) == 0:
		return nil, fmt.Errorf("no SYSCALL_DEFINE of %s", function)
	case len(own) == 1:
		return &own[0], nil
	}
	return nil, fmt.Errorf("%d prototypes of %s in %s and %s", len(own), function, own[0].File, own[1].File)
}

// prefix matches the start of the name of an entry function: __sys_clone.
var prefix = regexp.MustCompile(`^(?:__)?(compat_)?sys_`)

// unused matches files for machines without a memory management unit or timers, for 32-bit
// kernels of powerpc, and for User Mode Linux.
var unused = regexp.MustCompile(`^(mm/nommu\.c|kernel/time/posix-stubs\.c|arch/powerpc/kernel/pci_32\.c|arch/x86/um/.*)$`)

// add appends p to a list, unless an equal prototype is in it.
func add(list []abi.Prototype, p abi.Prototype) []abi.Prototype {
	if slices.ContainsFunc(list, p.SameParameters) {
		return list
	}
	return append(list, p)
}

// prototype returns the prototype of a macro for a. It writes out pairs in the byte order
// of a.
func (d definition) prototype(a *arch.Arch) abi.Prototype {
	p := abi.Prototype{Function: strings.Replace(d.function, "sys_", "", 1), File: d.file}
	for _, x := range d.parameters {
		if x.Type != pair {
			p.Parameters = append(p.Parameters, x)
			continue
		}
		low, high := abi.Declaration{Type: "u32 ", Name: x.Name + "_lo"}, abi.Declaration{Type: "u32 ", Name: x.Name + "_hi"}
		if a.BigEndian {
			low, high = high, low
		}
		p.Parameters = append(p.Parameters, low, high)
	}
	return p
}

// options returns the values of options on a source's architecture: those of the table,
// and those that its Kconfig selects. An option that no architecture selects is unknown.
func (t *Tree) options(s source) options {
	return func(name string) truth {
		if b, ok := s.config[name]; ok {
			return known(b)
		}
		selectable := false
		for dir := range t.selected {
			selectable = selectable || t.selected[dir][name] != nil
		}
		if !selectable {
			return unknown
		}
		selected := no
		for _, x := range t.selected[s.dir][name] {
			if b, ok := s.config[x.section]; ok && !b {
				continue
			}
			if x.condition == "" {
				return yes
			}
			// In Kconfig the names have no prefix.
			selected = selected.or(evaluate(word.ReplaceAllString(x.condition, "CONFIG_$0"), func(name string) truth {
				if b, ok := s.config[name]; ok {
					return known(b)
				}
				return unknown
			}))
		}
		return selected
	}
}

// word matches an option in a condition of Kconfig.
var word = regexp.MustCompile(`\w+`)

// group returns the prototypes of a syscall with their architectures. The first has no
// list: it is for all architectures without another, those without an entry function
// included.
func group(s *catalog.Syscall, on map[*arch.Arch]abi.Prototype, byHand abi.Prototypes) abi.Prototypes {
	if len(on) == 0 {
		if byHand.Has(s.Name) {
			return nil
		}
		return abi.Prototypes{{Syscall: s.Name, Function: "ni_syscall", File: "kernel/sys_ni.c"}}
	}
	var list abi.Prototypes
	for _, a := range slices.SortedFunc(maps.Keys(on), func(a, b *arch.Arch) int { return a.Index - b.Index }) {
		i := slices.IndexFunc(list, on[a].Equal)
		if i < 0 {
			p := on[a]
			p.On = nil
			i = len(list)
			list = append(list, p)
		}
		list[i].On = append(list[i].On, a.GOARCH)
	}
	first := 0
	for i, p := range list {
		if len(p.On) > len(list[first].On) && !slices.Contains(list[first].On, "amd64") || slices.Contains(p.On, "amd64") {
			first = i
		}
	}
	list[0], list[first] = list[first], list[0]
	slices.SortStableFunc(list[1:], func(a, b abi.Prototype) int { return arch.ByGOARCH(a.On[0]).Index - arch.ByGOARCH(b.On[0]).Index })
	list[0].On = nil
	return list
}
