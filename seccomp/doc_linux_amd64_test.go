package seccomp_test

import (
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDocProgram builds and runs the program of the package comment.
func TestDocProgram(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var program strings.Builder
	for line := range strings.Lines(string(text)) {
		code, indented := strings.CutPrefix(line, "//\t")
		switch {
		case indented:
			program.WriteString(code)
		case line == "//\n":
			program.WriteString("\n")
		case program.Len() > 2:
			file := filepath.Join(t.TempDir(), "main.go")
			runProgram(t, file, strings.TrimSpace(program.String())+"\n")
			return
		}
	}
	t.Error("doc.go has no program")
}

// runProgram runs a formatted program of 15 lines.
func runProgram(t *testing.T, file, source string) {
	t.Helper()
	formatted, err := format.Source([]byte(source))
	if err != nil || string(formatted) != source || strings.Count(source, "\n") != 15 {
		t.Fatalf("not formatted, or not of 15 lines: %v\n%s", err, source)
	}
	if err := os.WriteFile(file, formatted, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "run", file).CombinedOutput(); err != nil {
		t.Errorf("go run: %v\n%s\n%s", err, out, source)
	}
}
