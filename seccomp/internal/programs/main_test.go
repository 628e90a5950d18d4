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

// confineVariable holds a confinement. The test binary with this variable executes its
// arguments under the filter.
const confineVariable = "SECCOMP_PROGRAMS_CONFINE"

func TestMain(m *testing.M) {
	if value, ok := os.LookupEnv(confineVariable); ok {
		fmt.Fprintln(os.Stderr, execute(value, os.Args[1:]))
		os.Exit(125)
	}
	os.Exit(m.Run())
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

// confinement is a profile and a violation action.
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

// parseFilter returns the filter of a confinement in the form of its String.
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
