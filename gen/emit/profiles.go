package emit

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// variable is the name of the variable that holds a profile's data.
func variable(p profile.Title) string {
	if strings.HasPrefix(p.Func, "IO") {
		return "io" + p.Func[2:]
	}
	return strings.ToLower(p.Func[:1]) + p.Func[1:]
}

// constructors writes the functions that return the profiles.
func constructors(profiles []profile.Profile) []jen.Code {
	var out, tiers, cases []jen.Code
	for _, p := range profiles {
		out = append(out,
			documented(fmt.Sprintf("%s returns the profile %s: %s.", p.Func, p.Name, p.Description), jen.Func().Id(p.Func).Params().Id("Profile").Block(jen.Return(jen.Id("MakeProfile").Call(jen.Op("&").Id(variable(p.Title)))))))
		if p.Name != profile.AllowAll {
			tiers = append(tiers, item(jen.Id(p.Func).Call(), ""))
		}
		cases = append(cases, jen.Case(jen.Lit(p.Name)).Block(jen.Return(jen.Id(p.Func).Call(), jen.True())))
	}
	cases = append(cases, jen.Default().Block(jen.Return(jen.Id("Profile").Values(), jen.False())))
	return append(out,
		documented("Profiles returns the cumulative profiles, lowest first. It links the programs of all.", jen.Func().Id("Profiles").Params().Index().Id("Profile").Block(jen.Return(jen.Index().Id("Profile").Add(lines("{", "}", tiers))))),
		documented("ProfileByName returns the profile with that name, allow-all too. It links the programs\nof all.", jen.Func().Id("ProfileByName").Params(jen.Id("name").String()).Params(jen.Id("Profile"), jen.Bool()).Block(
			jen.Switch(jen.Id("name")).Block(cases...))))
}

// emptyProfiles writes the data of profiles on systems without seccomp.
func emptyProfiles(profiles []profile.Profile) []jen.Code {
	var out []jen.Code
	for _, p := range profiles {
		out = append(out, documented(variable(p.Title)+" has no program.", jen.Var().Id(variable(p.Title)).Op("=").Id("ProfileData").Add(lines("{", "}", nameItems(p.Title)))))
	}
	return out
}

func nameItems(p profile.Title) []jen.Code {
	return []jen.Code{
		item(jen.Id("Name").Op(":").Lit(p.Name), ""),
		item(jen.Id("Description").Op(":").Lit(p.Description), ""),
	}
}

// profileData writes a compiled profile.
func profileData(c *compile.Compiled, names map[uint32]string) (jen.Code, error) {
	program, err := instructions(c, names)
	if err != nil {
		return nil, err
	}
	allowed := rangeItems(c.Partition.Where(interval.Allowed), names, "")
	fields := append(nameItems(c.Title),
		item(jen.Id("Allowed").Op(":").Index().Id("Range").Add(lines("{", "}", allowed)), ""),
		item(jen.Id("Program").Op(":").Id("Program").Add(lines("{", "}", []jen.Code{
			item(jen.Id("Instructions").Op(":").Index().Qual(unixPath, "SockFilter").Add(lines("{", "}", program)), ""),
			item(jen.Id("Body").Op(":").Lit(c.Program.Body), ""),
			item(jen.Id("Denied").Op(":").Add(places(c.Program.Denied)), ""),
			item(jen.Id("Unknown").Op(":").Add(places(c.Program.Unknown)), ""),
		})), ""))
	return documented(summary(c, names), jen.Var().Id(variable(c.Title)).Op("=").Id("ProfileData").Add(lines("{", "}", fields))), nil
}

// summary is the figures of a program, as a comment.
func summary(c *compile.Compiled, names map[uint32]string) string {
	return fmt.Sprintf("%s allows %d system calls in %d ranges with %d instructions.\n"+
		"A call executes %d at worst and %.2f in the mean over all numbers of the table;\n"+
		"an allowed call, weighted by real workloads, %.2f.",
		variable(c.Title), allowedCount(c.Partition, names), len(c.Partition.Where(interval.Allowed)), len(c.Program.Instructions),
		c.Cost.Worst, c.Cost.Mean, c.Cost.Weighted)
}

// instructions writes a program, an instruction a line, with what each does and
// which calls it decides.
func instructions(c *compile.Compiled, names map[uint32]string) ([]jen.Code, error) {
	comments, err := listing.Lines(c.Program.Instructions, c.Arch, names)
	if err != nil {
		return nil, err
	}
	width := 0
	for _, l := range comments {
		width = max(width, len(l.Text))
	}
	var items []jen.Code
	for pc, ins := range c.Program.Instructions {
		comment := fmt.Sprintf("%3d  %-*s  %s", pc, width, comments[pc].Text, comments[pc].Calls)
		items = append(items, item(instruction(ins), comment))
	}
	return items, nil
}

// instruction writes one instruction in columns of fixed width.
func instruction(i bpf.Instruction) *jen.Statement {
	field := func(name, format string, value uint32) jen.Code {
		return jen.Id(name).Op(":").Id(fmt.Sprintf(format, value))
	}
	return jen.Values(
		field("Code", "0x%02x", uint32(i.Code)),
		field("Jt", "0x%02x", uint32(i.JT)),
		field("Jf", "0x%02x", uint32(i.JF)),
		field("K", "0x%08x", i.K))
}

func places(list []int) *jen.Statement {
	var values []jen.Code
	for _, place := range list {
		values = append(values, jen.Lit(place))
	}
	return jen.Index().Uint16().Values(values...)
}
