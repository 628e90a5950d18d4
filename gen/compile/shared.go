package compile

import (
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/search"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/tree"
)

// shared holds the results common to several architectures. Its compilers may run side by
// side.
type shared struct {
	catalog    *catalog.Catalog
	objectives memo[*arch.Arch, objective]
	// trees holds trees over numbers. mips and mipsle, for example, have the same ones.
	trees memo[string, *tree.Node]

	drawings memo[string, *drawing]
	// mu guards space, the space of the sets of all drawings.
	mu    sync.Mutex
	space *argset.Space
}

// newShared returns a shared without results.
func newShared(c *catalog.Catalog) *shared {
	return &shared{catalog: c, space: argset.NewSpace()}
}

// memo holds results by key. Each is computed once.
type memo[K comparable, V any] struct {
	mu      sync.Mutex
	results map[K]func() V
}

// get returns the result for a key. Two callers with one key wait for one computation.
func (m *memo[K, V]) get(key K, compute func() V) V {
	m.mu.Lock()
	result, ok := m.results[key]
	if !ok {
		if m.results == nil {
			m.results = make(map[K]func() V)
		}
		result = sync.OnceValue(compute)
		m.results[key] = result
	}
	m.mu.Unlock()
	return result()
}

// objective is the objective of trees for an architecture: the weights and the syscall
// table.
type objective struct {
	search.Objective
	// text is equal for equal objectives.
	text string
}

// objective returns the objective of trees for a.
func (s *shared) objective(a *arch.Arch) objective {
	return s.objectives.get(a, func() objective {
		o := search.Objective{
			Calls: s.catalog.Weights(a),
			Table: interval.Interval{First: a.Base, Last: profile.TableEnd(s.catalog, a)},
		}
		return objective{o, fmt.Sprint(o)}
	})
}

// tree returns the tree over numbers for a partition.
func (s *shared) tree(p decision.Partition, o objective) *tree.Node {
	key, err := binary.Append([]byte(o.text), binary.LittleEndian, []decision.Run(p))
	if err != nil {
		panic(err) // runs have a fixed size
	}
	return s.trees.get(string(key), func() *tree.Node { return search.Build(p, o.Objective) })
}
