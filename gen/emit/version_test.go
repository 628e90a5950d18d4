package emit_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

const tablesPath = "github.com/sandbox-seccomp/sandbox-seccomp/tables"

// TestEnforceVersion type-checks a generated package against package tables of its
// version, of later ones and of an earlier one.
func TestEnforceVersion(t *testing.T) {
	generated := policyFiles(t, "profile,syscall,action,when,why\np,read,,,\n", false, "amd64")["zprofiles.go"]
	const this = tables.MaxVersion
	checkFits(t, generated, tables.MinVersion, this, true)
	checkFits(t, generated, this, this+1, true)
	checkFits(t, generated, this+1, this+1, false)
	checkFits(t, generated, this-1, this-1, false)
}

// checkFits type-checks generated with a package tables that serves the versions min to
// max.
func checkFits(t *testing.T, generated string, min, max int, fits bool) {
	t.Helper()
	source, err := os.ReadFile("../../tables/version.go")
	if err != nil {
		t.Fatal(err)
	}
	versions := strings.NewReplacer(
		fmt.Sprintf("MinVersion = %d", tables.MinVersion), fmt.Sprintf("MinVersion = %d", min),
		fmt.Sprintf("MaxVersion = %d", tables.MaxVersion), fmt.Sprintf("MaxVersion = %d", max),
	).Replace(string(source))
	const stubs = "package tables\ntype Profile struct{}\ntype ProfileData struct{}\nfunc MakeProfile(*ProfileData) Profile { return Profile{} }\n"
	pkg, err := check(t, tablesPath, nil, versions, stubs)
	if err != nil {
		t.Fatal(err)
	}
	_, err = check(t, "p", only{pkg}, generated, "package p\nimport \""+tablesPath+"\"\nvar p tables.ProfileData\n")
	if (err == nil) != fits || err != nil && !strings.Contains(err.Error(), "EnforceVersion") {
		t.Errorf("versions %d to %d: %v, want it to compile: %v", min, max, err, fits)
	}
}

// check type-checks the files of a package.
func check(t *testing.T, path string, importer types.Importer, sources ...string) (*types.Package, error) {
	t.Helper()
	fset := token.NewFileSet()
	var files []*ast.File
	for _, source := range sources {
		f, err := parser.ParseFile(fset, "", source, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return (&types.Config{Importer: importer}).Check(path, fset, files, nil)
}

// only imports one package.
type only struct{ pkg *types.Package }

func (o only) Import(string) (*types.Package, error) { return o.pkg, nil }
