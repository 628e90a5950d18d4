// Crosscheck type-checks and vets packages of this module for other systems, from source:
//
//	crosscheck [-tags LIST] [-overlay FILE] [-test] [-facts] SYSTEM/ARCH... -- PACKAGE...
//
// go build and go vet compile the standard library for each architecture first, and take
// ten times as long. With -facts it runs all of go vet's analyzers, and without it those
// that look at one package alone.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/analysis/passes/appends"
	"golang.org/x/tools/go/analysis/passes/asmdecl"
	"golang.org/x/tools/go/analysis/passes/assign"
	"golang.org/x/tools/go/analysis/passes/atomic"
	"golang.org/x/tools/go/analysis/passes/bools"
	"golang.org/x/tools/go/analysis/passes/buildtag"
	"golang.org/x/tools/go/analysis/passes/cgocall"
	"golang.org/x/tools/go/analysis/passes/composite"
	"golang.org/x/tools/go/analysis/passes/copylock"
	"golang.org/x/tools/go/analysis/passes/defers"
	"golang.org/x/tools/go/analysis/passes/directive"
	"golang.org/x/tools/go/analysis/passes/errorsas"
	"golang.org/x/tools/go/analysis/passes/framepointer"
	"golang.org/x/tools/go/analysis/passes/hostport"
	"golang.org/x/tools/go/analysis/passes/httpresponse"
	"golang.org/x/tools/go/analysis/passes/ifaceassert"
	"golang.org/x/tools/go/analysis/passes/loopclosure"
	"golang.org/x/tools/go/analysis/passes/lostcancel"
	"golang.org/x/tools/go/analysis/passes/nilfunc"
	"golang.org/x/tools/go/analysis/passes/printf"
	"golang.org/x/tools/go/analysis/passes/shift"
	"golang.org/x/tools/go/analysis/passes/sigchanyzer"
	"golang.org/x/tools/go/analysis/passes/slog"
	"golang.org/x/tools/go/analysis/passes/stdmethods"
	"golang.org/x/tools/go/analysis/passes/stdversion"
	"golang.org/x/tools/go/analysis/passes/stringintconv"
	"golang.org/x/tools/go/analysis/passes/structtag"
	"golang.org/x/tools/go/analysis/passes/testinggoroutine"
	"golang.org/x/tools/go/analysis/passes/tests"
	"golang.org/x/tools/go/analysis/passes/timeformat"
	"golang.org/x/tools/go/analysis/passes/unmarshal"
	"golang.org/x/tools/go/analysis/passes/unreachable"
	"golang.org/x/tools/go/analysis/passes/unsafeptr"
	"golang.org/x/tools/go/analysis/passes/unusedresult"
	"golang.org/x/tools/go/analysis/passes/waitgroup"
	"golang.org/x/tools/go/packages"
)

// analyzers holds those of go vet.
var analyzers = []*analysis.Analyzer{
	appends.Analyzer, asmdecl.Analyzer, assign.Analyzer, atomic.Analyzer, bools.Analyzer,
	buildtag.Analyzer, cgocall.Analyzer, composite.Analyzer, copylock.Analyzer,
	defers.Analyzer, directive.Analyzer, errorsas.Analyzer, framepointer.Analyzer,
	hostport.Analyzer, httpresponse.Analyzer, ifaceassert.Analyzer, loopclosure.Analyzer,
	lostcancel.Analyzer, nilfunc.Analyzer, printf.Analyzer, shift.Analyzer,
	sigchanyzer.Analyzer, slog.Analyzer, stdmethods.Analyzer, stdversion.Analyzer,
	stringintconv.Analyzer, structtag.Analyzer, testinggoroutine.Analyzer, tests.Analyzer,
	timeformat.Analyzer, unmarshal.Analyzer, unreachable.Analyzer, unsafeptr.Analyzer,
	unusedresult.Analyzer, waitgroup.Analyzer,
}

func main() {
	tags := flag.String("tags", "", "build with these tags")
	overlay := flag.String("overlay", "", "read this file of go build's flag -overlay")
	tests := flag.Bool("test", false, "check tests too")
	facts := flag.Bool("facts", false, "run analyzers with facts about other packages too")
	flag.Parse()
	end := slices.Index(flag.Args(), "--")
	if end < 1 || end == flag.NArg()-1 {
		fmt.Fprintln(os.Stderr, "usage: crosscheck [-tags LIST] [-overlay FILE] [-test] [-facts] SYSTEM/ARCH... -- PACKAGE...")
		os.Exit(2)
	}
	config, err := newConfig(*tags, *tests, *facts)
	if err == nil {
		err = addOverlay(config, *overlay)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	failed := false
	for _, target := range flag.Args()[:end] {
		fmt.Println(target)
		system, arch, _ := strings.Cut(target, "/")
		config.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+arch)
		if err := check(config, selected(*facts), flag.Args()[end+1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

// selected returns the analyzers of a run with or without facts.
func selected(facts bool) []*analysis.Analyzer {
	if facts {
		return analyzers
	}
	return slices.DeleteFunc(slices.Clone(analyzers), usesFacts)
}

// usesFacts reports whether an analyzer uses facts about the functions of other packages.
func usesFacts(a *analysis.Analyzer) bool {
	return len(a.FactTypes) > 0 || slices.ContainsFunc(a.Requires, usesFacts)
}

// newConfig returns the configuration for all targets, without an environment. Without
// facts the functions of the standard library have no bodies.
func newConfig(tags string, tests, facts bool) (*packages.Config, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	signatures := ""
	if !facts {
		signatures = filepath.Join(strings.TrimSpace(string(root)), "src") + string(filepath.Separator)
	}
	return &packages.Config{
		Mode:       packages.LoadAllSyntax | packages.NeedModule,
		BuildFlags: []string{"-tags=" + tags},
		Tests:      tests,
		Fset:       token.NewFileSet(),
		ParseFile:  parseOnce(signatures),
	}, nil
}

// addOverlay reads the files of an overlay, as go build's flag -overlay has it.
func addOverlay(config *packages.Config, file string) error {
	if file == "" {
		return nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var overlay struct{ Replace map[string]string }
	if err := json.Unmarshal(text, &overlay); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	config.Overlay = make(map[string][]byte)
	for path, from := range overlay.Replace {
		if config.Overlay[path], err = os.ReadFile(from); err != nil {
			return err
		}
	}
	return nil
}

// parseOnce returns a function that parses each file once, for all targets. It is called by
// several goroutines. Of files in the folder signatures, if any, it keeps the signatures.
func parseOnce(signatures string) func(*token.FileSet, string, []byte) (*ast.File, error) {
	type parsed struct {
		once sync.Once
		file *ast.File
		err  error
	}
	var files sync.Map
	return func(set *token.FileSet, name string, text []byte) (*ast.File, error) {
		found, _ := files.LoadOrStore(name, new(parsed))
		p := found.(*parsed)
		p.once.Do(func() {
			p.file, p.err = parser.ParseFile(set, name, text, parser.AllErrors|parser.ParseComments)
			if p.err == nil && signatures != "" && strings.HasPrefix(name, signatures) {
				keepSignatures(p.file)
			}
		})
		return p.file, p.err
	}
}

// check loads packages and runs the analyzers. It prints what they find.
func check(config *packages.Config, analyzers []*analysis.Analyzer, patterns []string) error {
	loaded, err := packages.Load(config, patterns...)
	if err != nil {
		return err
	}
	if n := packages.PrintErrors(loaded); n > 0 {
		return fmt.Errorf("%d errors", n)
	}
	graph, err := checker.Analyze(analyzers, loaded, nil)
	if err != nil {
		return err
	}
	found := 0
	for action := range graph.All() {
		if action.Err != nil {
			return action.Err
		}
		if action.IsRoot {
			found += len(action.Diagnostics)
		}
	}
	if found == 0 {
		return nil
	}
	return fmt.Errorf("%d findings: %w", found, graph.PrintText(os.Stderr, 0))
}
