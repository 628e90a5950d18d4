package main

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var fence = regexp.MustCompile("(?ms)^```(\\w*)\n(.*?)^```$")

// policySection returns the README's section on policies.
func policySection(t *testing.T) string {
	t.Helper()
	_, section, ok := strings.Cut(contents(t, "../../README.md"), "\n## Your own policy\n")
	section, _, end := strings.Cut(section, "\n## ")
	if !ok || !end {
		t.Fatal("README.md has no section on policies, or nothing behind it")
	}
	return section
}

// policyFences returns the section's blocks of code in a language; what is printed by
// a program has none.
func policyFences(t *testing.T, language string) []string {
	t.Helper()
	var out []string
	for _, m := range fence.FindAllStringSubmatch(policySection(t), -1) {
		if m[1] == language {
			out = append(out, m[2])
		}
	}
	return out
}

// policyFence returns block i of a language.
func policyFence(t *testing.T, language string, i int) string {
	t.Helper()
	list := policyFences(t, language)
	if i >= len(list) {
		t.Fatalf("README.md has %d blocks %q on policies, want %d at least", len(list), language, i+1)
	}
	return list[i]
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

// generateReadme runs the command on a policy, as go generate does.
func generateReadme(t *testing.T, want int, policy string) (stderr string) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.WriteFile("policy.csv", []byte(policy), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr = expect(t, want, "generate", "-policy", "policy.csv", "-pkg", "policy")
	return stderr
}

var printedError = regexp.MustCompile(`^(.*\n)(policy\.csv:([0-9]+):[0-9]+: .*\n)$`)

// TestReadmeErrors puts the wrong rows of the README where their errors say that they
// are, and expects those errors.
func TestReadmeErrors(t *testing.T) {
	policy := policyFence(t, "csv", 0)
	errors := policyFences(t, "")
	if len(errors) < 3 {
		t.Errorf("%d errors in README.md, want 3", len(errors))
	}
	for _, text := range errors {
		m := printedError.FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("not a row and its error:\n%s", text)
		}
		line, err := strconv.Atoi(m[3])
		if err != nil {
			t.Fatal(err)
		}
		t.Run(m[1], func(t *testing.T) {
			if stderr := generateReadme(t, 1, inserted(t, policy, line, m[1])); stderr != m[2] {
				t.Errorf("printed\n%s\nthe README has\n%s", stderr, m[2])
			}
		})
	}
}

// TestReadmeRows generates the README's policy, with the rows in it that it says to
// put above @network.
func TestReadmeRows(t *testing.T) {
	policy, rows := policyFence(t, "csv", 0), policyFence(t, "csv", 1)
	before, after, ok := strings.Cut(policy, "server,@network,")
	if !ok {
		t.Fatalf("the README's policy does not take in network:\n%s", policy)
	}
	generateReadme(t, 0, before+rows+"server,@network,"+after)
}
