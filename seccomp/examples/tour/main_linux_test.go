package main

import (
	"bytes"
	"io"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/internal/subprocess"
)

const root = "../../.."

func TestMain(m *testing.M) {
	subprocess.Main(m, map[string]func(){"tour": func() {
		if err := tour(os.Stdout, folder); err != nil {
			log.Fatal(err)
		}
	}})
}

// TestReadme compares the output of the tour with the README.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile(`(?ms)^\$ make tour\n(.*?)^\$ `).FindSubmatch(text)
	if shown == nil {
		t.Fatal("README.md does not show the tour and another command")
	}
	t.Chdir(root)
	if out, err := subprocess.Output("tour"); err != nil || out != string(shown[1]) {
		t.Errorf("%v\nprinted\n%s\nthe README has\n%s", err, out, shown[1])
	}
}

// TestWrongFolder runs the tour where it finds no policy, or other files than the
// policy generates. It must fail before it installs a filter.
func TestWrongFolder(t *testing.T) {
	changed := t.TempDir()
	if err := os.CopyFS(changed, os.DirFS(filepath.Join(root, folder))); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(changed, "policy.csv")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("webserver,-vfork,,,as fork\n"), nil, 1)
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		t.TempDir(): "run the tour in the folder of the module",
		changed:     "zprofiles.go: not what policy.csv generates; run go generate",
	} {
		if err := tour(io.Discard, dir); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("tour in %s: %v, want %q", dir, err, want)
		}
	}
}
