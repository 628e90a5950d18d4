package programs

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
)

// Violations runs the program again in a new folder and returns the report of the syscalls
// that its confinement refuses, a line each. It makes all of them. reporter is the path of
// seccomp-exec.
func (t Trial) Violations(ctx context.Context, places Places, reporter string) (string, error) {
	dir, err := places.newDir()
	if err != nil {
		return "", err
	}
	args := slices.Concat([]string{reporter, "-report=allow"}, t.Under.flags(), []string{"--"}, places.expand(t.Program.command, dir))
	o, err := t.Program.execute(ctx, places, dir, args)
	return reported(o.stderr), errors.Join(err, os.RemoveAll(dir))
}

// flags returns the flags of seccomp-exec for a confinement.
func (c Confinement) flags() []string {
	flags := []string{"-profile", c.Profile.Name(), "-on-violation", c.Action}
	if c.Without != "" {
		flags = append(flags, "-block", c.Without)
	}
	return flags
}

// reported returns the lines of seccomp-exec in the output of it and of a program.
func reported(output string) string {
	var report strings.Builder
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, "seccomp-exec: ") {
			report.WriteString(line)
		}
	}
	return report.String()
}
