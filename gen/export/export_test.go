package export_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/constant"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/container"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/parallel"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

var (
	policies = flag.Uint64("policies", 4, "how many random policies to export")
	first    = flag.Uint64("seed", 0, "the seed of the first")
)

func shipped(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sources returns the profiles of a policy.
func sources(c *catalog.Catalog, text []byte, arches []*arch.Arch) (list []export.Source, err error) {
	p, err := policy.Load("p.csv", text, c)
	if err != nil {
		return nil, err
	}
	d, _, err := p.Decide(argset.NewSpace(), arches)
	if err != nil {
		return nil, err
	}
	for _, x := range p.Profiles {
		list = append(list, export.Source{
			Name: x.Name, Catalog: c, Arches: arches, Decisions: d.Of[x], Space: d.Space,
			Profile: x, Resolve: func(a *arch.Arch) policy.Resolved { return d.Resolve(x, a) },
		})
	}
	return list, nil
}

// format is a format, and how to find the JSON of the filter in a document.
type format struct {
	export.Format
	filter func(t *testing.T, document []byte) []byte
}

var formats = []format{{export.OCI, whole}, {export.Manifest, spec}, {export.Artifact, whole}}

func whole(_ *testing.T, document []byte) []byte { return document }

// spec returns the spec of a manifest.
func spec(t *testing.T, document []byte) []byte {
	t.Helper()
	text, err := yaml.YAMLToJSON(document)
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Spec json.RawMessage `json:"spec"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest.Spec
}

// compare compares a document with the decision of a profile on an architecture, by the
// oracle at the bounds of conditions. No two rules that differ are true at once.
func compare(t *testing.T, of string, c *catalog.Catalog, text []byte, d decision.Decision, a *arch.Arch, r *rand.Rand) {
	t.Helper()
	var f container.Filter
	if err := json.Unmarshal(text, &f); err != nil {
		t.Fatal(err)
	}
	none := f
	none.Syscalls = nil
	filters, bounds := f.ByName(), f.Bounds()
	for nr, name := range c.Names(a) {
		one, ok := filters[name]
		if !ok {
			one = none
		}
		count := 1
		if d.Verdicts[d.Partition.Of(nr)].Cases != nil {
			count = 40
		}
		for _, args := range bounds.Inputs(r, count) {
			want, got := d.Verdicts[d.Of(nr, args)].Action, one.Actions("", a.Width, name, args)
			if name != "socketcall" && name != "ipc" && !slices.Equal(got, []uint32{want}) {
				t.Errorf("%s: %s on %s, %#x: %#x, want %#x", of, name, a.GOARCH, args, got, want)
				return
			}
		}
	}
}

// TestSamples imports the default filters of Docker and Podman for an architecture of each
// kind, and exports them again.
func TestSamples(t *testing.T) {
	c := shipped(t)
	for _, name := range []string{"docker", "podman"} {
		data, err := os.ReadFile("../oci/testdata/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		for _, goarch := range []string{"386", "amd64", "mips64le", "s390x"} {
			a := arch.ByGOARCH(goarch)
			on := []*arch.Arch{a}
			d, _, err := oci.Read(name, data, c, oci.Options{Arches: on})
			if err != nil {
				t.Fatal(err)
			}
			d.Arches = on // without the companion ABI
			text, err := d.Policy(c, "p")
			if err != nil {
				t.Fatal(err)
			}
			list, err := sources(c, text, on)
			if err != nil {
				t.Fatal(err)
			}
			out, differences, err := export.Document(list[0], export.OCI, false)
			if err != nil || len(differences) > 0 {
				t.Fatalf("%s on %s: %v %v", name, a.GOARCH, err, differences)
			}
			compare(t, name, c, out, list[0].Decisions[a.Index], a, rand.New(rand.NewPCG(1, 1)))
		}
	}
}

// newGenerator returns a generator of random policies.
func newGenerator(t *testing.T) *random.Generator {
	t.Helper()
	rows, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	return &random.Generator{Oracle: rows, Constants: func(name, goarch string) (constant.Value, bool) {
		return constants.Value(name, arch.ByGOARCH(goarch))
	}}
}

// TestRandom exports random policies. A refusal names a limit of the format; an approximate
// document allows nothing more.
func TestRandom(t *testing.T) {
	c := shipped(t)
	generator := newGenerator(t)
	var all tally
	all.shares = make(map[string]int)
	_ = parallel.Do(int(*policies), func(i int) error {
		exportRandom(t, c, generator, *first+uint64(i), &all)
		return nil
	})
	t.Logf("%d profiles exported, %d refused; %d policies with errors", all.exact, all.refused, all.failed)
	for _, limit := range slices.Sorted(maps.Keys(all.shares)) {
		t.Logf("%7d %s", all.shares[limit], limit)
	}
	if all.exact == 0 || all.refused == 0 {
		t.Error("want both some documents and some refusals")
	}
}

// tally counts profiles exported and refused, the latter by limit, and policies with errors.
type tally struct {
	sync.Mutex
	exact, refused, failed int
	shares                 map[string]int
}

// add adds the results of a policy.
func (t *tally) add(exact, failed int, refusals [][]string) {
	t.Lock()
	defer t.Unlock()
	t.exact, t.refused, t.failed = t.exact+exact, t.refused+len(refusals), t.failed+failed
	for _, list := range refusals {
		for _, limit := range list {
			t.shares[limit]++
		}
	}
}

// exportRandom exports the profiles of one random policy, each in one format.
func exportRandom(t *testing.T, c *catalog.Catalog, generator *random.Generator, seed uint64, all *tally) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 3))
	on := arch.Set([]*arch.Arch{arch.Targets[r.IntN(len(arch.Targets))], arch.Targets[r.IntN(len(arch.Targets))]})
	text := generator.FromSeed(seed)
	if seed%4 > 0 {
		text = oneDefault(text)
	}
	list, err := sources(c, text, on)
	if err != nil {
		all.add(0, 1, nil) // an error between rows
		return
	}
	exact, refusals := 0, [][]string(nil)
	for i, s := range list {
		f := formats[(int(seed)+i)%len(formats)]
		if slices.ContainsFunc(on, func(a *arch.Arch) bool { return !f.Names(a) }) {
			f = formats[0]
		}
		text, _, err := export.Document(s, f.Format, false)
		if err != nil {
			refusals = append(refusals, limits(t, seed, err))
			if _, differences, err := export.Document(s, f.Format, true); err != nil || len(differences) == 0 {
				t.Errorf("seed %d: %v %v", seed, differences, err)
			}
			continue
		}
		exact++
		for _, a := range on {
			compare(t, fmt.Sprint("seed ", seed), c, f.filter(t, text), s.Decisions[a.Index], a, r)
		}
	}
	all.add(exact, 0, refusals)
}

// oneDefault gives the profiles of a policy one action for violations and unknown syscalls.
func oneDefault(text []byte) []byte {
	var lines []string
	seen := make(map[string]bool)
	for line := range strings.Lines(string(text)) {
		profile, row, _ := strings.Cut(line, ",")
		if strings.HasPrefix(row, "violation,") || strings.HasPrefix(row, "unknown,") {
			continue
		}
		lines = append(lines, line)
		if len(lines) > 1 && row != "" && !strings.HasPrefix(profile, "#") && profile != "const" && !seen[profile] {
			seen[profile] = true
			lines = append(lines, profile+",violation,errno:EPERM,,\n", profile+",unknown,errno:EPERM,,\n")
		}
	}
	return []byte(strings.Join(lines, ""))
}

// ofFormats holds a part of the message for each limit of a format.
var ofFormats = []string{
	": a document has one for both", ": a document has the same for all", "runtimes apply the rule for ",
	"notify cannot be the default action", "runtimes refuse notify for write", "runtimes refuse notify in an artifact",
	"need more than 1000 rules", "need more than 128 rules of an artifact", "tests bit 63 of an argument",
	": a manifest has no other errno there than EPERM", "the default action is ",
}

// limits returns the limits of the format in a refusal. Each line must name one.
func limits(t *testing.T, seed uint64, err error) (list []string) {
	t.Helper()
	var lines csvfile.Errors
	if !errors.As(err, &lines) {
		t.Errorf("seed %d: %v", seed, err)
	}
	for _, e := range lines {
		i := slices.IndexFunc(ofFormats, func(limit string) bool { return strings.Contains(e.What, limit) })
		if i < 0 {
			t.Errorf("seed %d: %v", seed, e)
		} else if !slices.Contains(list, ofFormats[i]) {
			list = append(list, ofFormats[i])
		}
	}
	return list
}
