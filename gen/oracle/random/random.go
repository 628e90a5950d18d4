// Package random makes random policies and calls that are likely to tell apart
// compilers of them: many rows for few names, conditions of every construct, and
// arguments at the boundaries of the conditions.
package random

import (
	"bytes"
	"encoding/csv"
	"go/constant"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// Generator makes policies. All of its randomness comes from the source that is
// given, so that the same source makes the same policy.
type Generator struct {
	Oracle *oracle.Oracle
	// Constants returns the value of a constant of golang.org/x/sys/unix on a GOARCH.
	// Those of [Names] that every architecture has are used.
	Constants func(name, goarch string) (constant.Value, bool)
}

// header is the first row of every policy.
var header = row{"profile", "syscall", "action", "when", "why"}

// row is the cells of a row: profile, syscall, action, when, why.
type row [5]string

// The cells of a row.
const (
	cellProfile = iota
	cellSyscall
	cellAction
	cellWhen
	cellWhy
)

// profiles is the names of the profiles, of which a policy has the first few.
var profiles = []string{"x", "net-io", "worker-2", "deny2-some-3"}

// FromSeed returns a policy that depends on nothing but the seed.
func (g *Generator) FromSeed(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	return g.Policy(r, 1+r.IntN(24))
}

// Policy returns a policy with up to n rows. Each row has an effect, and as far as the
// oracle can tell by examples the policy is valid; what it cannot tell is whether a
// condition can be carried to each variant of a call.
func (g *Generator) Policy(r *rand.Rand, n int) []byte {
	d := g.draft(r)
	count := min(1+r.IntN(len(profiles)), 1+n/4)
	for i := range count {
		d.profile = profiles[i]
		d.fill((i + 1) * n / count)
	}
	if len(d.rows) == 1 {
		// Nothing that was tried has an effect.
		return g.Policy(r, n)
	}
	return d.text()
}

// text writes the policy, with comments between the rows.
func (d *draft) text() []byte {
	var b bytes.Buffer
	for i, r := range d.rows {
		if i > 0 && r[cellProfile] != d.rows[i-1][cellProfile] && chance(d.Rand, 50) {
			b.WriteString("# profile " + r[cellProfile] + ": of random rules\n")
		}
		b.Write(encode(r))
	}
	return b.Bytes()
}

// encode writes rows.
func encode(rows ...row) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range rows {
		// A buffer takes all.
		_ = w.Write(r[:])
	}
	w.Flush()
	return b.Bytes()
}

// goarches is every GOARCH, sorted.
func goarches() []string { return slices.Sorted(maps.Keys(oracle.AuditArch)) }

// is32 reports whether goarch is a 32-bit machine.
func is32(goarch string) bool {
	return slices.Contains([]string{"386", "arm", "mips", "mipsle", "ppc"}, goarch)
}

// chance is true in the given percentage of cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// pick returns one of a list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
