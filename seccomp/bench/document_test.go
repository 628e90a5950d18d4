//go:build linux && amd64

package bench

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math/bits"
	"math/rand/v2"
	"os"
	"testing"

	libseccomp "github.com/seccomp/libseccomp-golang"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/container"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

var documents = flag.Int("documents", 4, "how many random filters of containers to compare with libseccomp")

// ofLibseccomp holds the architectures of libseccomp 2.5, without mips: it has no rules
// for multiplexers there.
var ofLibseccomp = map[string]libseccomp.ScmpArch{
	"386": libseccomp.ArchX86, "amd64": libseccomp.ArchAMD64, "arm": libseccomp.ArchARM, "arm64": libseccomp.ArchARM64,
	"mips64le": libseccomp.ArchMIPSEL64, "ppc64le": libseccomp.ArchPPC64LE, "riscv64": libseccomp.ArchRISCV64, "s390x": libseccomp.ArchS390X,
}

var comparisons = map[string]libseccomp.ScmpCompareOp{
	"SCMP_CMP_NE": libseccomp.CompareNotEqual, "SCMP_CMP_LT": libseccomp.CompareLess, "SCMP_CMP_LE": libseccomp.CompareLessOrEqual,
	"SCMP_CMP_EQ": libseccomp.CompareEqual, "SCMP_CMP_GE": libseccomp.CompareGreaterEqual, "SCMP_CMP_GT": libseccomp.CompareGreater,
	"SCMP_CMP_MASKED_EQ": libseccomp.CompareMaskedEqual,
}

var scmpActions = map[string]libseccomp.ScmpAction{
	"SCMP_ACT_KILL": libseccomp.ActKillThread, "SCMP_ACT_KILL_PROCESS": libseccomp.ActKillProcess, "SCMP_ACT_TRAP": libseccomp.ActTrap,
	"SCMP_ACT_ALLOW": libseccomp.ActAllow, "SCMP_ACT_LOG": libseccomp.ActLog, "SCMP_ACT_ERRNO": libseccomp.ActErrno, "SCMP_ACT_TRACE": libseccomp.ActTrace,
}

// actionOf returns an action with its errno, by default EPERM.
func actionOf(word string, errno *uint) libseccomp.ScmpAction {
	a := scmpActions[word]
	if a != libseccomp.ActErrno && a != libseccomp.ActTrace {
		return a
	}
	if errno == nil {
		return a.SetReturnCode(1)
	}
	return a.SetReturnCode(int16(*errno))
}

// compile compiles a filter for an architecture with libseccomp.
func compileContainer(tb testing.TB, c container.Filter, a *arch.Arch) ([]bpf.Instruction, error) {
	tb.Helper()
	defaults := actionOf(c.DefaultAction, c.DefaultErrnoRet)
	if c.DefaultErrno == "ENOSYS" && a.GOARCH == "mips64le" {
		defaults = defaults.SetReturnCode(89)
	}
	f, err := libseccomp.NewFilter(defaults)
	if err != nil {
		return nil, err
	}
	defer f.Release()
	if a.GOARCH != "amd64" {
		if err := errors.Join(f.RemoveArch(libseccomp.ArchAMD64), f.AddArch(ofLibseccomp[a.GOARCH])); err != nil {
			return nil, err
		}
	}
	for _, r := range c.Syscalls {
		chosen := actionOf(r.Action, r.ErrnoRet)
		if chosen == defaults || !r.Applies(hostName(a)) {
			continue
		}
		for _, name := range r.Names {
			if err := addContainerRule(f, r, name, chosen); err != nil {
				return nil, err
			}
		}
	}
	return exportBPF(tb, f, a)
}

// hostName returns the name of an architecture in includes and excludes.
func hostName(a *arch.Arch) string {
	if name := map[string]string{"386": "x86", "mips64le": "mipsel64"}[a.GOARCH]; name != "" {
		return name
	}
	return a.GOARCH
}

// addContainerRule adds a rule for one syscall, as runc does.
func addContainerRule(f *libseccomp.ScmpFilter, r container.Rule, name string, chosen libseccomp.ScmpAction) error {
	number, err := libseccomp.GetSyscallFromName(name)
	if err != nil {
		return nil // a syscall newer than libseccomp
	}
	var all []libseccomp.ScmpCondition
	for _, x := range r.Args {
		next, err := libseccomp.MakeCondition(x.Index, comparisons[x.Op], x.Value, x.ValueTwo)
		if err != nil {
			return err
		}
		all = append(all, next)
	}
	switch {
	case len(all) == 0:
		return f.AddRule(number, chosen)
	case !r.Twice():
		return f.AddRuleConditional(number, chosen, all)
	}
	for _, x := range all {
		if err := f.AddRuleConditional(number, chosen, []libseccomp.ScmpCondition{x}); err != nil {
			return err
		}
	}
	return nil
}

// exportBPF returns the program of a filter.
func exportBPF(tb testing.TB, f *libseccomp.ScmpFilter, a *arch.Arch) ([]bpf.Instruction, error) {
	tb.Helper()
	file, err := os.CreateTemp(tb.TempDir(), "")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := f.ExportBPF(file); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(file.Name())
	if err != nil {
		return nil, err
	}
	var order binary.ByteOrder = binary.LittleEndian
	if a.BigEndian {
		order = binary.BigEndian
	}
	var program []bpf.Instruction
	for r := bytes.NewReader(data); ; {
		var next bpf.Instruction
		if err := binary.Read(r, order, &next); err == io.EOF {
			return program, nil
		} else if err != nil {
			return nil, err
		}
		if _, _, ok := action.Of(next.K); a.BigEndian && next.Code == bpf.Return && (!ok || next.K != 0 && next.K>>16 == 0) {
			next.K = bits.ReverseBytes32(next.K) // libseccomp 2.5 leaves some in the machine's order
		}
		program = append(program, next)
	}
}

// imported is a policy made from a filter.
type imported struct {
	catalog   *catalog.Catalog
	policy    *policy.Policy
	decided   policy.Decisions
	decisions []decision.Decision
	text      []byte
}

// importContainer imports a filter for the architectures of libseccomp.
func importContainer(c *catalog.Catalog, data []byte, on []*arch.Arch) (imported, error) {
	d, _, err := oci.Read("filter.json", data, c, oci.Options{Arches: on})
	if err != nil {
		return imported{}, err
	}
	text, err := d.Policy(c, "imported")
	if err != nil {
		return imported{}, err
	}
	p, err := policy.Load("imported.csv", text, c)
	if err != nil {
		return imported{}, err
	}
	decided, _, err := p.Decide(argset.NewSpace(), on)
	return imported{c, p, decided, decided.Of[p.Profiles[0]], text}, err
}

// compare compares all numbers of an architecture, at the bounds of conditions. Where all
// true rules of the document have one action, the policy must have it. It returns false if
// libseccomp does not, or decides another way between several: 2.5.4 loses some rules.
func (x imported) compare(t *testing.T, filter container.Filter, a *arch.Arch, program []bpf.Instruction, r *rand.Rand) bool {
	t.Helper()
	names := x.catalog.Names(a)
	d := x.decisions[a.Index]
	for n := a.Base; n < a.Base+600; n++ {
		if d.Partition.Of(n) == decision.Foreign {
			continue
		}
		if number, err := libseccomp.GetSyscallFromNameByArch(names[n], ofLibseccomp[a.GOARCH]); names[n] != "" && (err != nil || int(number) < 0 && number > -100) {
			continue // libseccomp 2.5.4 does not know it
		}
		count := 2
		if d.Verdicts[d.Partition.Of(n)].Cases != nil {
			count = 60
		}
		for _, args := range filter.Inputs(r, count) {
			got, _, err := prove.Execute(program, prove.Data{Nr: n, Arch: a.Audit, Args: args, BigEndian: a.BigEndian})
			want := d.Verdicts[d.Of(n, args)].Action
			if actions := filter.Actions(hostName(a), a.Width, names[n], args); got != want && err == nil && (len(actions) > 1 || actions[0] == want || names[n] == "socketcall") {
				t.Logf("%s %s (%d) %#x: libseccomp has %#x, the policy %#x", a.GOARCH, names[n], n, args, got, want)
				return false
			}
			if err != nil || got != want {
				t.Errorf("%s %s (%d) %#x: the policy has %#x, libseccomp %#x %v", a.GOARCH, names[n], n, args, want, got, err)
				return true
			}
		}
	}
	return true
}

// TestDocuments compares the programs of libseccomp for Docker's and Podman's default filters
// with the policies imported from them.
func TestDocuments(t *testing.T) {
	c := shippedCatalog(t)
	for _, name := range []string{"docker.json", "podman.json"} {
		data, err := os.ReadFile("../../gen/oci/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var filter container.Filter
		if err := json.Unmarshal(data, &filter); err != nil {
			t.Fatal(err)
		}
		var on []*arch.Arch
		for goarch := range ofLibseccomp {
			on = append(on, arch.ByGOARCH(goarch))
		}
		x, err := importContainer(c, data, arch.Set(on))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range on {
			t.Run(name+"/"+a.GOARCH, func(t *testing.T) {
				program, err := compileContainer(t, filter, a)
				if err != nil {
					t.Fatal(err)
				}
				if !x.compare(t, filter, a, program, rand.New(rand.NewPCG(1, 2))) {
					t.Error("libseccomp has another verdict")
				}
			})
		}
	}
}

// TestOverlaps asks libseccomp which of two rules decides.
func TestOverlaps(t *testing.T) {
	for _, o := range container.Overlaps {
		for goarch, nr := range map[string]uint32{"386": 37, "amd64": 62} {
			a := arch.ByGOARCH(goarch)
			program, err := compileContainer(t, o.Filter(), a)
			if err != nil {
				t.Fatal(err)
			}
			got, _, err := prove.Execute(program, prove.Data{Nr: nr, Arch: a.Audit, Args: o.Args})
			if err != nil || got != o.Action() {
				t.Errorf("%v on %s: %#x %v, want %#x", o, goarch, got, err, o.Action())
			}
		}
	}
}

func shippedCatalog(tb testing.TB) *catalog.Catalog {
	tb.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// TestRandomDocuments compares random filters that neither libseccomp nor import refuses.
func TestRandomDocuments(t *testing.T) {
	c := shippedCatalog(t)
	refused, compared, lost := 0, 0, 0
	for seed := range uint64(*documents) {
		r := rand.New(rand.NewPCG(seed, 7))
		filter := container.Random(r)
		data, err := json.Marshal(filter)
		if err != nil {
			t.Fatal(err)
		}
		for _, goarch := range []string{"amd64", "386", "s390x"} {
			a := arch.ByGOARCH(goarch)
			x, err := importContainer(c, data, []*arch.Arch{a})
			program, err2 := compileContainer(t, filter, a)
			switch {
			case err != nil || err2 != nil:
				refused++
				t.Logf("seed %d on %s: %v; libseccomp: %v", seed, goarch, err, err2)
			default:
				compared++
				if !x.compare(t, filter, a, program, r) {
					lost++
				}
				if t.Failed() {
					t.Fatalf("seed %d\n%s\n%s", seed, data, x.text)
				}
			}
		}
	}
	t.Logf("%d compared, %d of them otherwise by libseccomp, %d refused", compared, lost, refused)
	if lost*10 > compared || refused > compared {
		t.Errorf("libseccomp has another verdict in %d of %d programs", lost, compared)
	}
}
