package report_test

import (
	"fmt"
	"go/constant"
	"go/token"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

// claim is what a page says about a syscall in a profile on an architecture.
type claim struct {
	// number is the number, and cell the text of the cell in the matrix, or of its part.
	number, cell string
	// rules holds the rules as those of a policy of one profile p, the last one with the action
	// for other arguments.
	rules []string
}

// claims reads the claims of a page by profile, GOARCH and syscall.
func claims(t *testing.T, page string) map[string]claim {
	t.Helper()
	table := parse(t, page).byID("matrix")
	var profiles []string
	for _, cell := range table.all("thead")[0].all("th")[1:] {
		if cell.String() == "Rules and reasons" {
			break
		}
		profiles = append(profiles, cell.String())
	}
	out := make(map[string]claim)
	for _, row := range table.all("tbody")[0].all("tr") {
		name := row.all("a")[0].String()
		cells := row.all("td")
		for goarch, number := range numbersOf(cells[len(cells)-1]) {
			for i, profile := range profiles {
				c := claim{number: number, cell: cells[i].String()}
				c.read(t, cells[len(profiles)], profile, goarch, name)
				out[profile+" "+goarch+" "+name] = c
			}
		}
	}
	return out
}

// numbersOf reads the numbers of a syscall by GOARCH. A number without architectures is that
// of all with the syscall.
func numbersOf(cell *element) map[string]string {
	out := make(map[string]string)
	if len(cell.all("details")) == 0 {
		for _, a := range arch.Targets {
			out[a.GOARCH] = cell.String()
		}
		return out
	}
	for part := range strings.SplitSeq(cell.all("details")[0].children[1].String(), "; ") {
		number, arches, _ := strings.Cut(part, " on ")
		for _, goarch := range list(arches) {
			out[goarch] = number
		}
	}
	return out
}

// read reads the rules of a profile on an architecture.
func (c *claim) read(t *testing.T, cell *element, profile, goarch, name string) {
	t.Helper()
	of := cell
	for _, details := range cell.all("details") {
		of = nil
		if slices.Contains(list(details.all("summary")[0].String()), profile) {
			of = details
			break
		}
	}
	if of == nil {
		return
	}
	parts := of.all("div")
	for _, part := range parts {
		if on := part.all("b"); len(on) > 0 {
			if !slices.Contains(list(on[0].String()), goarch) {
				continue
			}
			c.cell = part.all("span")[0].String()
		}
		for _, item := range part.all("li") {
			c.rules = append(c.rules, ruleOf(item, goarch, name)...)
		}
		return
	}
	if len(parts) == 0 {
		return
	}
	t.Errorf("%s: no part for %s on %s", name, profile, goarch)
}

// ruleOf returns an item of a list of rules as rows.
func ruleOf(item *element, goarch, name string) []string {
	action := actionOf(item.all("i")[0].String())
	code := item.all("code")
	switch {
	case strings.HasPrefix(item.String(), "otherwise "):
		return []string{"violation," + action + ","}
	case len(code) == 0: // the selectors without an operation
		return []string{goarch + "/" + name + "," + action + ","}
	}
	rows := []string{code[0].String() + "," + action + ","}
	if len(code) == 2 {
		rows[0] += `"` + code[1].String() + `"`
	}
	for i, c := range item.children {
		if c.name != "em" {
			continue
		}
		form := "%s," + action + ","
		if item.children[i-1].String() == " without " {
			form = "-%s,,"
		} else {
			rows = nil // the operations stand for the rule
		}
		for _, operation := range list(c.String()) {
			rows = append(rows, fmt.Sprintf(form, operation))
		}
	}
	return rows
}

// actionOf returns an action of the page as the cell of a policy.
func actionOf(text string) string {
	if text == "allow" {
		return ""
	}
	return text
}

// value looks up a constant for the oracle.
func value(name, goarch string) (constant.Value, bool) {
	return constants.Value(name, arch.ByGOARCH(goarch))
}

// checker compares the claims of a page with a policy of the oracle.
type checker struct {
	*oracle.Oracle
	policy *oracle.Policy
	claims map[string]claim
	// constants holds the rows of the policy with constants, after the header.
	constants string
	// policies holds the policies of claims, by their text.
	policies map[string]*oracle.Policy
}

// decide returns the value of rules for an input.
func (x *checker) decide(rules []string, goarch string, nr uint32, args [6]uint64) (uint32, error) {
	text := x.constants
	for _, rule := range rules {
		text += "p," + rule + ",\n"
	}
	p := x.policies[text]
	if p == nil {
		var err error
		if p, err = x.Policy([]byte(text)); err != nil {
			return 0, err
		}
		p.Constants = value
		x.policies[text] = p
	}
	return p.Decide("p", goarch, nr, args)
}

// corners is a policy with rules about parts of multiplexers, groups, newer syscalls and
// profiles of others.
const corners = header + `corners,violation,errno:EPERM,,
corners,unknown,trap,,
corners,socketcall,,,
corners,-socket,,,no sockets
corners,-bind,,,
corners,socketpair,,family == AF_UNIX,
corners,@mount,errno:EACCES,,
corners,ioctl,log,cmd == TIOCSTI,
corners,ioctl,trace:7,cmd == TIOCLINUX,
corners,ioctl,,uint32(arg2) != 7,
corners,openat2,kill-thread,,
corners,arm/read,notify,,
corners,@sysv-ipc,,,
corners,-shmat,,,
corners,@essential,,,
second,@corners,,,
second,-@sysv-ipc,,,
third,unknown,errno:ENOSYS,,
third,ptrace,errno:EPERM,,
third,@allow-all,,,
fourth,exit_group,,,
fifth,socketcall,,call <= 3,
fifth,-bind,,,
fifth,listen,,,
`

// TestOracle compares every verdict of every profile on every architecture with the oracle:
// the number, the text of the cell, and what the rules on the page decide for arguments at
// the bounds of conditions.
func TestOracle(t *testing.T) {
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	g := &random.Generator{Oracle: o, Constants: value}
	webServer, err := os.ReadFile("../../seccomp/examples/webserver/policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"corners": corners, "webserver": string(webServer), "random": string(g.FromSeed(1))} {
		t.Run(name, func(t *testing.T) { compareWithOracle(t, g, text, htmlOf(t, text, arch.Targets)) })
	}
	hardened, err := os.ReadFile("../../seccomp/hardened/policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("hardened", func(t *testing.T) { compareWithOracle(t, g, string(hardened), builtInPage(t)) })
}

// compareWithOracle compares the profiles of a policy on a page with the oracle.
func compareWithOracle(t *testing.T, g *random.Generator, text, page string) {
	p, err := g.Oracle.Policy([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p.Constants = value
	x := &checker{g.Oracle, p, claims(t, page), header + strings.Join(constantRows.FindAllString(text, -1), ""), make(map[string]*oracle.Policy)}
	r := rand.New(rand.NewPCG(1, 2))
	for _, profile := range p.Profiles() {
		for _, goarch := range oracle.GOARCHes() {
			for name, nr := range g.Oracle.Numbers(goarch) {
				if c, ok := x.claims[profile+" "+goarch+" "+name]; !ok || c.number != fmt.Sprint(nr) {
					t.Fatalf("%s on %s: number %q, want %d", name, goarch, c.number, nr)
				}
				x.compare(t, profile, goarch, nr, [6]uint64{})
			}
			if listed := x.listed(profile, goarch); listed != len(g.Oracle.Numbers(goarch)) {
				t.Fatalf("%d syscalls on %s, want %d", listed, goarch, len(g.Oracle.Numbers(goarch)))
			}
			calls, err := g.Calls([]byte(text), goarch)
			if err != nil {
				t.Fatal(err)
			}
			for range inputs {
				nr, args := calls.Next(r)
				x.compare(t, profile, goarch, nr, args)
			}
		}
	}
}

// listed returns the number of syscalls of a profile on an architecture.
func (x *checker) listed(profile, goarch string) int {
	n := 0
	for key := range x.claims {
		if strings.HasPrefix(key, profile+" "+goarch+" ") {
			n++
		}
	}
	return n
}

// constantRows matches the rows of a policy with constants.
var constantRows = regexp.MustCompile("(?m)^const,.*\n")

// inputs is the number of random inputs per profile and architecture.
const inputs = 150

// compare compares one input.
func (x *checker) compare(t *testing.T, profile, goarch string, nr uint32, args [6]uint64) {
	t.Helper()
	name, ok := x.NameOf(goarch, nr)
	if !ok {
		return
	}
	c := x.claims[profile+" "+goarch+" "+name]
	want, err := x.policy.Decide(profile, goarch, nr, args)
	if err != nil {
		t.Fatal(err)
	}
	rules := c.rules
	if len(rules) == 0 {
		rules = []string{"violation," + actionOf(c.cell) + ","}
		nr = x.Numbers(goarch)["write"] // violations are of the baseline
	}
	got, err := x.decide(rules, goarch, nr, args)
	if err != nil || got != want || !x.fits(c.cell, goarch, want) {
		t.Fatalf("%s on %s: %s%v is %#x %v by the page, want %#x: %v", profile, goarch, name, args, got, err, want, c)
	}
}

// fits reports whether a value is one of the actions in a cell: "errno:EPERM or kill".
func (x *checker) fits(cell, goarch string, want uint32) bool {
	if cell == "conditional" {
		return true
	}
	return slices.ContainsFunc(strings.Split(cell, " or "), func(action string) bool {
		got, err := x.decide([]string{"violation," + actionOf(action) + ","}, goarch, x.Numbers(goarch)["write"], [6]uint64{})
		return err == nil && got == want
	})
}

// TestChangesOracle compares what changed between two policies with the oracle: an input that
// they decide otherwise is of a change with both actions, and the arguments of a change of all
// are decided by these. So is the example of a change of some.
func TestChangesOracle(t *testing.T) {
	data, err := os.ReadFile("../../seccomp/examples/webserver/policy.csv")
	if err != nil {
		t.Fatal(err)
	}
	old := string(data)
	now := strings.NewReplacer("|| family == AF_INET6", "|| family == AF_ALG", "webserver,-fork,,,", "webserver,-pipe2,,,",
		"cmd == TIOCINQ || ", "", "webserver,386/socketcall,", "webserver,ppc64/socketcall,").Replace(old)
	x := newChangeChecker(t, old, now)
	for _, goarch := range oracle.GOARCHes() {
		calls, err := x.Calls([]byte(now), goarch)
		if err != nil {
			t.Fatal(err)
		}
		for _, nr := range x.Oracle.Numbers(goarch) {
			x.compare(t, goarch, nr, [6]uint64{})
		}
		random := rand.New(rand.NewPCG(3, 4))
		for range inputs {
			nr, args := calls.Next(random)
			x.compare(t, goarch, nr, args)
		}
	}
	if x.differences < 100 {
		t.Errorf("%d inputs with a difference, want at least 100", x.differences)
	}
	examples := 0
	for _, c := range x.changes {
		x.compareRisk(t, c)
		if c.Example != "" {
			examples++
			x.compareExample(t, c)
		}
	}
	if examples < 3 {
		t.Errorf("%d changes with an example, want at least 3", examples)
	}
}

// compareRisk compares the risk of a change with its actions.
func (x *changeChecker) compareRisk(t *testing.T, c report.Change) {
	t.Helper()
	refused := regexp.MustCompile("^(errno|kill|trap)")
	from, to, part := refused.MatchString(c.From), refused.MatchString(c.To), c.Example != ""
	want := []report.Risk{report.Loosened, report.Altered}
	switch {
	case from && !to && part:
		want = []report.Risk{report.Widened}
	case from && !to:
		want = []report.Risk{report.Gained}
	case !from && to && part:
		want = []report.Risk{report.Narrowed}
	case !from && to:
		want = []report.Risk{report.Lost}
	}
	if !slices.Contains(want, c.Risk) {
		t.Errorf("%s from %s to %s is %s, want %v", c.Names, c.From, c.To, c.Risk, want)
	}
}

// compareExample decides the example of a change on each of its architectures.
func (x *changeChecker) compareExample(t *testing.T, c report.Change) {
	t.Helper()
	for _, goarch := range oracle.GOARCHes() {
		nr, ok := x.Oracle.Numbers(goarch)[c.Names[0]]
		if !ok || !isOn(c.Where, goarch) {
			continue
		}
		args := argumentsOf(t, c.Example, goarch)
		for i, action := range []string{c.From, c.To} {
			got, err := x.policies[i].Decide("webserver", goarch, nr, args)
			if err != nil || !x.actions.fits(action, goarch, got) {
				t.Errorf("%s on %s is %#x %v, want %s", c.Example, goarch, got, err, action)
			}
		}
	}
}

// argumentsOf reads the arguments of an example such as socket(family=AF_INET, type=0).
func argumentsOf(t *testing.T, example, goarch string) (args [6]uint64) {
	t.Helper()
	for i, m := range regexp.MustCompile(`=([^,)]+)`).FindAllStringSubmatch(example, -1) {
		for part := range strings.SplitSeq(m[1], "|") {
			v, ok := value(part, goarch)
			if !ok {
				v = constant.MakeFromLiteral(part, token.INT, 0)
			}
			bits, ok := constant.Uint64Val(v)
			if !ok {
				t.Fatalf("%s: unreadable value %s on %s", example, part, goarch)
			}
			args[i] |= bits
		}
	}
	return args
}

// newChangeChecker returns the changes of the profile webserver between two policies.
func newChangeChecker(t *testing.T, old, now string) *changeChecker {
	t.Helper()
	s := sourceOf(t, now)
	s.Since = "old.csv"
	s.Old, _ = profilesOf(t, s.Catalog, s.Space, old)
	r, err := report.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	x := &changeChecker{
		Generator: &random.Generator{Oracle: o, Constants: value},
		actions:   &checker{Oracle: o, constants: header, policies: make(map[string]*oracle.Policy)},
		changes:   r.Changes.Profiles[0].Changes,
	}
	for i, text := range []string{old, now} {
		if x.policies[i], err = o.Policy([]byte(text)); err != nil {
			t.Fatal(err)
		}
		x.policies[i].Constants = value
	}
	return x
}

// changeChecker compares changes with two policies of the oracle.
type changeChecker struct {
	*random.Generator
	// actions compares actions of the page with values.
	actions     *checker
	policies    [2]*oracle.Policy
	changes     []report.Change
	differences int
}

// compare compares one input.
func (x *changeChecker) compare(t *testing.T, goarch string, nr uint32, args [6]uint64) {
	t.Helper()
	var values [2]uint32
	for i, p := range x.policies {
		var err error
		if values[i], err = p.Decide("webserver", goarch, nr, args); err != nil {
			t.Fatal(err)
		}
	}
	name, ok := x.Oracle.NameOf(goarch, nr)
	if !ok {
		return
	}
	found, all := false, false
	for _, c := range x.changes {
		if !slices.Contains(c.Names, name) || !isOn(c.Where, goarch) {
			continue
		}
		all = all || c.Example == ""
		found = found || x.actions.fits(c.From, goarch, values[0]) && x.actions.fits(c.To, goarch, values[1])
	}
	if values[0] != values[1] {
		x.differences++
	}
	if differs := values[0] != values[1]; differs && !found || !differs && all {
		t.Fatalf("%s%v on %s was %#x and is %#x, and a change says so: %v; of all arguments: %v", name, args, goarch, values[0], values[1], found, all)
	}
}

// isOn reports whether the place of a change includes an architecture.
func isOn(where, goarch string) bool {
	if exceptions, ok := strings.CutPrefix(where, "all but "); ok {
		return !slices.Contains(list(exceptions), goarch)
	}
	return where == "all" || slices.Contains(list(where), goarch)
}
