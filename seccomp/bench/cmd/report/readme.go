package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// The tables stand between these lines of a README.
const (
	begin = "<!-- bench: written by make bench -->\n"
	end   = "<!-- bench end -->\n"
)

// writeFigures writes the tables between the markers of the file at path, and the chart
// beside it.
func writeFigures(path, tables, chart string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := between(string(old), tables)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	image := filepath.Join(filepath.Dir(path), "install.svg")
	_, err = replace.Files([]string{path, image}, [][]byte{[]byte(changed), []byte(chart)})
	return err
}

// between returns file with text between its markers.
func between(file, text string) (string, error) {
	before, rest, ok := strings.Cut(file, begin)
	if !ok {
		return "", fmt.Errorf("no line %q", strings.TrimSpace(begin))
	}
	_, after, ok := strings.Cut(rest, end)
	if !ok {
		return "", fmt.Errorf("no line %q", strings.TrimSpace(end))
	}
	return before + begin + text + end + after, nil
}
