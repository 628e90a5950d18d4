package emit_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// FuzzPolicy generates from any bytes. It expects errors with places, or proved programs.
func FuzzPolicy(f *testing.F) {
	const header = "profile,syscall,action,when,why"
	archives, err := filepath.Glob("../policy/testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		f.Fatal("no archives", err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(strings.ReplaceAll(string(archive.Files[0].Data), "$HEADER", header)))
	}
	c, err := catalog.Shipped()
	if err != nil {
		f.Fatal(err)
	}
	selected := []*arch.Arch{arch.ByGOARCH("amd64")}
	f.Fuzz(func(t *testing.T, data []byte) {
		err := generate(c, data, selected)
		var list csvfile.Errors
		if err != nil && !errors.As(err, &list) {
			t.Fatalf("an error without a place: %v", err)
		}
		for _, e := range list {
			if e.File != "policy.csv" || e.Line < 1 || e.Col < 1 || e.What == "" || len(e.Error()) > 1000 {
				t.Errorf("error without a place or a reason, or a long one: %#v", e)
			}
		}
	})
}

// generate generates the package of a policy.
func generate(c *catalog.Catalog, data []byte, selected []*arch.Arch) error {
	p, err := policy.Load("policy.csv", data, c)
	if err != nil {
		return err
	}
	decisions, _, err := p.Decide(argset.NewSpace(), selected)
	if err != nil {
		return err
	}
	compiled, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: selected})
	if err != nil {
		return err
	}
	_, err = emit.Policy(c, "p", p, compiled)
	return err
}
