package minijail_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/minijail"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

func shipped(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func noFile(string) ([]byte, error) { return nil, fs.ErrNotExist }

// imported imports a policy and decides the result.
func imported(t *testing.T, c *catalog.Catalog, text string, arches []*arch.Arch) ([]decision.Decision, string) {
	t.Helper()
	d, err := minijail.Read("m.policy", []byte(text), noFile, c, arches)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	out, err := d.Policy(c, "p")
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	p, err := policy.Load("p.csv", out, c)
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := p.Decide(argset.NewSpace(), arches)
	if err != nil {
		t.Fatal(err)
	}
	return all.Of[p.Profiles[0]], string(out)
}

// comparison is a test of a policy, evaluated by other code than the import.
type comparison struct {
	arg   int
	op    string
	value uint64
}

func (x comparison) String() string { return fmt.Sprintf("arg%d %s %#x", x.arg, x.op, x.value) }

func (x comparison) holds(args [6]uint64, width int) bool {
	mask := uint64(1)<<(width-1)<<1 - 1
	v, k := args[x.arg]&mask, x.value&mask
	switch x.op {
	case "==":
		return v == k
	case "!=":
		return v != k
	case "<":
		return v < k
	case "<=":
		return v <= k
	case ">":
		return v > k
	case ">=":
		return v >= k
	case "&":
		return v&k != 0
	}
	return v&^k == 0
}

// clauses are alternatives of comparisons.
type clauses [][]comparison

func (x clauses) String() string {
	var parts []string
	for _, clause := range x {
		parts = append(parts, strings.Trim(strings.Join(strings.Fields(fmt.Sprint(clause)), " "), "[]"))
	}
	return strings.Join(parts, " || ")
}

func (x clauses) holds(args [6]uint64, width int) bool {
	return slices.ContainsFunc(x, func(clause []comparison) bool {
		return !slices.ContainsFunc(clause, func(c comparison) bool { return !c.holds(args, width) })
	})
}

// random returns clauses on the arguments of kill: numbers, and no pointers.
func random(r *rand.Rand) (x clauses) {
	ops := []string{"==", "!=", "<", "<=", ">", ">=", "&", "in"}
	values := []uint64{0, 1, 9, 15, 1 << 31, 1<<32 - 1, 1<<64 - 1, 1 << 40}
	for range 1 + r.IntN(3) {
		x = append(x, []comparison{{r.IntN(2), ops[r.IntN(len(ops))], values[r.IntN(len(values))]}})
	}
	return x
}

// TestRandom compares imported conditions with their meaning, in the form of minijail0 and
// in that of compile_seccomp_policy.py.
func TestRandom(t *testing.T) {
	c := shipped(t)
	on := []*arch.Arch{arch.ByGOARCH("386"), arch.ByGOARCH("amd64"), arch.ByGOARCH("s390x")}
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 5))
		first, second := random(r), random(r)
		text := fmt.Sprintf("kill: %s; return 22\n", first)
		actions := [3]uint32{0x7fff0000, 0x50016, 0x50016}
		if seed%2 == 0 {
			text = fmt.Sprintf("@default trap\nkill: {%s; log, %s; return EPERM}\n", first, second)
			actions = [3]uint32{0x7ffc0000, 0x50001, 0x30000}
		}
		decisions, rows := imported(t, c, text, on)
		for _, a := range on {
			n := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == "kill" })
			nr, _ := c.Syscalls[n].Number(a)
			for range 60 {
				var args [6]uint64
				for i := range args {
					args[i] = []uint64{0, 1, 2, 9, 10, 15, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1 << 32, 1<<40 | 1, 1<<64 - 1}[r.IntN(12)]
				}
				want := actions[2]
				if first.holds(args, a.Width) {
					want = actions[0]
				} else if second.holds(args, a.Width) {
					want = actions[1]
				}
				d := decisions[a.Index]
				if got := d.Verdicts[d.Of(nr, args)].Action; got != want {
					t.Fatalf("%s %#x: %#x, want %#x\n%s%s", a.GOARCH, args, got, want, text, rows)
				}
			}
		}
	}
}

// TestErrors lists wrong policies, with all their errors.
func TestErrors(t *testing.T) {
	c := shipped(t)
	for text, want := range map[string]string{
		"read":                               `m:1:1: the line ends after "read"; want :`,
		"read:":                              `m:1:5: the line ends after ":"; want an action`,
		"read: 2":                            `m:1:7: unknown action "2"; want 1, return ERRNO, or one of 1, allow, kill, `,
		"raed: 1\n\nx y: 1":                  "m:1:1: unknown syscall \"raed\"; did you mean read?\nm:3:1: unknown syscall \"x\"",
		"read: 1 1":                          `m:1:9: unexpected "1"`,
		"read: 1\nread: 1":                   "m:2:1: read already has a rule for all arguments, on line 1; remove one",
		"read: return 0":                     `m:1:14: errno "0"; want a name as EPERM, or a number from 1 to 4094`,
		"read: return EPREM":                 `m:1:14: errno "EPREM"; want a name as EPERM`,
		"kill: arg6 == 1":                    `m:1:7: unknown argument "arg6"; want arg0 to arg5`,
		"kill: arg0 = 1":                     `m:1:12: unknown operator "="; want == != < <= > >= & or in`,
		"kill: arg0 == SIGKIL":               `m:1:15: unknown constant "SIGKIL"; want a number, or a constant of the kernel's headers`,
		"kill: arg0 == 99999999999999999999": `m:1:15: unknown constant "99999999999999999999"; `,
		"kill: arg0 ==":                      `m:1:12: the line ends after "=="; want a constant`,
		"kill: arg0 == (1":                   `m:1:16: the line ends after "1"; want )`,
		"kill: arg0 == " + strings.Repeat("(", 10000): "m:1:79: too many parentheses; at most 64",
		"kill: arg0 == 1 &&":                          `m:1:17: the line ends after "&&"; want a test, as arg0 == 1`,
		"{read, write: 1":                             `m:1:13: unexpected ":"; want }`,
		"read[arch=vax]: 1":                           `m:1:11: unknown architecture "vax"; want one of arm, `,
		"read: 1 \"":                                  `m:1:9: unexpected "\""`,
		"read: \\":                                    `m:1:1: the file ends after \`,
		"@include ./x":                                "m:1:10: cannot read the file: file does not exist",
		"@include":                                    "m:1:1: no file to include; write a path, as ./base.policy",
		"@default allow":                              "m:1:1: minijail has no such default action",
		"@defualt trap":                               `m:1:1: unknown statement "@defualt"`,
		"@default trap\nkill: arg0 == 1; return 1": `m:2:18: return after a condition: minijail0 returns the errno if it is false, and compile_seccomp_policy.py, with "@default", if it is true; write {condition; allow, return ERRNO}, or {condition; return ERRNO, allow}`,
		"ioctl: arg1 == PTRACE_GETVRREGS":          "m:1:16: PTRACE_GETVRREGS does not exist on amd64; import other architectures by -arch, or write the number",
		strings.Repeat("read: arg0 == 1\n", 10001): "m:10001:1: more than 10000 rules",
	} {
		_, err := minijail.Read("m", []byte(text), noFile, c, []*arch.Arch{arch.ByGOARCH("amd64")})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%.100s: %v\nwant %s", text, err, want)
		}
	}
}

// TestIncludes reads files of other folders, each once.
func TestIncludes(t *testing.T) {
	c := shipped(t)
	files := map[string]string{"a/m.policy": "@include ./b/x.policy\nread: 1\n", "a/b/x.policy": "@include ../y.policy\n", "a/y.policy": "write: 1\n@include ./y.policy\n"}
	read := func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	_, err := minijail.Read("a/m.policy", []byte(files["a/m.policy"]), read, c, arch.Targets)
	if want := "a/y.policy:2:10: included twice, or too many files"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	files["a/y.policy"] = "write: 1\n"
	d, err := minijail.Read("a/m.policy", []byte(files["a/m.policy"]), read, c, arch.Targets)
	if err != nil || strings.Join(d.Order, " ") != "write read" {
		t.Errorf("%v %v", d, err)
	}
}

// FuzzRead reads arbitrary policies.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"{read,kill[arch=x86]}: {arg0 == ~(A|1); trap, return 1}\n", "@include ./x\n", "a: \\\n b"} {
		f.Add(seed)
	}
	c := shipped(f)
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := minijail.Read("m", []byte(text), noFile, c, arch.Targets[:2]); err != nil && !strings.HasPrefix(err.Error(), "m:") {
			t.Error(err)
		}
	})
}
