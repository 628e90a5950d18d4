// Package complaint quotes the output of failed commands.
package complaint

import (
	"errors"
	"os/exec"
	"strings"
)

// Of returns the last lines of a command's standard error, from the error of its
// Output, after a line end.
func Of(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) || len(exit.Stderr) == 0 {
		return ""
	}
	return "\n" + Last(string(exit.Stderr), 10)
}

// Last returns the last lines of a text, indented.
func Last(text string, count int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	lines = lines[max(0, len(lines)-count):]
	for i, line := range lines {
		lines[i] = "\t" + strings.TrimRight(line, "\r")
	}
	return strings.Join(lines, "\n")
}
