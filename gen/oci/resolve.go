package oci

import (
	"maps"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// Options resolve the conditions of Docker and Podman.
type Options struct {
	// Arches lists the hosts. Without any these are the architectures of the file, or all.
	Arches []*arch.Arch
	// Capabilities lists those of the container, as CAP_SYS_ADMIN.
	Capabilities []string
	// Kernel is the kernel of the host. The zero value is the newest.
	Kernel Kernel
}

const (
	// maxConditions limits the rules of a syscall, maxRules those of all.
	maxConditions = 1000
	maxRules      = 20_000
	// maxWork limits the work of comparing them.
	maxWork = 40_000_000
)

// Read reads a filter. The error is of type [csvfile.Errors], or a [csvfile.Error] for
// broken JSON.
func Read(file string, data []byte, c *catalog.Catalog, o Options) (*document.Document, csvfile.Warnings, error) {
	n, err := structure.JSON(file, data)
	if err != nil {
		return nil, nil, err
	}
	r := newReader(file, c, o)
	return r.document("OCI", r.root(n), c, o)
}

// ReadPlain reads the value of a filter without the extensions of Docker and Podman. format
// names its format.
func ReadPlain(format string, n *structure.Node, c *catalog.Catalog, o Options) (*document.Document, csvfile.Warnings, error) {
	r := newReader(n.File, c, o)
	r.plain = true
	return r.document(format, n, c, o)
}

// newReader returns a reader without errors.
func newReader(file string, c *catalog.Catalog, o Options) *reader {
	r := &reader{file: file, syscalls: make(map[string]*catalog.Syscall), selected: o.Arches, warned: make(map[string]bool)}
	for i := range c.Syscalls {
		r.syscalls[c.Syscalls[i].Name] = &c.Syscalls[i]
	}
	return r
}

// document returns the document of a filter's value, which may be nil after an error.
func (r *reader) document(format string, n *structure.Node, c *catalog.Catalog, o Options) (*document.Document, csvfile.Warnings, error) {
	var p profile
	if n != nil {
		p = r.profile(n)
	}
	if err := r.Errors.Sorted(); err != nil {
		return nil, nil, err
	}
	of := p.decided(o.Arches)
	arches := slices.DeleteFunc(slices.Clone(arch.All), func(a *arch.Arch) bool { return of[a] == nil })
	d := document.New(r.file, format, arches)
	d.Default = p.defaultAction.action
	d.Order = p.order()
	r.warnHosts(p, o, of)
	space := argset.NewSpace()
	if !space.Within(maxWork, func() { r.resolve(d, p, o, of, space) }) {
		r.Fail(n.Place, "use fewer conditions", "the conditions take too much work")
	}
	return d, r.warnings, r.Errors.Sorted()
}

// warnHosts warns about rules that a sub-architecture has on another host only. Its policy is
// that of a host of its own.
func (r *reader) warnHosts(p profile, o Options, of map[*arch.Arch]*arch.Arch) {
	for _, e := range p.entries {
		for _, f := range p.archMap {
			host := f.host.arch
			for _, sub := range f.subs {
				a := sub.arch
				if host == nil || a == nil || of[host] != host || of[a] != a || e.applies(host, o) == e.applies(a, o) || !r.exists(e, a) {
					continue
				}
				r.warn(e.Place, "import that with -arch "+host.GOARCH, "beside %s this rule is another one on %s than on a host of its own", host.GOARCH, a.GOARCH)
			}
		}
	}
}

// exists reports whether an architecture has a syscall of an entry.
func (r *reader) exists(e entry, a *arch.Arch) bool {
	return slices.ContainsFunc(e.names, func(n *structure.Node) bool {
		_, ok := r.syscalls[n.Text].Number(a)
		return ok
	})
}

// order returns the syscalls in the order of their first entry, each once.
func (p profile) order() (names []string) {
	seen := make(map[string]bool)
	for _, e := range p.entries {
		for _, name := range e.names {
			if !seen[name.Text] {
				seen[name.Text] = true
				names = append(names, name.Text)
			}
		}
	}
	return names
}

// resolve adds the rules of each architecture.
func (r *reader) resolve(d *document.Document, p profile, o Options, of map[*arch.Arch]*arch.Arch, space *argset.Space) {
	for _, a := range d.Arches {
		x := resolver{r, d, a, space, make(map[string][]document.Rule), 0}
		for _, e := range p.entries {
			if len(r.Errors) > 0 {
				return
			}
			if e.applies(of[a], o) && e.action.action.On(a) != d.Default.On(a) {
				x.entry(e)
			}
		}
		if len(r.Errors) > 0 {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(x.rules)) {
			x.decide(name, x.rules[name])
		}
	}
}

// applies reports whether an entry is part of the filter on a host.
func (e entry) applies(host *arch.Arch, o Options) bool {
	on := func(n *structure.Node) bool { return hosts[n.Text] == host.GOARCH }
	held := func(n *structure.Node) bool { return slices.Contains(o.Capabilities, n.Text) }
	missing := func(n *structure.Node) bool { return !held(n) }
	if slices.ContainsFunc(e.excludes.arches, on) || slices.ContainsFunc(e.excludes.caps, held) || e.excludes.minKernel != nil && o.reaches(e.excludes.minKernel) {
		return false
	}
	if len(e.includes.arches) > 0 && !slices.ContainsFunc(e.includes.arches, on) {
		return false
	}
	return !slices.ContainsFunc(e.includes.caps, missing) && (e.includes.minKernel == nil || o.reaches(e.includes.minKernel))
}

// reaches reports whether the kernel of the host has at least a version.
func (o Options) reaches(version *structure.Node) bool {
	k, _ := ParseKernel(version.Text)
	return o.Kernel == Kernel{} || !o.Kernel.less(k)
}

// resolver finds the rules of an architecture.
type resolver struct {
	*reader
	document *document.Document
	arch     *arch.Arch
	space    *argset.Space
	rules    map[string][]document.Rule
	// count counts the rules of all syscalls.
	count int
}

// entry adds the rules of an entry.
func (x *resolver) entry(e entry) {
	for _, name := range e.names {
		for _, tests := range separate(e.tests) {
			r := document.Rule{Place: name.Place, When: Tests(x.arch, tests), Action: e.action.action, Why: e.comment}
			x.add(name.Text, r)
			if m, selector, ok := multiplexed(name.Text); ok {
				selected := document.Test{Arg: 0, Op: document.Equal, Value: selector}
				others := slices.DeleteFunc(slices.Clone(r.When), func(t document.Test) bool { return t.Arg == 0 })
				r.When = append([]document.Test{selected}, others...)
				x.add(m, r)
			}
		}
	}
}

// add adds a rule, if the architecture has the syscall.
func (x *resolver) add(name string, r document.Rule) {
	if _, ok := x.syscalls[name].Number(x.arch); !ok {
		return
	}
	x.count++
	switch x.rules[name] = append(x.rules[name], r); {
	case len(x.rules[name]) == maxConditions+1:
		x.Fail(r.Place, "", "more than %d rules for %s", maxConditions, name)
	case x.count == maxRules+1:
		x.Fail(r.Place, "", "more than %d rules", maxRules)
	}
}

// separate returns the conditions of an entry. Two about one argument make each condition a
// rule of its own.
func separate(tests []document.Test) [][]document.Test {
	seen := make(map[int]bool)
	for _, t := range tests {
		if seen[t.Arg] {
			var each [][]document.Test
			for _, t := range tests {
				each = append(each, []document.Test{t})
			}
			return each
		}
		seen[t.Arg] = true
	}
	return [][]document.Test{tests}
}

// Tests returns tests as libseccomp makes them on a, without those that always hold. On 32 bits
// it drops the upper half of numbers.
func Tests(a *arch.Arch, tests []document.Test) []document.Test {
	var list []document.Test
	for _, t := range tests {
		if a.Width == 32 {
			t.Value, t.Mask = uint64(uint32(t.Value)), uint64(uint32(t.Mask))
		}
		if t.Op == document.Masked {
			if t.Value &= t.Mask; t.Mask == 0 {
				continue
			}
		}
		list = append(list, t)
	}
	return list
}

// decide adds the rules of a syscall to the document: the first for all arguments, or all.
func (x *resolver) decide(name string, rules []document.Rule) {
	if i := slices.IndexFunc(rules, func(r document.Rule) bool { return len(r.When) == 0 }); i >= 0 {
		x.document.Add(x.arch, name, rules[i])
		return
	}
	overlap, before := x.overlap(rules)
	if overlap != nil {
		ordered, refused, ok := x.ordered(rules)
		switch {
		case refused != nil:
			x.Fail(refused.Place, "remove one", "%s on %s: runtimes refuse this rule beside that on line %d", name, x.arch.GOARCH, before.Line)
			return
		case !ok:
			x.Fail(overlap.Place, "make the conditions exclude each other, or import other architectures by -arch",
				"%s on %s: the rule on line %d decides some of the same arguments otherwise, and no order of rows has the same verdicts", name, x.arch.GOARCH, before.Line)
			return
		}
		rules = ordered
	}
	for _, r := range rules {
		x.document.Add(x.arch, name, r)
	}
}

// overlap returns a rule that decides arguments of an earlier one otherwise, or nil.
func (x *resolver) overlap(rules []document.Rule) (r, before *document.Rule) {
	decided := make(map[document.Action]argset.Set)
	var actions []document.Action
	for i := range rules {
		holds := document.Holds(x.space, x.arch, rules[i])
		for _, other := range actions {
			if other != rules[i].Action && x.space.And(decided[other], holds) != argset.None {
				j := slices.IndexFunc(rules[:i], func(y document.Rule) bool {
					return y.Action == other && x.space.And(document.Holds(x.space, x.arch, y), holds) != argset.None
				})
				return &rules[i], &rules[j]
			}
		}
		if !slices.Contains(actions, rules[i].Action) {
			actions = append(actions, rules[i].Action)
		}
		decided[rules[i].Action] = x.space.Or(decided[rules[i].Action], holds)
	}
	return nil, nil
}
