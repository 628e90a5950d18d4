package random

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"go/constant"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// Generator generates policies. Equal sources of randomness give equal policies.
type Generator struct {
	Oracle *oracle.Oracle
	// Constants returns the value of a constant of the kernel on a GOARCH.
	// The generator uses the [Names] defined on all architectures.
	Constants func(name, goarch string) (constant.Value, bool)

	once     sync.Once
	machines map[string]*machine

	reachOnce sync.Once
	shared    reach
}

// header is the first row of every policy.
var header = row{"profile", "syscall", "action", "when", "why"}

// row holds the cells of a row: profile, syscall, action, when, why.
type row [5]string

// Indexes into a row.
const (
	cellProfile = iota
	cellSyscall
	cellAction
	cellWhen
	cellWhy
)

// profiles lists the names of profiles. A policy has the first few.
var profiles = []string{"x", "net-io", "worker-2", "deny2-some-3"}

// FromSeed returns the policy of a seed.
func (g *Generator) FromSeed(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 0x5eed))
	return g.Policy(r, 1+r.IntN(24))
}

// Policy returns a policy with 1 to n rows. Each row has an effect or repeats an earlier
// one, and the oracle decides examples without an error. Rows of own constants do not
// count. The policy may still be invalid: the oracle does not know differences of arguments
// between entry points.
func (g *Generator) Policy(r *rand.Rand, n int) []byte {
	d := g.draft(r)
	count := min(1+r.IntN(len(profiles)), 1+n/4)
	for i := range count {
		d.profile = profiles[i]
		d.fill((i + 1) * n / count)
	}
	if len(d.rows) == 1 {
		// No proposal had an effect.
		return g.Policy(r, n)
	}
	return d.text()
}

const (
	// One row with a condition of weightEach has a weight in a comment.
	weightEach   = 3
	weightPrefix = "# weight "
)

// text returns the policy as CSV, with comments between the rows.
func (d *draft) text() []byte {
	b := bytes.NewBuffer(encode(slices.Concat(d.rows[:1], d.own)...))
	for i, r := range d.rows {
		if i == 0 {
			continue
		}
		if r[cellProfile] != d.rows[i-1][cellProfile] && chance(d.Rand, 50) {
			b.WriteString("# profile " + r[cellProfile] + ": of random rules\n")
		} else if r[cellWhen] != "" && r[cellProfile] == d.rows[i-1][cellProfile] && i%weightEach == 0 {
			fmt.Fprintf(b, "%s%d\n", weightPrefix, i*i*i)
		}
		b.Write(encode(r))
	}
	return b.Bytes()
}

// encode returns rows as CSV.
func encode(rows ...row) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, r := range rows {
		// A bytes.Buffer returns no errors.
		_ = w.Write(r[:])
	}
	w.Flush()
	return b.Bytes()
}

// goarches returns every GOARCH, sorted.
var goarches = sync.OnceValue(func() []string { return slices.Sorted(maps.Keys(oracle.AuditArch)) })

// is32 reports whether goarch is a 32-bit machine.
func is32(goarch string) bool {
	return slices.Contains([]string{"386", "arm", "mips", "mipsle", "ppc"}, goarch)
}

// width returns the number of bits of a register of goarch.
func width(goarch string) uint {
	if is32(goarch) {
		return 32
	}
	return 64
}

// chance returns true with a probability in percent.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

// pick returns a random element of list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
