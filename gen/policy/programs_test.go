package policy_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

var update = flag.Bool("update", false, "write the programs in testdata as they are compiled now")

// programs holds a policy with one condition of each kind, and its programs.
const programs = "testdata/programs"

// TestPrograms compares the programs of a policy with testdata, instruction by instruction.
// There are two architectures of each word size and byte order.
func TestPrograms(t *testing.T) {
	csv, err := os.ReadFile(filepath.Join(programs, "policy.csv"))
	if err != nil {
		t.Fatal(err)
	}
	c := shippedCatalog(t)
	out := decide(c, string(csv), arch.Targets)
	if out.err != nil {
		t.Fatal(out.err)
	}
	compiler, p := compile.New(c, out.decisions.Space), out.Profiles[0]
	for _, goarch := range []string{"386", "arm", "mips", "ppc", "amd64", "arm64", "ppc64", "s390x"} {
		a := arch.ByGOARCH(goarch)
		compiled, err := compiler.Compile(p.Title, out.decisions.Of[p][a.Index], a, nil)
		if err != nil {
			t.Fatal(err)
		}
		compiled.Constants = func(s *catalog.Syscall, a *arch.Arch) []policy.Constant { return out.Constants(p, s, a) }
		native, _ := listing.SymbolsOf(c, compiled)
		got, err := listing.Formats["asm"](compiled.Program.Instructions, native)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, filepath.Join(programs, goarch+".asm"), got)
	}
}

// golden compares got with a file of testdata, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is out of date; if this is meant, run go test ./gen/policy -update. Now it is:\n%s", path, got)
	}
}
