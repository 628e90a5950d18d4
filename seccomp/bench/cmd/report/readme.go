package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// The lines around the tables of a README.
const (
	begin = "<!-- bench: written by make bench -->\n"
	end   = "<!-- bench end -->\n"
)

// replaceTables writes text between the markers of the file at path.
func replaceTables(path, text string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	changed, err := between(string(old), text)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	_, err = replace.Files([]string{path}, [][]byte{[]byte(changed)})
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
