package policy_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryMessage checks that some archive of testdata has each message of reading a
// policy. It collects the messages from the source.
func TestEveryMessage(t *testing.T) {
	var found []string
	for _, path := range archives(t) {
		s := readSpecification(t, path)
		found = append(found, strings.Split(s.errors+"\n"+s.notes, "\n")...)
		found = append(found, strings.Split(strings.ReplaceAll(s.warnings, ": warning: ", ": "), "\n")...)
	}
	// See TestEmptyFile.
	found = append(found, "policy.csv:1:1: empty file; start with a header")
	// See TestBounds.
	found = append(found, "policy.csv:2:1: too many profiles; at most 256", "policy.csv:2:1: condition of 70000 bytes; divide it")
	found = append(found, "policy.csv:2:1: the policy takes too much work, most of it for this row; include fewer profiles")
	found = append(found, "policy.csv:2:13: value of 1201 bytes; at most 1024", "policy.csv:1026:7: too many constants; at most 1024")
	// See TestFileBounds.
	found = append(found, "policy.csv:257:9: too many files; at most 256", "policy.csv:4:9: the files of the policy are larger than 16 MiB together")
	formats := messages(t)
	t.Logf("%d messages", len(formats))
	if len(formats) < 40 {
		t.Fatalf("%d messages in the source; want at least 40", len(formats))
	}
	for format := range formats {
		message := regexp.MustCompile(`^policy\.csv:\d+:\d+: ` + verb.ReplaceAllString(regexp.QuoteMeta(format), ".+") + `( on [a-z0-9, ]+)?(; .+)?$`)
		if !matches(message, found) {
			t.Errorf("no archive has the error %q", format)
		}
	}
}

// verb matches a verb of a format.
var verb = regexp.MustCompile(`%[#0-9]*[a-zA-Z]`)

func matches(message *regexp.Regexp, list []string) bool {
	for _, text := range list {
		if message.MatchString(text) {
			return true
		}
	}
	return false
}

// places holds the index of the argument with the problem.
var places = map[string]int{"gen/policy.fail": 3, "gen/policy.failFile": 3, "gen/policy.at": 1, "gen/policy.At": 1, "gen/condition.fail": 2}

// messages returns the messages in the source, as formats.
func messages(t *testing.T) map[string]bool {
	t.Helper()
	out := make(map[string]bool)
	for _, dir := range []string{"policy", "condition", "csvfile"} {
		paths, err := filepath.Glob("../" + dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				for _, format := range formats(what(n, "gen/"+dir+".")) {
					out[format] = true
				}
				return true
			})
		}
	}
	return out
}

// what returns the expressions for the problem, if n reports one.
func what(n ast.Node, dir string) []ast.Expr {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			name = f.Sel.Name
		case *ast.Ident:
			name = f.Name
		}
		if i, ok := places[dir+name]; ok && i < len(n.Args) {
			return n.Args[i : i+1]
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && key.Name == "What" {
			return []ast.Expr{n.Value}
		}
	case *ast.AssignStmt:
		if field, ok := n.Lhs[0].(*ast.SelectorExpr); ok && field.Sel.Name == "What" && n.Tok == token.ASSIGN {
			return n.Rhs[:1]
		}
	case *ast.CompositeLit:
		// A csvfile.Error without field names, in a list, or an obstacle.
		if len(n.Elts) == 5 && n.Type == nil {
			return n.Elts[3:4]
		}
		if id, ok := n.Type.(*ast.Ident); ok && id.Name == "obstacle" && len(n.Elts) == 3 {
			return n.Elts[1:2]
		}
	}
	return nil
}

// formats returns the strings with words in a list of expressions.
func formats(list []ast.Expr) []string {
	var out []string
	for _, e := range list {
		ast.Inspect(e, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && strings.Trim(verb.ReplaceAllString(text, ""), " ,") != "" {
					if strings.HasPrefix(text, " ") {
						// It is appended to a name.
						text = "%s" + text
					}
					out = append(out, text)
				}
			}
			return true
		})
	}
	return out
}
