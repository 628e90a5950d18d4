//go:build linux && amd64

package conditions

import (
	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
)

// Compile makes our program of x as the generator does, proof included.
func (x *Case) Compile() ([]unix.SockFilter, error) {
	selected := []*arch.Arch{amd64}
	decisions, _, err := x.policy.Decide(argset.NewSpace(), selected)
	if err != nil {
		return nil, err
	}
	compiled, err := compile.Policy(x.catalog, x.policy, decisions, compile.Options{Profiles: x.policy.Profiles, Architectures: selected})
	if err != nil {
		return nil, err
	}
	var out []unix.SockFilter
	for _, i := range compiled[0].Program.Instructions {
		out = append(out, unix.SockFilter{Code: i.Code, Jt: i.JT, Jf: i.JF, K: i.K})
	}
	return out, nil
}
