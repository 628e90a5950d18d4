package main

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	disk "github.com/sandbox-seccomp/sandbox-seccomp/gen/tablesource"
)

// mutation is a small change of a generated file with the programs of an architecture.
type mutation struct {
	name string
	// place matches the text to change, and change is the new text, with $1 and so on for
	// the groups of place.
	place  *regexp.Regexp
	change string
	// bytesOnly marks a change of no data: only the bytes tell.
	bytesOnly bool
}

// mutations lists a change of each kind. Instructions are those of classic BPF: 0x06
// returns, 0x15 jumps if equal, 0x35 if at least, 0x20 loads.
var mutations = []mutation{
	{"swapped jump", instruction("0x[134]5", "(0x0[1-9a-f])", "(0x00)"), "$1 Jt: $3, Jf: $2,$4", false},
	{"other swapped jump", instruction("0x[134]5", "(0x00)", "(0x0[1-9a-f])"), "$1 Jt: $3, Jf: $2,$4", false},
	{"jump always taken", instruction("0x[134]5", "(0x0[1-9a-f])", "(0x00)"), "$1 Jt: $2, Jf: $2,$4", false},
	{"jump never taken", instruction("0x[134]5", "(0x0[1-9a-f])", "(0x00)"), "$1 Jt: $3, Jf: $3,$4", false},
	{"at least for equal", regexp.MustCompile(`Code: 0x15, Jt`), "Code: 0x35, Jt", false},
	{"equal for at least", regexp.MustCompile(`Code: 0x35, Jt`), "Code: 0x15, Jt", false},
	{"changed operand", regexp.MustCompile(`(Code: 0x[13]5, .*K: 0x[0-9a-f]*)0\}`), "${1}1}", false},
	{"allow for a return", regexp.MustCompile(`(Code: 0x06, .*K: )0x(0005....|80000000)\}`), "${1}0x7fff0000}", false},
	{"kill for allow", regexp.MustCompile(`(Code: 0x06, .*K: )0x7fff0000\}`), "${1}0x80000000}", false},
	{"another errno", regexp.MustCompile(`(Code: 0x06, .*K: 0x000500)..\}`), "${1}0d}", false},
	{"another load", regexp.MustCompile(`(Code: 0x20, .*K: )0x000000..\}`), "${1}0x00000008}", false},
	{"another architecture", regexp.MustCompile(`(?s)^(.*Code: 0x15, .*K: 0x)[48c0](.......\}, //.*arch == )`), "${1}2$2", false},
	{"instruction left out", regexp.MustCompile(`\t\t\t\{Code: 0x[134]5, .*\n`), "", false},
	{"instruction twice", regexp.MustCompile(`(\t\t\t\{Code: 0x[134]5, .*\n)`), "$1$1", false},
	{"body", regexp.MustCompile(`(\tBody: +)\d+`), "${1}5", false},
	{"second body", regexp.MustCompile(`(\tCompat: +)(\d+)`), "${1}1$2", false},
	{"denied return", regexp.MustCompile(`(\tDenied: +\[\]uint16\{)`), "${1}1, ", false},
	{"no denied return", regexp.MustCompile(`(\tDenied: +\[\]uint16\{)\d+(, )?`), "${1}", false},
	{"unknown return", regexp.MustCompile(`(\tUnknown: +\[\]uint16\{)`), "${1}1, ", false},
	{"allowed range left out", regexp.MustCompile(`(\tAllowed: \[\]tables.Range\{\n)\t\t.*\n`), "$1", false},
	{"allowed range cut", regexp.MustCompile(`(\tAllowed: \[\]tables.Range\{\n.*Last: )[\w.]+`), "${1}0", false},
	{"conditional range left out", regexp.MustCompile(`(\tConditional: \[\]tables.Range\{\n)\t\t.*\n`), "$1", false},
	{"override left out", regexp.MustCompile(`(Overrides: \[\]tables.Override\{\n)\t\t.*\n`), "$1", false},
	{"weaker override", regexp.MustCompile(`(Overrides: \[\]tables.Override\{\n.*Action: )0x........`), "${1}0x7ffb0000", false},
	{"weaker selector", regexp.MustCompile(`(\{Multiplexer: .*Action: )0x........`), "${1}0x7ffb0000", false},
	{"selector left out", regexp.MustCompile(`\t\t\{Multiplexer: .*\n`), "", false},
	{"selector of another call", regexp.MustCompile(`(\{Multiplexer: .*Value: )\d+`), "${1}13", false},
	{"selector of another mask", regexp.MustCompile(`(\{Multiplexer: .*Mask: 0x)........`), "${1}00000001", false},
	{"compat call left out", regexp.MustCompile(`\t\{Call: .*\n`), "", false},
	{"compat call of another number", regexp.MustCompile(`(\t\{Call: .*Number: )`), "${1}1", false},
	{"no compat calls", regexp.MustCompile(`\tCompat: +compat_.*\n`), "", false},
	{"name", regexp.MustCompile(`(\tName: +")`), "${1}x", false},
	{"description", regexp.MustCompile(`(\tDescription: +")`), "${1}x", false},
	{"violation", regexp.MustCompile(`(\tViolation: +)0x........`), "${1}0x7fc00000", false},
	{"action for unknown numbers", regexp.MustCompile(`(\tUnknown: +)0x........`), "${1}0x7fc00000", false},
	{"profile left out", regexp.MustCompile(`(?s)\nvar ([a-z]\w*) = tables.ProfileData\{\n.*?\n\}\n`), "", false},
	{"build tag", regexp.MustCompile(`//go:build linux && `), "//go:build linux && !", false},
	{"no build tag", regexp.MustCompile(`//go:build .*\n\n`), "", false},
	{"code beside the data", regexp.MustCompile(`(\nvar )`), "\nfunc init() {}\n$1", false},
	{"package clause", regexp.MustCompile(`\npackage `), "\npackage x", true},
	{"comment", regexp.MustCompile(` syscalls in `), " syscall in ", true},
	{"line end", regexp.MustCompile(`\n\}\n`), "\n}\r\n", true},
	{"end", regexp.MustCompile(`\n$`), "", true},
	{"header", regexp.MustCompile(`^// Code`), "// code", true},
}

// instruction matches an instruction by its code and jumps.
func instruction(code, jt, jf string) *regexp.Regexp {
	return regexp.MustCompile(`(Code: ` + code + `,) Jt: ` + jt + `, Jf: ` + jf + `,( K: )`)
}

// apply changes a file, if it has the place. i chooses one of several places.
func (m mutation) apply(text string, i int) (string, bool) {
	places := m.place.FindAllStringSubmatchIndex(text, -1)
	if len(places) == 0 {
		return "", false
	}
	place := places[i%len(places)]
	changed := m.place.ExpandString([]byte(text[:place[0]]), m.change, text, place)
	out := string(changed) + text[place[1]:]
	return out, out != text
}

// TestMutantsOfPackages changes files of every package of a policy in this module, for
// all architectures, with every twelfth mutation each; with -long with every other one, and in
// package hardened too. The proof notices each change of data, and the comparison each change.
// TestPackages runs both on the unchanged files.
func TestMutantsOfPackages(t *testing.T) {
	var total, equivalent int
	for _, p := range ofPolicies(findPackages(t)) {
		if p.options.hardened && !*long {
			continue
		}
		t.Run(filepath.Base(p.out), func(t *testing.T) {
			t.Chdir(p.dir)
			proof, dir := newProof(t, p.options), t.TempDir()
			files, err := p.options.files(os.Stderr)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range p.options.selected {
				count, same := proof.mutate(t, dir, a, fileFor(t, files, a))
				total, equivalent = total+count, equivalent+same
			}
		})
	}
	t.Logf("%d mutants, %d of them equivalent", total, equivalent)
	if total*mutantStep() < 1800 || equivalent*100 > total {
		t.Errorf("%d mutants, %d of them equivalent; want %d, and under one of 100", total, equivalent, 1800/mutantStep())
	}
}

// mutantStep returns the distance of the mutations applied to a file.
func mutantStep() int {
	if *long {
		return 2
	}
	return 12
}

// fileFor returns the file with the programs for a.
func fileFor(t *testing.T, files []emit.File, a *arch.Arch) emit.File {
	t.Helper()
	for _, f := range files {
		if filepath.Base(f.Name) == "zprofiles_linux_"+a.GOARCH+".go" {
			return f
		}
	}
	t.Fatalf("no file for %s", a.GOARCH)
	return emit.File{}
}

// mutate applies each mutation to the file for a, in dir. It returns the number of
// mutations, and of programs with unchanged results.
func (x *proof) mutate(t *testing.T, dir string, a *arch.Arch, want emit.File) (count, equivalent int) {
	t.Helper()
	unchanged := t.TempDir()
	writeFile(t, filepath.Join(unchanged, filepath.Base(want.Name)), string(want.Data))
	want.Name = filepath.Join(dir, filepath.Base(want.Name))
	for i, m := range mutations {
		if (a.Index+i)%mutantStep() != 0 {
			continue
		}
		text, ok := m.apply(string(want.Data), 5*a.Index+7*i)
		if !ok {
			continue
		}
		count++
		writeFile(t, want.Name, text)
		if compareFile(want) == nil {
			t.Errorf("%s: %s: the comparison does not notice", want.Name, m.name)
		}
		err := x.checkArch(dir, a)
		switch {
		case m.bytesOnly && err != nil:
			t.Errorf("%s: %s: %v", want.Name, m.name, err)
		case !m.bytesOnly && err == nil:
			equivalent++
			x.expectAlike(t, unchanged, dir, a, m.name)
		}
	}
	return count, equivalent
}

// expectAlike expects different programs for a in two folders, with the same
// results.
func (x *proof) expectAlike(t *testing.T, was, is string, a *arch.Arch, name string) {
	t.Helper()
	goarch := a.GOARCH
	before, errBefore := disk.ReadPolicy(was, goarch, x.tables[goarch])
	after, errAfter := disk.ReadPolicy(is, goarch, x.tables[goarch])
	if err := errors.Join(errBefore, errAfter); err != nil {
		t.Fatal(err)
	}
	changed := false
	for i, p := range before {
		if !slices.Equal(p.Program.Instructions, after[i].Program.Instructions) {
			changed = true
			runAlike(t, a, p.Program.Instructions, after[i].Program.Instructions)
		}
	}
	if !changed {
		t.Errorf("%s: %s: the proof does not notice", goarch, name)
	}
}

// runAlike runs two programs on numbers and arguments around their operands, and expects
// the same results.
func runAlike(t *testing.T, abi *arch.Arch, p, q []bpf.Instruction) {
	t.Helper()
	r := rand.New(rand.NewPCG(17, 29))
	operand := func() uint32 { return p[r.IntN(len(p))].K + uint32(r.IntN(3)) - 1 }
	for range 3000 {
		d := prove.Data{Nr: operand(), Arch: abi.Audit, BigEndian: abi.BigEndian}
		for i := range d.Args {
			d.Args[i] = uint64(operand()) | uint64(operand())<<32*uint64(r.IntN(2))
		}
		was, _, err := prove.Execute(p, d)
		is, _, errIs := prove.Execute(q, d)
		if err != nil || errIs != nil || was != is {
			t.Fatalf("%s: the proof does not notice that %+v returns %#x and not %#x", abi.GOARCH, d, is, was)
		}
	}
}

// TestCheckFindsMutants changes files in a user's module, each architecture's in another
// way, and expects generate -check to name every one.
func TestCheckFindsMutants(t *testing.T) {
	t.Chdir(copiedModule(t, "webserver"))
	args := []string{"generate", "-policy", "policy/policy.csv", "-pkg", "webserver", "-out", "policy"}
	expect(t, 0, args...)
	args = append(args, "-check")
	expect(t, 0, args...)
	before, found := snapshot(t, "policy"), 0
	for round := range 4 {
		var want []string
		for _, a := range arch.Targets {
			name := "zprofiles_linux_" + a.GOARCH + ".go"
			text, skip := "", 0
			for ok := false; !ok; skip++ {
				text, ok = mutations[(a.Index+13*round+skip)%len(mutations)].apply(before[name], a.Index)
			}
			writeFile(t, filepath.Join("policy", name), text)
			want = append(want, filepath.Join("policy", name))
		}
		for _, name := range []string{"zprofiles.go", "zprofiles_other.go"} {
			writeFile(t, filepath.Join("policy", name), before[name]+"\n")
			want = append(want, filepath.Join("policy", name))
		}
		_, stderr := expect(t, 1, args...)
		for _, path := range want {
			named := regexp.MustCompile(regexp.QuoteMeta(path) + `:[0-9]+:[0-9]+: not as generated`)
			if len(named.FindAllString(stderr, -1)) != 1 {
				t.Errorf("round %d: %s is not named in\n%s", round, path, stderr)
			}
		}
		found += strings.Count(stderr, "not as generated")
	}
	if found != 4*(len(arch.Targets)+2) {
		t.Errorf("%d mutants found", found)
	}
}

// copiedModule makes a module of a user with a copy of an example's policy, and returns
// its folder.
func copiedModule(t *testing.T, example string) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "go.mod"), "module example.com/user\n\ngo 1.26.0\n")
	if err := os.Mkdir(filepath.Join(dir, "policy"), 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(dir, "policy", "policy.csv"), contents(t, filepath.Join(moduleRoot, "seccomp", "examples", example, "policy.csv")))
	return dir
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
