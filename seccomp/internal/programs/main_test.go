//go:build linux && amd64

package programs_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// confineVariable turns the test binary into a program that executes its arguments
// under a filter. Its value is that of confinement.String.
const confineVariable = "SECCOMP_PROGRAMS_CONFINE"

func TestMain(m *testing.M) {
	if value, ok := os.LookupEnv(confineVariable); ok {
		fmt.Fprintln(os.Stderr, execute(value, os.Args[1:]))
		os.Exit(125)
	}
	os.Exit(m.Run())
}

// execute becomes the program args under the filter that value describes. It
// returns only if that fails.
func execute(value string, args []string) error {
	filter, err := parseFilter(value)
	if err != nil {
		return err
	}
	// A program that dies of SIGSYS would dump its core. With a limit of 0 the
	// kernel still pipes it to a core_pattern such as Ubuntu's; with 1 it does not.
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{Cur: 1, Max: 1}); err != nil {
		return err
	}
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, confineVariable+"=")
	})
	return seccomp.Exec(&filter, args[0], args, env)
}

// confinement is a profile and what happens on a call that it does not hold.
type confinement struct {
	profile tables.Profile
	action  string
}

// The actions of a confinement.
const (
	kill  = "kill"
	eperm = "errno:EPERM"
)

func (c confinement) String() string { return c.profile.Name() + " " + c.action }

// parseFilter returns the filter of the confinement whose String is value.
func parseFilter(value string) (seccomp.Filter, error) {
	name, action, _ := strings.Cut(value, " ")
	profile, ok := tables.ProfileByName(name)
	if !ok {
		return seccomp.Filter{}, fmt.Errorf("no profile %q", name)
	}
	filter := seccomp.New(profile)
	switch action {
	case kill:
		filter.OnViolation(seccomp.KillProcess)
	case eperm:
		filter.OnViolation(seccomp.Errno(syscall.EPERM))
	default:
		return seccomp.Filter{}, fmt.Errorf("no action %q", action)
	}
	return filter, nil
}
