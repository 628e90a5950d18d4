package weight

import (
	"math/big"
	"slices"

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

// Of returns the weights by name: those of amd64, then those of other architectures for
// names without a weight.
func Of(runs []Run) map[string]Weight {
	weights := make(map[string]Weight)
	for name, in := range makers(runs) {
		w := Weight{Calls: average(runs, name, []*arch.Arch{arch.ByGOARCH(base)})}
		if w.Calls == 0 {
			w = Weight{average(runs, name, in), arch.Set(withSiblings(in))}
		}
		if w.Calls > 0 {
			weights[name] = w
		}
	}
	return weights
}

// makers returns the architectures where programs make each syscall.
func makers(runs []Run) map[string][]*arch.Arch {
	in := make(map[string][]*arch.Arch)
	for _, r := range runs {
		for name := range r.Calls {
			if !slices.Contains(in[name], r.Arch) {
				in[name] = append(in[name], r.Arch)
			}
		}
	}
	return in
}

// withSiblings returns a list of architectures and their siblings.
func withSiblings(list []*arch.Arch) []*arch.Arch {
	all := slices.Clone(list)
	for _, a := range list {
		if s := arch.ByGOARCH(siblings[a.GOARCH]); s != nil {
			all = append(all, s)
		}
	}
	return all
}

// average returns the calls per million of a syscall on some architectures, rounded: the
// average over the workloads, and for each of them over its runs.
func average(runs []Run, name string, on []*arch.Arch) int {
	shares := make(map[string][]*big.Rat)
	for _, r := range runs {
		if slices.Contains(on, r.Arch) {
			shares[r.Workload] = append(shares[r.Workload], big.NewRat(int64(r.Calls[name])*1e6, int64(r.total())))
		}
	}
	var averages []*big.Rat
	for _, list := range shares {
		averages = append(averages, mean(list))
	}
	rounded := new(big.Rat).Add(mean(averages), big.NewRat(1, 2))
	return int(new(big.Int).Quo(rounded.Num(), rounded.Denom()).Int64())
}

// total counts the calls of all syscalls.
func (r *Run) total() int {
	total := 0
	for _, n := range r.Calls {
		total += n
	}
	return total
}

// mean returns the average of a list, 0 for none.
func mean(list []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, r := range list {
		sum.Add(sum, r)
	}
	return sum.Quo(sum, big.NewRat(int64(max(1, len(list))), 1))
}
