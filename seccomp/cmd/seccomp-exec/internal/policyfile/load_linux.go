package policyfile

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/cause"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/profiledata"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// Source selects a profile of a policy.
type Source struct {
	// File is the policy's file.
	File string
	// Profile names the profile. It may be empty if the policy has only one.
	Profile string
	// Compat applies the policy to the companion ABI too.
	Compat bool
}

// Profile is a compiled profile of a policy, with the rules of the machine's architecture
// and with Compat those of its companion ABI.
type Profile struct {
	*cause.Profile
	// Data holds the program, for [tables.MakeProfile].
	Data *tables.ProfileData

	source cause.Source
}

// maxFile limits the size of a policy's file, in bytes.
const maxFile = 16 << 20

// Load compiles a profile and prints the policy's warnings. An error of the policy's rows has
// type [csvfile.Errors].
func Load(s Source, warnings io.Writer) (*Profile, error) {
	own := arch.ByGOARCH(runtime.GOARCH)
	selected := []*arch.Arch{own}
	if s.Compat {
		if own.Companion == nil {
			return nil, fmt.Errorf("-compat: %s has no companion ABI", own.GOARCH)
		}
		selected = arch.Set(append(selected, own.Companion))
	}
	c, err := catalog.Shipped()
	if err != nil {
		return nil, err
	}
	source := cause.Source{Name: filepath.ToSlash(s.File), Read: once(), Catalog: c, Arches: selected}
	p, err := policy.LoadFiles(source.Name, source.Read, c)
	if err != nil {
		return nil, err
	}
	decisions, remarks, err := p.Decide(argset.NewSpace(), selected)
	if err != nil {
		return nil, err
	}
	if len(remarks.Warnings) > 0 {
		fmt.Fprintln(warnings, remarks.Warnings)
	}
	only, err := s.named(p)
	if err != nil {
		return nil, err
	}
	for _, a := range selected {
		if err := checkListeners(decisions.Resolve(only, a), only.Name); err != nil {
			return nil, err
		}
	}
	compiled, err := compile.Policy(c, p, decisions, compile.Options{Profiles: []*policy.Profile{only}, Architectures: []*arch.Arch{own}, Companions: s.Compat})
	if err != nil {
		return nil, err
	}
	return &Profile{cause.NewProfile(only, decisions), profiledata.Of(c, compiled[0]), source}, nil
}

// once returns a reader of files. It reads each once: later the supervisor may read no more.
func once() policy.ReadFile {
	files := make(map[string][]byte)
	return func(name string) (data []byte, err error) {
		data, ok := files[name]
		if !ok {
			if data, err = regular.Read(filepath.FromSlash(name), maxFile); err == nil {
				files[name] = data
			}
		}
		return data, err
	}
}

// named returns the selected profile.
func (s Source) named(p *policy.Policy) (*policy.Profile, error) {
	var names []string
	for _, profile := range p.Profiles {
		names = append(names, profile.Name)
	}
	switch profile := p.ByName(s.Profile); {
	case profile != nil:
		return profile, nil
	case s.Profile == "" && len(names) == 1:
		return p.Profiles[0], nil
	case s.Profile == "":
		return nil, fmt.Errorf("%s has %d profiles; add -profile with one of %s", s.File, len(names), strings.Join(names, ", "))
	}
	hint := "want one of " + strings.Join(names, ", ")
	if closest, ok := nearest.Closest(s.Profile, slices.Values(names)); ok {
		hint = "did you mean " + closest + "?"
	}
	return nil, fmt.Errorf("-profile: %s has no profile %q; %s", s.File, s.Profile, hint)
}

// checkListeners refuses the action notify: the program would have no listener.
func checkListeners(on policy.Resolved, profile string) error {
	if on.Violation == action.Notify || on.Unknown == action.Notify {
		return noListener(profile, "its violation or unknown row")
	}
	for _, s := range on.Syscalls {
		for _, x := range s.Alternatives {
			if x.Action == action.Notify {
				return noListener(profile, fmt.Sprintf("%s:%d", x.Row.File(), x.Row.Line()))
			}
		}
	}
	return nil
}

func noListener(profile, rule string) error {
	return fmt.Errorf("profile %s asks a listener (action notify, %s), and seccomp-exec has none; use an errno, or write a supervisor with package notify", profile, rule)
}
