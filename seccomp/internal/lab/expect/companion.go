package expect

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/companion"
)

// companions holds the companion ABI of each architecture with one.
var companions = map[string]string{"amd64": "386", "arm64": "arm", "mips64": "mips", "mips64le": "mipsle", "ppc64": "ppc"}

// The changes to the profile both. They keep everything that the guest needs. Some of the
// names have variants, some can be reached through a multiplexer, and some exist in one
// of the two ABIs only.
var (
	companionAllow = []string{"mount", "socket", "keyctl"}
	companionBlock = []string{"chown", "dup2", "getppid", "kill", "select", "semop", "sendfile", "shmget", "truncate", "utime"}
)

// CompanionSyscalls returns syscalls under filters for goarch and its companion ABI, each
// for a program of one of the two: syscalls of every number, and syscalls for the rows of
// the policy of package companion. It returns none for an architecture without a
// companion ABI.
func CompanionSyscalls(o *oracle.Oracle, goarch string, seed uint64) ([]Syscall, error) {
	other, ok := companions[goarch]
	if !ok {
		return nil, nil
	}
	var list []Syscall
	for _, program := range []string{goarch, other} {
		plain, err := unchanged(o, program, seed)
		if err != nil {
			return nil, err
		}
		list = append(list, plain...)
		list = append(list, changed(o, plain, program != goarch)...)
	}
	return list, nil
}

// unchanged returns syscalls of a program under the profiles without changes.
func unchanged(o *oracle.Oracle, program string, seed uint64) ([]Syscall, error) {
	text, err := withErrnos(companion.Policy())
	if err != nil {
		return nil, err
	}
	d, list, err := drawSyscalls(o, text, program, seed)
	if err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Program = program
		// The guest marks syscalls with these arguments.
		list[i].Args[3], list[i].Args[4] = 0, 0
	}
	return list, d.decide(list)
}

// withErrnos returns a policy with the guest's errnos for violations and unknown syscalls.
func withErrnos(text []byte) ([]byte, error) {
	rows, err := policyRows(text)
	if err != nil {
		return nil, err
	}
	var out []policyRow
	for i, r := range rows {
		if i == 0 || r.profile != rows[i-1].profile {
			out = append(out, policyRow{r.profile, "violation", "errno:100", ""}, policyRow{r.profile, "unknown", "errno:101", ""})
		}
		if r.syscall != "violation" && r.syscall != "unknown" {
			out = append(out, r)
		}
	}
	return policyText(out...), nil
}

// changed returns a program's syscalls with the changes to their profile. Block applies to
// both ABIs, Allow does not apply to the companion ABI.
func changed(o *oracle.Oracle, plain []Syscall, isCompanion bool) []Syscall {
	list := slices.Clone(plain)
	program := plain[0].Program
	allowed := o.Verdicts(oracle.Filter{GOARCH: program, Allow: companionAllow})
	blocked := o.Verdicts(oracle.Filter{GOARCH: program, Profile: "allow-all", Block: companionBlock})
	for i := range list {
		s := &list[i]
		s.Filter = strings.ReplaceAll(spec(oracle.Filter{Profile: s.Filter, Allow: companionAllow, Block: companionBlock}), " ", ",")
		switch {
		case blocked[s.Number] == oracle.Denied:
			s.want = oracle.Denied
		case allowed[s.Number] == oracle.Allowed && !isCompanion:
			s.want = oracle.Allowed
		}
	}
	return list
}
