package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
)

// TestActionsDocumented checks that help and the guide name every action.
func TestActionsDocumented(t *testing.T) {
	if help, _ := expect(t, 0, "generate", "-h"); !strings.HasSuffix(help, action.Help()) {
		t.Errorf("generate -h does not end with the actions:\n%s", help)
	}
	var words []string
	for line := range strings.Lines(guideBlock(t, strings.Repeat(" ", 24)+"allow")) {
		for _, cell := range strings.Split(strings.TrimSpace(line[:24]), ", ") {
			word, _, _ := strings.Cut(cell, ":")
			words = append(words, word)
		}
	}
	for _, a := range action.All {
		if !slices.Contains(words, a.Word) {
			t.Errorf("doc.go lacks the action %q", a.Word)
		}
	}
}
