package oci_test

import (
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/container"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

var documents = flag.Int("documents", 4, "how many random filters to import")

func shipped(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// imported imports a filter and decides the policy.
func imported(t *testing.T, c *catalog.Catalog, data []byte, o oci.Options) (text string, decisions []decision.Decision, err error) {
	t.Helper()
	d, _, err := oci.Read("filter.json", data, c, o)
	if err != nil {
		return "", nil, err
	}
	out, err := d.Policy(c, "p")
	if err != nil {
		return "", nil, err
	}
	p, err := policy.Load("p.csv", out, c)
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := p.Decide(argset.NewSpace(), d.Arches)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out), all.Of[p.Profiles[0]], nil
}

// compare compares a policy with the filter on an architecture, at the bounds of its
// conditions. Where several true rules differ, it must have the action of one.
func compare(t *testing.T, c *catalog.Catalog, f container.Filter, d decision.Decision, a *arch.Arch, host string, r *rand.Rand) {
	t.Helper()
	names := c.Names(a)
	for n := a.Base; n < a.Base+520; n++ {
		if d.Partition.Of(n) == decision.Foreign {
			continue
		}
		count := 1
		if d.Verdicts[d.Partition.Of(n)].Cases != nil {
			count = 40
		}
		for _, args := range f.Inputs(r, count) {
			got, want := d.Verdicts[d.Of(n, args)].Action, f.Actions(host, a.Width, names[n], args)
			if !has(want, got) && names[n] != "socketcall" {
				t.Errorf("%s on %s, %#x: %#x, want %#x", names[n], a.GOARCH, args, got, want)
				return
			}
		}
	}
}

func has(list []uint32, v uint32) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// hosts holds the names of the architectures in includes and excludes.
var hosts = map[string]string{"386": "x86", "mipsle": "mipsel", "mips64le": "mipsel64"}

func hostOf(a *arch.Arch) string {
	if name := hosts[a.GOARCH]; name != "" {
		return name
	}
	return a.GOARCH
}

// TestDefaults imports the default filters of Docker and Podman for all architectures.
func TestDefaults(t *testing.T) {
	c := shipped(t)
	for _, name := range []string{"docker", "podman"} {
		data, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var f container.Filter
		if err := json.Unmarshal(data, &f); err != nil {
			t.Fatal(err)
		}
		text, decisions, err := imported(t, c, data, oci.Options{})
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile("testdata/" + name + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		if text != string(want) {
			t.Errorf("%s: not the rows of testdata/%[1]s.csv:\n%s", name, text)
		}
		for _, a := range arch.Targets {
			onHost := f
			if f.DefaultErrno == "ENOSYS" {
				number := uint(a.ENOSYS)
				onHost.DefaultErrnoRet = &number
			}
			compare(t, c, onHost, decisions[a.Index], a, hostOf(a), rand.New(rand.NewPCG(1, 1)))
		}
	}
}

// TestErrors lists wrong files, with all their errors.
func TestErrors(t *testing.T) {
	c := shipped(t)
	const allow = `{"names":["read"],"action":"SCMP_ACT_ALLOW"}`
	with := func(rule string) string { return `{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[` + rule + `]}` }
	test := func(fields string) string {
		return with(`{"names":["kill"],"action":"SCMP_ACT_LOG","args":[{` + fields + `}]}`)
	}
	for text, want := range map[string]string{
		``:                 "f:1:1: the file ends within a value",
		"{\n \"a\": [1,\n": "f:3:1: the file ends within a value",
		"{\n \"a\": x}":    "f:2:7: invalid character 'x' looking for beginning of value",
		`[]`:               "f:1:1: an array; want an object",
		`{}`:               "f:1:1: no defaultAction",
		`{"linux":{}}`:     "f:1:10: no filter: the field seccomp is missing",
		`{"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALOW"}}}`:                               `f:1:38: unknown action "SCMP_ACT_ALOW"; did you mean SCMP_ACT_ALLOW?`,
		`{"defaultAction":"SCMP_ACT_NOTIFY"}`:                                                   "f:1:18: SCMP_ACT_NOTIFY cannot be the default action",
		`{"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":1}`:                                "f:1:53: an errno for SCMP_ACT_ALLOW; remove it",
		`{"defaultAction":"SCMP_ACT_ALLOW","defaultErrno":"EPERM"}`:                             "f:1:50: an errno for SCMP_ACT_ALLOW; remove it",
		`{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":0}`:                                "f:1:53: errno 0: the syscall would return 0 without being made; use SCMP_ACT_ALLOW, or an errno",
		`{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":4095}`:                             "f:1:53: number 4095; want a whole number from 0 to 4094",
		`{"defaultAction":"SCMP_ACT_ERRNO","defaultErrno":"EPREM"}`:                             `f:1:50: unknown errno "EPREM"; write a name as EPERM`,
		`{"defaultAction":"SCMP_ACT_KILL","sycalls":[]}`:                                        `f:1:34: unknown field "sycalls"; did you mean syscalls?`,
		`{"defaultAction":"SCMP_ACT_KILL","defaultAction":1}`:                                   `f:1:34: duplicate field "defaultAction"; first on line 1`,
		`{"defaultAction":"SCMP_ACT_KILL","architectures":["AMD"]}`:                             `f:1:51: unknown architecture "AMD"; want one of SCMP_ARCH_AARCH64, `,
		`{"defaultAction":"SCMP_ACT_KILL","architectures":[3]}`:                                 "f:1:51: a number; want a string",
		with(`{"names":["raed"],"action":"SCMP_ACT_ALLOW"}`):                                    `f:1:57: unknown syscall "raed"; did you mean read?`,
		with(`{"names":["syscall_1f4"],"action":"SCMP_ACT_ALLOW"}`):                             `f:1:57: unknown syscall "syscall_1f4"; `,
		with(`{"action":"SCMP_ACT_ALLOW"}`):                                                     "f:1:47: no names",
		with(`{"names":["read"]}`):                                                              "f:1:47: no action",
		with(`3`):                                                                               "f:1:47: a number; want an object",
		with(allow) + "x":                                                                       "f:1:93: text after the value; a file holds one value",
		test(`"index":6,"value":1,"op":"SCMP_CMP_EQ"`):                                          "f:1:106: number 6; want a whole number from 0 to 5",
		test(`"index":0,"value":-1,"op":"SCMP_CMP_EQ"`):                                         "f:1:116: number -1; want a whole number from 0 to 18446744073709551615",
		test(`"index":0,"value":18446744073709551616,"op":"SCMP_CMP_EQ"`):                       "f:1:116: number 18446744073709551616; want a whole number from 0 to 18446744073709551615",
		test(`"index":0,"value":1e3,"op":"SCMP_CMP_EQ"`):                                        "f:1:116: number 1e3; ",
		test(`"index":0,"op":"SCMP_CMP_EQL"`):                                                   "f:1:97: no value\n" + `f:1:113: unknown operator "SCMP_CMP_EQL"; did you mean SCMP_CMP_EQ?`,
		with(`{"names":["read"],"action":"SCMP_ACT_LOG","includes":{"arches":["vax"]}}`):        `f:1:111: unknown architecture "vax"; `,
		with(`{"names":["read"],"action":"SCMP_ACT_LOG","excludes":{"caps":["CAP_SYS_ADMN"]}}`): `f:1:109: unknown capability "CAP_SYS_ADMN"`,
		with(`{"names":["read"],"action":"SCMP_ACT_LOG","includes":{"minKernel":"4"}}`):         `f:1:113: minKernel: version "4"; want X.Y, as 4.8`,
		strings.Repeat("[", 1<<20):                                                              "f:1:65: too many levels of objects and arrays; at most 64",
		with(strings.Repeat(`{"names":["kill"],"action":"SCMP_ACT_LOG","args":[{"index":0,"value":1,"op":"SCMP_CMP_EQ"}]},`, 1001) + allow): "f:1:93057: more than 1000 rules for kill",
	} {
		_, _, err := oci.Read("f", []byte(text), c, oci.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.200s: %v\nwant %s", text, err, want)
		}
	}
}

// TestUnsayable lists valid filters that no policy can have on amd64.
func TestUnsayable(t *testing.T) {
	c := shipped(t)
	for rule, want := range map[string]string{
		`"openat","args":[{"index":1,"value":5,"op":"SCMP_CMP_EQ"}]`: "f:1:57: argument 1 of openat is a pointer on amd64; compare it with 0 only: its value is an address",
		`"getpid","args":[{"index":0,"value":5,"op":"SCMP_CMP_EQ"}]`: "f:1:57: argument 0 of getpid does not exist on amd64; remove the test, or import other architectures by -arch",
	} {
		name, args, _ := strings.Cut(rule, ",")
		text := `{"defaultAction":"SCMP_ACT_ERRNO","syscalls":[{"names":[` + name + `],"action":"SCMP_ACT_ALLOW",` + args + `}]}`
		d, _, err := oci.Read("f", []byte(text), c, oci.Options{Arches: []*arch.Arch{arch.ByGOARCH("amd64")}})
		if err == nil {
			_, err = d.Policy(c, "p")
		}
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v\nwant %s", rule, err, want)
		}
	}
}

// TestWarnings lists what is left out of Docker's default filter, for all kernels and for some.
func TestWarnings(t *testing.T) {
	data, err := os.ReadFile("testdata/docker.json")
	if err != nil {
		t.Fatal(err)
	}
	const x32 = "f:9:5: warning: no policy can decide the syscalls of SCMP_ARCH_X32; they are killed"
	for selected, want := range map[string]string{
		"": x32 + `
f:22:5: warning: no policy can decide the syscalls of SCMP_ARCH_MIPS64N32; they are killed
f:36:5: warning: no policy can decide the syscalls of SCMP_ARCH_MIPSEL64N32; they are killed
f:49:5: warning: no policy can decide the syscalls of SCMP_ARCH_S390; they are killed
f:572:3: warning: beside amd64 this rule is another one on 386 than on a host of its own; import that with -arch amd64`,
		"amd64":         x32,
		"arm64 riscv64": "",
	} {
		var o oci.Options
		for _, goarch := range strings.Fields(selected) {
			o.Arches = append(o.Arches, arch.ByGOARCH(goarch))
		}
		_, warnings, err := oci.Read("f", data, shipped(t), o)
		if err != nil {
			t.Fatal(err)
		}
		if got := warnings.String(); got != want {
			t.Errorf("for %q got\n%s\nwant\n%s", selected, got, want)
		}
	}
}

// TestOverlaps imports rules whose order is libseccomp's. A test of seccomp/bench asks
// libseccomp for the same.
func TestOverlaps(t *testing.T) {
	c := shipped(t)
	for _, o := range container.Overlaps {
		data, err := json.Marshal(o.Filter())
		if err != nil {
			t.Fatal(err)
		}
		for _, goarch := range []string{"386", "amd64"} {
			a := arch.ByGOARCH(goarch)
			text, decisions, err := imported(t, c, data, oci.Options{Arches: []*arch.Arch{a}})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == "kill" })
			nr, _ := c.Syscalls[i].Number(a)
			d := decisions[a.Index]
			if got := d.Verdicts[d.Of(nr, o.Args)].Action; got != o.Action() {
				t.Errorf("%v on %s: %#x, want %#x\n%s", o, goarch, got, o.Action(), text)
			}
		}
	}
}

// TestRandom imports random filters for a few architectures each. A refusal names a rule
// that a policy cannot have.
func TestRandom(t *testing.T) {
	c := shipped(t)
	refused := 0
	for seed := range uint64(*documents) {
		r := rand.New(rand.NewPCG(seed, 3))
		f := container.Random(r)
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		on := []*arch.Arch{arch.ByGOARCH("amd64"), arch.ByGOARCH("386"), arch.Targets[r.IntN(len(arch.Targets))]}
		text, decisions, err := imported(t, c, data, oci.Options{Arches: arch.Set(on)})
		if err != nil {
			if refused++; !strings.Contains(err.Error(), "argument ") && !strings.Contains(err.Error(), "the rule on line ") && !strings.Contains(err.Error(), "runtimes refuse this rule") {
				t.Errorf("seed %d: %v\n%s", seed, err, data)
			}
			continue
		}
		for _, a := range on {
			if compare(t, c, f, decisions[a.Index], a, hostOf(a), r); t.Failed() {
				t.Fatalf("seed %d\n%s\n%s", seed, data, text)
			}
		}
	}
	if refused*2 > *documents {
		t.Errorf("%d of %d filters are refused", refused, *documents)
	}
}
