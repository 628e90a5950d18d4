package main

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
)

// TestActionsDocumented checks that help and the guide to policies name every action.
func TestActionsDocumented(t *testing.T) {
	if _, help := expect(t, 0, "generate", "-h"); !strings.HasSuffix(help, action.Help()) {
		t.Errorf("generate -h does not end with the actions:\n%s", help)
	}
	guide := policySection(t)
	for _, a := range action.All {
		example := "`" + a.Word
		if a.Operand != action.NoOperand {
			example += ":"
		} else {
			example += "`"
		}
		if a.Word != "" && !strings.Contains(guide, example) {
			t.Errorf("README.md lacks the action %s...", example)
		}
	}
}
