package emit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// variable returns the name of the variable for a profile's data. It is as unique as the
// name of the profile's function.
func variable(t profile.Title) string {
	name := strings.ToLower(t.Func[:1]) + t.Func[1:]
	if rest, ok := strings.CutPrefix(t.Func, "IO"); ok && (rest == "" || strings.ToLower(rest[:1]) != rest[:1]) {
		name = "io" + rest
	}
	if jen.IsReservedWord(name) || slices.Contains(taken, name) {
		// No other profile has an underscore.
		name += "_"
	}
	return name
}

// taken lists names unfit for a variable: special functions and imported packages.
var taken = []string{"init", "main", "tables", "unix"}

// constructor is the function of a profile, with its comment.
type constructor struct {
	profile.Title
	doc string
}

// builtInDocs returns the functions of the built-in profiles.
func builtInDocs(profiles []profile.Profile) []constructor {
	var out []constructor
	for _, p := range profiles {
		doc := fmt.Sprintf("%s returns the profile %s: %s.", p.Func, p.Name, p.Description)
		if p.Name == profile.AllowAll {
			doc += denyLists
		}
		out = append(out, constructor{p.Title, doc})
	}
	return out
}

// denyLists is the advice for deny-lists.
const denyLists = `

A deny-list must name every way to an effect. Without SYS_OPENAT a program still opens
files by SYS_OPEN, SYS_CREAT, SYS_OPENAT2 and SYS_OPEN_BY_HANDLE_AT, and by a ring of
SYS_IO_URING_SETUP. No filter sees the operations in the ring: files, sockets, and more.
For a policy, seccompgen warns about such siblings.`

// constructors writes the functions of the profiles.
func constructors(list []constructor) []jen.Code {
	var out []jen.Code
	for _, c := range list {
		out = append(out, documented(c.doc, jen.Func().Id(c.Func).Params().Add(table("Profile")).Block(
			jen.Return(table("MakeProfile").Call(jen.Op("&").Id(variable(c.Title)))))))
	}
	return out
}

// collections writes functions over the tiers and allow-all: Profiles and ProfileByName.
func collections(titles []profile.Title) []jen.Code {
	tiers := slices.DeleteFunc(slices.Clone(titles), func(t profile.Title) bool { return t.Name == profile.AllowAll })
	return []jen.Code{
		documented("Profiles returns the tiers, lowest first. A caller links the programs of all.", profileList(tiers)),
		documented("ProfileByName returns the tier with that name, or allow-all. A caller links the programs\nof all.", profileByName(titles)),
	}
}

// profileList writes function Profiles.
func profileList(titles []profile.Title) *jen.Statement {
	var list []jen.Code
	for _, t := range titles {
		list = append(list, item(jen.Id(t.Func).Call(), ""))
	}
	return jen.Func().Id("Profiles").Params().Index().Add(table("Profile")).Block(jen.Return(jen.Index().Add(table("Profile")).Add(lines("{", "}", list))))
}

// profileByName writes function ProfileByName.
func profileByName(titles []profile.Title) *jen.Statement {
	var cases []jen.Code
	for _, t := range titles {
		cases = append(cases, jen.Case(jen.Lit(t.Name)).Block(jen.Return(jen.Id(t.Func).Call(), jen.True())))
	}
	cases = append(cases, jen.Default().Block(jen.Return(table("Profile").Values(), jen.False())))
	return jen.Func().Id("ProfileByName").Params(jen.Id("name").String()).Params(table("Profile"), jen.Bool()).Block(
		jen.Switch(jen.Id("name")).Block(cases...))
}

// emptyProfiles writes the data of profiles on systems without seccomp.
func emptyProfiles(titles []profile.Title) []jen.Code {
	var out []jen.Code
	for _, t := range titles {
		out = append(out, documented(variable(t)+" has no program.", data(t, nameItems(t))))
	}
	return out
}

// data declares the variable of a profile.
func data(t profile.Title, fields []jen.Code) *jen.Statement {
	return jen.Var().Id(variable(t)).Op("=").Add(table("ProfileData")).Add(lines("{", "}", fields))
}

func nameItems(t profile.Title) []jen.Code {
	return []jen.Code{
		item(jen.Id("Name").Op(":").Lit(t.Name), ""),
		item(jen.Id("Description").Op(":").Lit(t.Description), ""),
	}
}

// profileData writes a compiled profile.
func (s *source) profileData(catalog *catalog.Catalog, c *compile.Compiled) (jen.Code, error) {
	names := catalog.Names(c.Arch)
	fields := append(nameItems(c.Title),
		item(jen.Id("Violation").Op(":").Id(fmt.Sprintf("0x%08x", c.Verdicts[decision.Denied].Action)), ""),
		item(jen.Id("Unknown").Op(":").Id(fmt.Sprintf("0x%08x", c.Verdicts[decision.Unknown].Action)), ""))
	if !c.UnknownSet {
		fields = append(fields, item(jen.Id("UnknownDefault").Op(":").True(), ""))
	}
	fields = append(fields, s.list("Allowed", "Range", s.ranges(c.Numbers(c.Allows), names)))
	fields = append(fields, s.particulars(catalog, c)...)
	program, err := s.program(catalog, c)
	if err != nil {
		return nil, err
	}
	fields = append(fields, item(jen.Id("Program").Op(":").Add(table("Program")).Add(lines("{", "}", program)), ""))
	return documented(summary(c, names), data(c.Title, fields)), nil
}

// program writes the fields of a program.
func (s *source) program(catalog *catalog.Catalog, c *compile.Compiled) ([]jen.Code, error) {
	list, err := instructions(catalog, c)
	if err != nil {
		return nil, err
	}
	items := []jen.Code{
		item(jen.Id("Instructions").Op(":").Index().Qual(unixPath, "SockFilter").Add(s.literal(3, list)), ""),
		item(jen.Id("Body").Op(":").Lit(c.Program.Body), ""),
	}
	if c.Program.Compat != 0 {
		items = append(items, item(jen.Id("Compat").Op(":").Lit(c.Program.Compat), ""))
	}
	return append(items,
		item(jen.Id("Denied").Op(":").Add(places(c.Program.Denied)), ""),
		item(jen.Id("Unknown").Op(":").Add(places(c.Program.Unknown)), "")), nil
}

// particulars writes the fields only policies have: conditional numbers, overrides,
// selectors, and the companion ABI.
func (s *source) particulars(catalog *catalog.Catalog, c *compile.Compiled) []jen.Code {
	names, d := catalog.Names(c.Arch), c.Data(catalog)
	var out []jen.Code
	add := func(field, of string, items []string) {
		if len(items) > 0 {
			out = append(out, s.list(field, of, items))
		}
	}
	add("Conditional", "Range", s.ranges(d.Conditional, names))
	add("Overrides", "Override", s.overrides(d.Overrides, names))
	add("Selectors", "Selector", s.selectors(d.Selectors))
	if c.Compat != nil {
		out = append(out, item(jen.Id("Compat").Op(":").Id(compatName(c.Arch)), ""))
		// Constants exist for c.Arch only, so numbers of its companion stay numbers.
		add("CompatOverrides", "Override", s.overrides(d.CompatOverrides, nil))
		add("CompatUnknown", "Range", s.ranges(d.CompatUnknown, nil))
	}
	return out
}

// list writes a field of a profile with a list, one item per line.
func (s *source) list(field, of string, items []string) jen.Code {
	return item(jen.Id(field).Op(":").Index().Add(table(of)).Add(s.literal(2, items)), "")
}

// overrides writes overrides, one per line.
func (s *source) overrides(list []decision.Override, names map[uint32]string) []string {
	var items []string
	for _, o := range list {
		items = append(items, fmt.Sprintf("{First: %s, Last: %s, Action: 0x%08x},", s.bound(o.First, names), s.bound(o.Last, names), o.Action))
	}
	return items
}

// summary returns the figures of a program, as a comment.
func summary(c *compile.Compiled, names map[uint32]string) string {
	allowed := c.Numbers(c.Allows)
	text := fmt.Sprintf("%s allows %d syscalls in %d ranges with %d instructions. A syscall\n"+
		"executes at most %d of them, on average %.2f over all numbers of the table; an\n"+
		"allowed syscall, weighted by real workloads, executes %.2f.",
		variable(c.Title), named(allowed, names), len(allowed), len(c.Program.Instructions),
		c.Cost.Worst, c.Cost.Average, c.Cost.Weighted)
	if count := named(c.Numbers(c.Conditional), names); count > 0 {
		text += fmt.Sprintf("\nThe arguments of %d decide; the figures are for zero arguments.", count)
	}
	return text
}

// named counts the syscalls of names in a list of intervals, ascending.
func named(list []interval.Interval, names map[uint32]string) int {
	count := 0
	for n := range names {
		i, found := slices.BinarySearchFunc(list, n, func(x interval.Interval, n uint32) int { return cmp.Compare(x.Last, n) })
		if found || i < len(list) && list[i].Contains(n) {
			count++
		}
	}
	return count
}

// instructions writes a program, one instruction per line in columns of fixed width, with
// its meaning and its syscalls in a comment.
func instructions(catalog *catalog.Catalog, c *compile.Compiled) ([]string, error) {
	native, compat := listing.SymbolsOf(catalog, c)
	comments, err := listing.Lines(c.Program.Instructions, native, compat...)
	if err != nil {
		return nil, err
	}
	width := 0
	for _, l := range comments {
		width = max(width, len(l.Text))
	}
	out := make([]string, len(comments))
	for pc, ins := range c.Program.Instructions {
		comment := fmt.Sprintf("%3d  %-*s  %s", pc, width, comments[pc].Text, comments[pc].Calls)
		out[pc] = fmt.Sprintf("{Code: 0x%02x, Jt: 0x%02x, Jf: 0x%02x, K: 0x%08x}, // %s",
			ins.Code, ins.JT, ins.JF, ins.K, strings.TrimRight(comment, " "))
	}
	return out, nil
}

// places writes the indexes of instructions.
func places(list []int) *jen.Statement {
	var values []jen.Code
	for _, place := range list {
		values = append(values, jen.Lit(place))
	}
	return jen.Index().Uint16().Values(values...)
}
