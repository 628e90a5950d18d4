package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// Hardened is like [Policy] for the hardened profiles. Their package also has the functions
// Profiles, with the cost of each, and ProfileByName.
func Hardened(c *catalog.Catalog, pkg string, p *policy.Policy, compiled []*compile.Compiled) ([]File, error) {
	var titles []profile.Title
	for _, profile := range p.Profiles {
		titles = append(titles, profile.Title)
	}
	table, err := costs(c, compiled)
	if err != nil {
		return nil, err
	}
	return policyFiles(c, pkg, p, compiled, []jen.Code{
		documented(costsDoc+table, profileList(titles)),
		documented("ProfileByName returns the hardened profile with that name, such as hardened-network. A\ncaller links the programs of all.", profileByName(titles)),
	})
}

// costsDoc introduces the costs.
const costsDoc = `Profiles returns the hardened profiles, lowest first. A caller links the programs of all.

The table counts the instructions of each program, and those executed on average for a
syscall of real workloads, allowed with zero arguments. In parentheses is the difference from
the tier.

`

// costs returns the table of costs, two lines per architecture.
func costs(c *catalog.Catalog, compiled []*compile.Compiled) (string, error) {
	var b strings.Builder
	groups := byArchitecture(compiled)
	tiers, err := tiersOf(c, groups)
	if err != nil {
		return "", err
	}
	fmt.Fprintf(&b, "\t%-21s", "")
	for _, p := range groups[0] {
		fmt.Fprintf(&b, " %18s", p.Name)
	}
	for i, group := range groups {
		size, executed := fmt.Sprintf("\n\t%-9s%-12s", group[0].Arch.GOARCH, "instructions"), fmt.Sprintf("\n\t%21s", "executed")
		for j, p := range group {
			tier := tiers[j][i]
			n, was := len(p.Program.Instructions), len(tier.Program.Instructions)
			size += fmt.Sprintf(" %18s", fmt.Sprintf("%d (%+d)", n, n-was))
			executed += fmt.Sprintf(" %18s", fmt.Sprintf("%.2f (%+.2f)", p.Cost.Weighted, p.Cost.Weighted-tier.Cost.Weighted))
		}
		b.WriteString(size + executed)
	}
	return b.String(), nil
}

// tiersOf compiles the tier of each profile, for each architecture.
func tiersOf(c *catalog.Catalog, groups [][]*compile.Compiled) ([][]*compile.Compiled, error) {
	var arches []*arch.Arch
	for _, group := range groups {
		arches = append(arches, group[0].Arch)
	}
	var out [][]*compile.Compiled
	for _, p := range groups[0] {
		tier, err := compile.Named(c, policy.HardenedTier(p.Name), arches)
		if err != nil {
			return nil, err
		}
		out = append(out, tier)
	}
	return out, nil
}
