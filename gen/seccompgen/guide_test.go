package main

import (
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// guide returns the package comment.
func guide(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(moduleRoot, "gen/seccompgen/doc.go"), nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	return file.Doc.Text()
}

// guideBlocks returns the blocks of code in the package comment.
func guideBlocks(t *testing.T) []string {
	t.Helper()
	return codeBlocks(guide(t))
}

// codeBlocks returns the blocks of code in a comment.
func codeBlocks(text string) []string {
	var out []string
	for _, block := range new(comment.Parser).Parse(text).Content {
		if code, ok := block.(*comment.Code); ok {
			out = append(out, code.Text)
		}
	}
	return out
}

// guideSection returns the blocks of code after a heading of the package comment.
func guideSection(t *testing.T, heading string) []string {
	t.Helper()
	_, section, ok := strings.Cut(guide(t), "\n\n# "+heading+"\n")
	if !ok {
		t.Fatalf("doc.go has no heading %q", heading)
	}
	section, _, _ = strings.Cut(section, "\n\n# ")
	return codeBlocks(section)
}

// guideBlock returns the only block of code in the package comment with a prefix.
func guideBlock(t *testing.T, prefix string) string {
	t.Helper()
	var found []string
	for _, block := range guideBlocks(t) {
		if strings.HasPrefix(block, prefix) {
			found = append(found, block)
		}
	}
	if len(found) != 1 {
		t.Fatalf("doc.go has %d blocks that begin with %q, want 1", len(found), prefix)
	}
	return found[0]
}

// guidePolicy returns policy.csv of the guide.
func guidePolicy(t *testing.T) string { return guideBlock(t, "# profile server:") }

// guideCommands returns the lines of the guide with a prefix.
func guideCommands(t *testing.T, prefix string) []string {
	t.Helper()
	var out []string
	for _, block := range guideBlocks(t) {
		for line := range strings.Lines(block) {
			if strings.HasPrefix(line, prefix) {
				out = append(out, strings.TrimSpace(line))
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("doc.go has no line %q", prefix)
	}
	return out
}

// inserted returns text with lines that stand at a number from 1.
func inserted(t *testing.T, text string, number int, lines string) string {
	t.Helper()
	list := slices.Collect(strings.Lines(text))
	if number < 1 || number > len(list)+1 {
		t.Fatalf("no line %d in\n%s", number, text)
	}
	return strings.Join(slices.Insert(list, number-1, lines), "")
}

// generateGuide runs the command on a policy, as go generate does.
func generateGuide(t *testing.T, want int, policy string) (stderr string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("policy.csv", []byte(policy), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr = expect(t, want, "generate", "-policy", "policy.csv", "-pkg", "policy")
	return stderr
}

var printedError = regexp.MustCompile(`^(.*\n)(policy\.csv:([0-9]+):[0-9]+: .*\n)$`)

// TestGuideErrors inserts each wrong row of the guide at the line of its error or warning,
// and expects this message.
func TestGuideErrors(t *testing.T) {
	policy, errors := guidePolicy(t), 0
	for _, block := range guideBlocks(t) {
		m := printedError.FindStringSubmatch(block)
		if m == nil {
			continue
		}
		errors++
		line, err := strconv.Atoi(m[3])
		if err != nil {
			t.Fatal(err)
		}
		t.Run(m[1], func(t *testing.T) {
			status := 1
			if strings.Contains(m[2], ": warning: ") {
				status = 0
			}
			if stderr := generateGuide(t, status, inserted(t, policy, line, m[1])); stderr != m[2] {
				t.Errorf("printed\n%s\nthe guide has\n%s", stderr, m[2])
			}
		})
	}
	if errors != 6 {
		t.Errorf("%d errors in the guide, want 6", errors)
	}
}

// TestGuideRows generates the guide's policy, alone and with its rows for mmap before
// @network. Neither has a warning.
func TestGuideRows(t *testing.T) {
	var rows string
	for _, block := range guideBlocks(t) {
		if strings.HasPrefix(block, "server,") && strings.Contains(block, "server,s390x/mmap,") {
			rows = block
		}
	}
	policy := guidePolicy(t)
	before, after, ok := strings.Cut(policy, "server,@network,")
	if !ok || rows == "" {
		t.Fatal("the guide has no row @network, or no rows for mmap on s390x")
	}
	if stderr := generateGuide(t, 0, before+rows+"server,@network,"+after); stderr != "" {
		t.Errorf("the guide's rows have warnings:\n%s", stderr)
	}
	if stderr := generateGuide(t, 0, policy); stderr != "" {
		t.Errorf("the guide's policy has warnings:\n%s", stderr)
	}
}

// TestGuideFiles generates a policy of the guide's rows with constants and include rows.
func TestGuideFiles(t *testing.T) {
	const header = "profile,syscall,action,when,why\n"
	dir := t.TempDir()
	rows := guideBlock(t, "include,../")
	for name, text := range map[string]string{
		"policy/policy.csv": header + rows + "server,ioctl,,cmd == DRIVER_BOTH,\n",
		"common/base.csv":   header + guideBlock(t, "const,") + "base,ioctl,,cmd == DRIVER_RESET,\n",
	} {
		writeFiles(t, dir, "-- "+name+" --\n"+text)
	}
	t.Chdir(filepath.Join(dir, "policy"))
	if _, stderr := expect(t, 0, "generate", "-policy", "policy.csv", "-arch", "amd64,mips"); stderr != "" {
		t.Errorf("the guide's rows have warnings:\n%s", stderr)
	}
}

// TestGuideCells compiles each action and each condition of the guide.
func TestGuideCells(t *testing.T) {
	policy := "profile,syscall,action,when,why\np,violation,errno:EPERM,,\np,getpid,,,\n"
	about := []string{"socket", "mprotect", "ioctl", "kill"}
	for i, line := range slices.Collect(strings.Lines(guideBlock(t, "family == AF_UNIX"))) {
		policy += "p," + about[i] + ",errno:" + strconv.Itoa(2+i) + `,"` + strings.TrimSpace(line) + "\",\n"
	}
	policy += "p,-socketcall,,,\n"
	for i, line := range slices.Collect(strings.Lines(guideBlock(t, strings.Repeat(" ", 24)+"allow"))) {
		for j, action := range strings.Split(strings.TrimSpace(line[:24]), ", ") {
			policy += "p,dup," + action + ",fildes == " + strconv.Itoa(10*i+j) + ",\n"
		}
	}
	generateGuide(t, 0, policy)
}

// TestLinks opens the files linked by the Markdown files for readers of the repository.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)\)`)
	for _, name := range []string{"README.md", "tables/README.md", "seccomp/bench/README.md", ".github/CONTRIBUTING.md", ".github/SECURITY.md", ".github/CHANGELOG.md"} {
		text := contents(t, "../../"+name)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat("../../" + path.Join(path.Dir(name), m[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if n := strings.Count(contents(t, "../../README.md"), "\n"); n > 130 {
		t.Errorf("README.md has %d lines, want 130 at most", n)
	}
}
