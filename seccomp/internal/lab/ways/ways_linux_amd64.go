package ways

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

//go:embed testdata/ways.c
var source []byte

// Way is a way and its result: "made", the name of an errno, or "killed".
type Way struct{ Name, Result string }

// refusals lists the results of filters, and of a kernel without the feature.
var refusals = []string{"killed", "EPERM", "EACCES", "ENOSYS", "EAFNOSUPPORT", "EPROTONOSUPPORT", "EOPNOTSUPP"}

// Refused reports whether the syscall did not reach its arguments.
func (w Way) Refused() bool { return slices.Contains(refusals, w.Result) }

// Compile compiles the program into dir, without shared libraries, and returns its path.
func Compile(dir string) (program string, err error) {
	file, program := filepath.Join(dir, "ways.c"), filepath.Join(dir, "ways")
	if err := os.WriteFile(file, source, 0o600); err != nil {
		return "", err
	}
	if out, err := exec.Command("gcc", "-static", "-o", program, file).CombinedOutput(); err != nil {
		return "", fmt.Errorf("gcc: %w: %s", err, out)
	}
	return program, nil
}

// Run runs a command that starts the program, and returns the results in its order.
func Run(command *exec.Cmd) ([]Way, error) {
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w: %s", command, err, &stderr)
	}
	var list []Way
	for line := range strings.Lines(string(out)) {
		name, result, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			return nil, fmt.Errorf("%v: line %q", command, line)
		}
		list = append(list, Way{name, result})
	}
	return list, nil
}

// profileVariable holds the name of a profile. A process with this variable executes its
// argument under that profile.
const profileVariable = "SECCOMP_WAYS_PROFILE"

// Under returns the command to run the program under a built-in profile. The calling program
// must begin with [Confine].
func Under(profile, program string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.Command(self, program)
	command.Env = append(os.Environ(), profileVariable+"="+profile)
	return command, nil
}

// Confine executes the argument of this process under the profile that its environment
// names, and does not return. Without such a name it does nothing.
func Confine() {
	if name, ok := os.LookupEnv(profileVariable); ok {
		fmt.Fprintln(os.Stderr, execute(name, os.Args[1]))
		os.Exit(1)
	}
}

// execute executes a program under a profile. It returns only on failure.
func execute(name, program string) error {
	profile, ok := hardened.ProfileByName(name)
	if !ok {
		profile, ok = tables.ProfileByName(name)
	}
	if !ok {
		return fmt.Errorf("no profile %q", name)
	}
	f := seccomp.New(profile)
	return seccomp.Exec(&f, program, []string{program}, nil)
}
