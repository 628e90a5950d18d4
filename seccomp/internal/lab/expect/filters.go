package expect

import (
	"math/rand/v2"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// maxChanges limits the syscalls that a random filter allows, and those that it blocks.
const maxChanges = 24

// Profiles returns a filter without changes for each built-in profile.
func Profiles(o *oracle.Oracle, goarch string) []oracle.Filter {
	var filters []oracle.Filter
	for _, name := range profileNames(o) {
		filters = append(filters, oracle.Filter{GOARCH: goarch, Profile: name})
	}
	return filters
}

// profileNames returns the names of the tiers and of the base for deny-lists.
func profileNames(o *oracle.Oracle) []string {
	return append(append([]string(nil), o.Tiers...), "allow-all")
}

// Random returns count filters with random changes. They depend on the seed alone.
func Random(o *oracle.Oracle, goarch string, seed uint64, count int) []oracle.Filter {
	rng := rand.New(rand.NewPCG(seed, 0))
	d := filterDrawer{rng, o, o.Names(), goarch, make(map[string]bool)}
	profiles := profileNames(o)
	var filters []oracle.Filter
	for range count {
		f := oracle.Filter{GOARCH: goarch, Profile: profiles[rng.IntN(len(profiles))]}
		f.Allow = d.allows()
		f.Block = d.blocks(f.Allow)
		filters = append(filters, f)
	}
	return filters
}

// filterDrawer draws syscalls by name, also names without a number on its architecture.
type filterDrawer struct {
	rng    *rand.Rand
	oracle *oracle.Oracle
	names  []string
	goarch string
	// takes caches the results of allowable.
	takes map[string]bool
}

// allows returns syscalls to allow.
func (d *filterDrawer) allows() []string {
	var list []string
	for range d.rng.IntN(maxChanges + 1) {
		if name := d.names[d.rng.IntN(len(d.names))]; d.allowable(name) {
			list = append(list, name)
		}
	}
	return list
}

// blocks returns syscalls to block. Some of them are in allowed: Block must win.
func (d *filterDrawer) blocks(allowed []string) []string {
	var list []string
	for range d.rng.IntN(maxChanges + 1) {
		list = append(list, d.names[d.rng.IntN(len(d.names))])
	}
	for _, name := range allowed {
		if d.rng.IntN(4) == 0 {
			list = append(list, name)
		}
	}
	return list
}

// allowable reports whether Allow accepts name. It refuses an operation whose only entry
// point is a multiplexer, where Block blocks the whole multiplexer.
func (d *filterDrawer) allowable(name string) bool {
	takes, ok := d.takes[name]
	if !ok {
		none := oracle.Filter{GOARCH: d.goarch, Allow: []string{name}}
		all := oracle.Filter{GOARCH: d.goarch, Profile: "allow-all", Block: []string{name}}
		takes = d.decides(none, oracle.Allowed) || !d.decides(all, oracle.Denied)
		d.takes[name] = takes
	}
	return takes
}

// decides reports whether f has a verdict for some number.
func (d *filterDrawer) decides(f oracle.Filter, verdict string) bool {
	for _, v := range d.oracle.Verdicts(f) {
		if v == verdict {
			return true
		}
	}
	return false
}
