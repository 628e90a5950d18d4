package weight

import (
	"maps"
	"math/big"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// Weight is the weight of a syscall.
type Weight struct {
	// Calls counts its calls per million.
	Calls int
	// On lists the architectures with this weight, nil for all.
	On []*arch.Arch
}

// base is the architecture whose counts give the weights of all.
const base = "amd64"

// siblings maps measured architectures to those with the same syscalls and C library, in
// the other byte order.
var siblings = map[string]string{"mipsle": "mips", "mips64le": "mips64", "ppc64le": "ppc64"}

// Of returns the weights by name: those of amd64, then those of syscalls without a weight
// there, from the other architectures.
func Of(runs []Run) map[string]Weight {
	weights := make(map[string]Weight)
	elsewhere := make(map[string][]*big.Rat)
	on := make(map[string][]*arch.Arch)
	for _, a := range arch.Targets {
		for name, average := range averages(runs, a) {
			if a.GOARCH == base {
				add(weights, name, average, nil)
				continue
			}
			elsewhere[name] = append(elsewhere[name], average)
			on[name] = append(on[name], a)
			if s := arch.ByGOARCH(siblings[a.GOARCH]); s != nil {
				on[name] = append(on[name], s)
			}
		}
	}
	for name, list := range elsewhere {
		if _, known := weights[name]; !known {
			add(weights, name, mean(list, len(list)), arch.Set(on[name]))
		}
	}
	return weights
}

// add adds a weight, rounded, unless it is 0.
func add(weights map[string]Weight, name string, average *big.Rat, on []*arch.Arch) {
	half := new(big.Rat).Add(average, big.NewRat(1, 2))
	if calls := new(big.Int).Quo(half.Num(), half.Denom()).Int64(); calls > 0 {
		weights[name] = Weight{int(calls), on}
	}
}

// averages returns the calls per million on an architecture, by name: the average over its
// systems and workloads.
func averages(runs []Run, a *arch.Arch) map[string]*big.Rat {
	shares := make(map[string][]*big.Rat)
	count := 0
	for _, r := range runs {
		if r.Arch != a {
			continue
		}
		count++
		total := 0
		for n := range maps.Values(r.Calls) {
			total += n
		}
		for name, n := range r.Calls {
			shares[name] = append(shares[name], big.NewRat(int64(n)*1e6, int64(total)))
		}
	}
	out := make(map[string]*big.Rat)
	for name, list := range shares {
		out[name] = mean(list, count)
	}
	return out
}

// mean returns the sum of a list, divided by count.
func mean(list []*big.Rat, count int) *big.Rat {
	sum := new(big.Rat)
	for _, r := range list {
		sum.Add(sum, r)
	}
	return sum.Quo(sum, big.NewRat(int64(count), 1))
}
