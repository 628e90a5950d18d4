package main

import (
	"cmp"
	"errors"
	"fmt"
	"go/constant"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	disk "github.com/sandbox-seccomp/sandbox-seccomp/gen/tablesource"
)

// proof checks the files of a policy's package on disk: each program against the policy's
// decision on every input, and each list against decision or oracle. It shares no code
// with package emit.
type proof struct {
	decided
	options generateOptions
	catalog *catalog.Catalog
	oracle  *oracle.Oracle
	text    []byte
	// tables holds the constants of package tables by GOARCH.
	tables map[string]map[string]uint32
	// compat holds the results of compatCalls.
	compat map[*arch.Arch][]disk.Relation
}

// moduleRoot is the root of this module, whatever the working directory is later.
var moduleRoot, _ = filepath.Abs("../..")

// newProof returns the proof for the flags of a package. Their paths are relative to the
// working directory.
func newProof(t *testing.T, o generateOptions) *proof {
	t.Helper()
	x := &proof{options: o, tables: make(map[string]map[string]uint32), compat: make(map[*arch.Arch][]disk.Relation)}
	var errs [4]error
	x.catalog, errs[0] = catalog.Shipped()
	x.oracle, errs[1] = oracle.Read(filepath.Join(moduleRoot, "syscalls.csv"))
	x.text, errs[2] = os.ReadFile(o.file)
	in := source{catalog: x.catalog, space: argset.NewSpace(), selected: o.concerned, strict: true, hardened: o.hardened}
	x.decided, errs[3] = in.decide(o.file)
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	for _, a := range o.selected {
		x.tables[a.GOARCH] = constantsOn(t, a)
	}
	return x
}

// tableConstants holds the results of constantsOn.
var tableConstants = make(map[*arch.Arch]map[string]uint32)

// constantsOn returns the constants of package tables on a. It reads them once.
func constantsOn(t *testing.T, a *arch.Arch) map[string]uint32 {
	t.Helper()
	if tableConstants[a] == nil {
		tables, err := disk.Read(filepath.Join(moduleRoot, "tables"), a.GOARCH)
		if err != nil {
			t.Fatal(err)
		}
		tableConstants[a] = tables.Constants
	}
	return tableConstants[a]
}

// checkPackage checks the files of all architectures in dir.
func (x *proof) checkPackage(dir string) error {
	found, err := disk.GOARCHes(dir)
	errs := []error{err}
	var want []string
	for _, a := range x.options.selected {
		want = append(want, a.GOARCH)
		errs = append(errs, x.checkArch(dir, a))
	}
	if !slices.Equal(found, want) {
		errs = append(errs, fmt.Errorf("%s has files for %v, want %v", dir, found, want))
	}
	return errors.Join(errs...)
}

// checkArch checks the file in dir for a.
func (x *proof) checkArch(dir string, a *arch.Arch) error {
	goarch := a.GOARCH
	profiles, err := disk.ReadPolicy(dir, goarch, x.tables[goarch])
	if err != nil {
		return err
	}
	if len(profiles) != len(x.Profiles) {
		return fmt.Errorf("%s: %d profiles on %s, want %d", dir, len(profiles), goarch, len(x.Profiles))
	}
	for i, want := range x.Profiles {
		if err := x.checkProfile(profiles[i], want, a); err != nil {
			return fmt.Errorf("%s: profile %s on %s: %w", dir, want.Name, goarch, err)
		}
	}
	return nil
}

// companion returns the companion ABI of a, or nil if the package's programs kill its
// syscalls.
func (x *proof) companion(a *arch.Arch) *arch.Arch {
	if !x.options.compat {
		return nil
	}
	return a.Companion
}

// checkProfile checks every field of a profile: the program first.
func (x *proof) checkProfile(got disk.Profile, profile *policy.Profile, a *arch.Arch) error {
	d := x.Decisions.Of[profile][a.Index]
	callers := []prove.Spec{{Arch: a, Want: d}}
	var compat []disk.Relation
	var compatOverrides []disk.Override
	var compatUnknown []interval.Interval
	if b := x.companion(a); b != nil {
		second := x.Decisions.Of[profile][b.Index]
		callers = append(callers, prove.Spec{Arch: b, Want: second})
		compat, compatOverrides, compatUnknown = x.compatCalls(a), overrides(second), second.Partition.Where(decision.Unknown)
	}
	if err := prove.CheckSpecs(got.Program, callers...); err != nil {
		return err
	}
	want := disk.Profile{
		Name:        profile.Name,
		Description: profile.Description,
		Violation:   d.Verdicts[decision.Denied].Action,
		Unknown:     d.Verdicts[decision.Unknown].Action,

		UnknownDefault: !strings.Contains(string(x.text), "\n"+profile.Name+",unknown,"),

		Allowed:     d.Numbers(d.Allows),
		Conditional: d.Numbers(d.Conditional),
		Overrides:   overrides(d),
		Selectors:   x.selectors(d, a),
		Compat:      compat,
		Program:     got.Program,

		CompatOverrides: compatOverrides,
		CompatUnknown:   compatUnknown,
	}
	return compareFields(got, want)
}

// overrides returns the numbers that meet a rule's own action for some arguments, each
// with the strictest; neighbours with one action are one.
func overrides(d decision.Decision) []disk.Override {
	var out []disk.Override
	for _, r := range d.Partition {
		met := make(map[decision.VerdictID]bool)
		for _, c := range append(slices.Clone(d.Verdicts[r.Verdict].Cases), decision.Case{Verdict: r.Verdict}) {
			met[c.Verdict] = d.Verdicts[c.Verdict].Cases == nil
		}
		action, ok := ownAction(d, met)
		if last := len(out) - 1; ok && last >= 0 && out[last].Last+1 == r.First && out[last].Action == action {
			out[last].Last = r.Last
		} else if ok {
			out = append(out, disk.Override{First: r.First, Last: r.Last, Action: action})
		}
	}
	return out
}

// ownAction returns the strictest action of a rule's own among verdicts: the lowest as a
// signed number. ok is false if there is none.
func ownAction(d decision.Decision, met map[decision.VerdictID]bool) (action uint32, ok bool) {
	for v, is := range met {
		if is && v >= decision.FirstPolicyVerdict && (!ok || int32(d.Verdicts[v].Action) < int32(action)) {
			action, ok = d.Verdicts[v].Action, true
		}
	}
	return action, ok
}

// compareFields returns an error with the first field not the same in two profiles.
func compareFields(got, want disk.Profile) error {
	is, should := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range is.NumField() {
		if a, b := is.Field(i).Interface(), should.Field(i).Interface(); !reflect.DeepEqual(a, b) {
			return fmt.Errorf("%s is %v, want %v", is.Type().Field(i).Name, a, b)
		}
	}
	return nil
}

// constant returns the value of a syscall's constant on a.
func (x *proof) constant(name string, a *arch.Arch) uint32 {
	return x.tables[a.GOARCH]["SYS_"+strings.ToUpper(name)]
}

// selectors returns the operations of conditional multiplexers, a selector each, unless
// all their arguments are a violation.
func (x *proof) selectors(d decision.Decision, a *arch.Arch) []disk.Selector {
	var out []disk.Selector
	for _, m := range x.catalog.Syscalls {
		n, ok := m.Number(a)
		if !ok || !m.Multiplexer() {
			continue
		}
		cases := d.Verdicts[d.Partition.Of(n)].Cases
		for _, s := range x.catalog.Syscalls {
			mask, values, ok := abi.Selectors(m.Name, s.Operation())
			if !ok || s.Multiplexer() {
				continue
			}
			for _, value := range values {
				met := make(map[decision.VerdictID]bool)
				for _, c := range cases {
					if d.Space.And(c.When, d.Space.Test(argset.Test{Mask: mask, Op: argset.Equal, K: value})) != argset.None {
						met[c.Verdict] = true
					}
				}
				if delete(met, decision.Denied); len(met) == 0 {
					continue
				}
				action, ok := ownAction(d, met)
				if !ok {
					action = 0x7fff0000
				}
				out = append(out, disk.Selector{
					Multiplexer: x.constant(m.Name, a), Call: x.constant(s.Name, a), Mask: mask, Value: value,
					Allowed: met[decision.Allowed], Action: action,
				})
			}
		}
	}
	return out
}

// compatCalls returns each syscall's entry points in the companion ABI of a: the
// numbers denied once a filter blocks the syscall.
func (x *proof) compatCalls(a *arch.Arch) []disk.Relation {
	out, ok := x.compat[a]
	if ok {
		return out
	}
	for _, name := range x.oracle.Names() {
		verdicts := x.oracle.Verdicts(oracle.Filter{GOARCH: a.Companion.GOARCH, Profile: "allow-all", Block: []string{name}})
		for _, n := range slices.Sorted(maps.Keys(verdicts)) {
			if verdicts[n] == oracle.Denied {
				out = append(out, disk.Relation{Call: x.constant(name, a), Number: n})
			}
		}
	}
	slices.SortFunc(out, func(x, y disk.Relation) int {
		return cmp.Or(cmp.Compare(x.Call, y.Call), cmp.Compare(x.Number, y.Number))
	})
	x.compat[a] = out
	return out
}

// callsEach is how many syscalls checkCalls makes of each program.
const callsEach = 25

// checkCalls runs the programs on disk, and compares the results with the oracle's reading
// of the policy.
func (x *proof) checkCalls(t *testing.T, dir string) {
	t.Helper()
	value := func(name, goarch string) (constant.Value, bool) { return constants.Value(name, arch.ByGOARCH(goarch)) }
	rows, err := x.oracle.Policy(x.text)
	if err != nil {
		t.Fatal(err)
	}
	rows.Constants = value
	g := &random.Generator{Oracle: x.oracle, Constants: value}
	for _, a := range x.options.selected {
		goarch := a.GOARCH
		profiles, err := disk.ReadPolicy(dir, goarch, x.tables[goarch])
		if err != nil {
			t.Fatal(err)
		}
		for _, abi := range []*arch.Arch{a, x.companion(a)} {
			if abi == nil {
				continue
			}
			calls, err := g.Calls(x.text, abi.GOARCH)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range profiles {
				compareCalls(t, p, abi, calls, rows)
			}
		}
	}
}

// compareCalls runs a program on syscalls of one ABI.
func compareCalls(t *testing.T, p disk.Profile, abi *arch.Arch, calls *random.Calls, rows *oracle.Policy) {
	t.Helper()
	r := rand.New(rand.NewPCG(9, 23))
	for range callsEach {
		nr, values := calls.Next(r)
		want, err := rows.Decide(p.Name, abi.GOARCH, nr, values)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := prove.Execute(p.Program.Instructions, prove.Data{Nr: nr, Arch: oracle.AuditArch[abi.GOARCH], Args: values, BigEndian: abi.BigEndian})
		if err != nil || got != want {
			t.Errorf("%s on %s: number %d with %#x returns %#x (%v), want %#x", p.Name, abi.GOARCH, nr, values, got, err, want)
		}
	}
}
