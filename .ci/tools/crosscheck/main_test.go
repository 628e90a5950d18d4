package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// files holds a module. Each file has one fault, but for the first two and the folder. The
// fault on s390x is in the format: the folder's function is one like fmt.Printf.
var files = map[string]string{
	"go.mod":           "module example.com/m\n\ngo 1.26.0\n",
	"m.go":             "package m\n\nconst size = 1 << 20\n",
	"m_linux_arm.go":   "package m\n\nvar large int = 1 << 40\n",
	"m_linux_mips.go":  "package m\n\nfunc shifted(x uint32) uint32 { return x << 32 }\n",
	"m_linux_s390x.go": "package m\n\nimport \"example.com/m/log\"\n\nfunc wrong() { log.Printf(\"%d\", \"\") }\n",
	"log/log.go":       "package log\n\nimport \"fmt\"\n\nfunc Printf(format string, args ...any) { fmt.Printf(format, args...) }\n",
	"m_test.go":        "package m\n\nvar text string = size\n",
}

func TestCheck(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("log", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	right := filepath.Join(t.TempDir(), "right.go")
	if err := os.WriteFile(right, []byte("package m\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	wrong, err := filepath.Abs("m_linux_arm.go")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"Replace": map[string]string{wrong: right}})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(overlay, text, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		arch, overlay       string
		tests, facts, fails bool
	}{
		{"amd64", "", false, true, false},
		{"amd64", "", false, false, false},
		{"arm", "", false, false, true},
		{"arm", overlay, false, true, false},
		{"mips", "", false, false, true},
		{"s390x", "", false, true, true},
		{"s390x", "", false, false, false},
		{"amd64", "", true, false, true},
	} {
		config, err := newConfig("", test.tests, test.facts)
		if err != nil {
			t.Fatal(err)
		}
		config.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+test.arch, "GOWORK=off", "GOFLAGS=-mod=mod")
		if err := addOverlay(config, test.overlay); err != nil {
			t.Fatal(err)
		}
		if err := check(config, selected(test.facts), []string{"."}); (err != nil) != test.fails {
			t.Errorf("%+v: %v", test, err)
		}
	}
}
