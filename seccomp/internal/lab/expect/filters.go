package expect

import (
	"math/rand/v2"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// maxChanges is how many calls a random filter allows, and blocks, at most.
const maxChanges = 24

// Profiles returns the profiles on an architecture, unchanged.
func Profiles(o *oracle.Oracle, goarch string) []oracle.Filter {
	var filters []oracle.Filter
	for _, name := range profileNames(o) {
		filters = append(filters, oracle.Filter{GOARCH: goarch, Profile: name})
	}
	return filters
}

// profileNames returns the names of the profiles and of the base for deny-lists.
func profileNames(o *oracle.Oracle) []string {
	return append(append([]string(nil), o.Tiers...), "allow-all")
}

// Random returns count filters on an architecture with random changes, the same
// ones for the same seed.
func Random(o *oracle.Oracle, goarch string, seed uint64, count int) []oracle.Filter {
	rng := rand.New(rand.NewPCG(seed, 0))
	d := draw{rng, o, o.Names(), goarch, make(map[string]bool)}
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

// draw draws calls by name, those that the architecture lacks too.
type draw struct {
	rng    *rand.Rand
	oracle *oracle.Oracle
	names  []string
	goarch string
	// takes holds what is known of allowable.
	takes map[string]bool
}

// allows returns calls to allow.
func (d *draw) allows() []string {
	var list []string
	for range d.rng.IntN(maxChanges + 1) {
		if name := d.names[d.rng.IntN(len(d.names))]; d.allowable(name) {
			list = append(list, name)
		}
	}
	return list
}

// blocks returns calls to block, some of those that are allowed among them, as
// blocking must win.
func (d *draw) blocks(allowed []string) []string {
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

// allowable reports whether a filter takes name to allow. It does not where the
// architecture reaches the operation through a multiplexer alone: then allowing it
// changes nothing, and blocking it blocks the multiplexer.
func (d *draw) allowable(name string) bool {
	takes, ok := d.takes[name]
	if !ok {
		none := oracle.Filter{GOARCH: d.goarch, Allow: []string{name}}
		all := oracle.Filter{GOARCH: d.goarch, Profile: "allow-all", Block: []string{name}}
		takes = d.decides(none, oracle.Allowed) || !d.decides(all, oracle.Denied)
		d.takes[name] = takes
	}
	return takes
}

// decides reports whether f's verdict on any call is verdict.
func (d *draw) decides(f oracle.Filter, verdict string) bool {
	for _, v := range d.oracle.Verdicts(f) {
		if v == verdict {
			return true
		}
	}
	return false
}
