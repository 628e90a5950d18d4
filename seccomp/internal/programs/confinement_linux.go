package programs

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Confinement is a profile, a violation action and the name of a syscall to block, or "".
type Confinement struct {
	Profile tables.Profile
	Action  string
	Without string
}

// The actions of a confinement.
const (
	kill  = "kill"
	eperm = "errno:EPERM"
)

// String returns the form "minimal kill", or "minimal kill -pipe2" without a syscall.
func (c Confinement) String() string {
	s := c.Profile.Name() + " " + c.Action
	if c.Without != "" {
		s += " -" + c.Without
	}
	return s
}

// confineVariable holds a confinement. A process with this variable executes its arguments
// under the filter.
const confineVariable = "SECCOMP_PROGRAMS_CONFINE"

// Confine executes the arguments of this process under the filter that its environment
// names, and does not return. Without such a name it does nothing. Every program with
// trials calls it first: the trials start the program itself.
func Confine() {
	if value, ok := os.LookupEnv(confineVariable); ok {
		fmt.Fprintln(os.Stderr, execute(value, os.Args[1:]))
		os.Exit(125)
	}
}

// execute executes args under the filter of a confinement. It returns only on failure.
func execute(value string, args []string) error {
	filter, err := parseFilter(value)
	if err != nil {
		return err
	}
	// A program killed by SIGSYS would dump its core. With a limit of 0 the kernel still
	// pipes it to a core_pattern such as Ubuntu's; with 1 it does not.
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{Cur: 1, Max: 1}); err != nil {
		return err
	}
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, confineVariable+"=")
	})
	return seccomp.Exec(&filter, args[0], args, env)
}

// parseFilter returns the filter of a confinement in the form of its String.
func parseFilter(value string) (seccomp.Filter, error) {
	words := strings.Fields(value)
	profile, ok := tables.ProfileByName(words[0])
	if !ok {
		profile, ok = hardened.ProfileByName(words[0])
	}
	if !ok {
		return seccomp.Filter{}, fmt.Errorf("no profile %q", words[0])
	}
	filter := seccomp.New(profile)
	switch words[1] {
	case kill:
		filter.OnViolation(seccomp.KillProcess)
	case eperm:
		filter.OnViolation(seccomp.Errno(syscall.EPERM))
	default:
		return seccomp.Filter{}, fmt.Errorf("no action %q", words[1])
	}
	for _, word := range words[2:] {
		s, ok := tables.Lookup(strings.TrimPrefix(word, "-"))
		if !ok {
			return seccomp.Filter{}, fmt.Errorf("no syscall %q", word)
		}
		filter.Block(s)
	}
	return filter, nil
}
