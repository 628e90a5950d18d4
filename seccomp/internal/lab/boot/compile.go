package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/complaint"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

// programC is a C program of the trials.
type programC struct {
	// name is the name of the program, source that of its file in testdata.
	name, source string
	// options are options of the compiler.
	options []string
}

// The C programs of the root file systems: busybox's have no libraries.
var (
	staticC = []programC{
		{"static", "write.c", []string{"-static"}},
		{"threads", "threads.c", []string{"-pthread", "-static"}},
	}
	userlandC = []programC{
		{"static", "write.c", []string{"-static"}},
		{"dynamic", "write.c", nil},
		{"threads", "threads.c", []string{"-pthread"}},
	}
)

// compileC compiles C programs with a compiler's command, as the folder c of the guests in a
// root folder.
func compileC(ctx context.Context, root string, compiler []string, list []programC) error {
	folder := filepath.Join(root, "guests", "c")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, p := range list {
		args := slices.Concat(compiler[1:], []string{"-O1", "-o", filepath.Join(folder, p.name), "-x", "c", "-"}, p.options)
		cmd := exec.CommandContext(ctx, compiler[0], args...)
		cmd.Stdin = bytes.NewReader(p.text())
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %s: %w\n%s", compiler[0], p.source, err, complaint.Last(string(out), 10))
		}
	}
	return nil
}

// sources returns the sources of C programs.
func sources(list []programC) string {
	var text string
	for _, p := range list {
		text += string(p.text())
	}
	return text
}

// text returns the source of p.
func (p programC) text() []byte {
	text, err := programs.Testdata.ReadFile("testdata/" + p.source)
	if err != nil {
		panic(err) // The file is embedded.
	}
	return text
}
