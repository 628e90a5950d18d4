package expect

import (
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/policies/companion"
)

// second is the architecture of the 32-bit programs that a kernel runs beside its own,
// where filters can decide the calls of both.
var second = map[string]string{"amd64": "386", "arm64": "arm", "mips64": "mips", "mips64le": "mipsle", "ppc64": "ppc"}

// The changes to a filter for both. The guest must run under it: it does not need what
// is blocked. Some of that has variants, or another way into a multiplexer, and some
// exists on one of the architectures alone.
var (
	compatAllow = []string{"mount", "socket", "keyctl"}
	compatBlock = []string{"chown", "dup2", "getppid", "kill", "select", "semop", "sendfile", "shmget", "truncate", "utime"}
)

// CompatCalls returns calls that programs of goarch, and of the 32-bit architecture
// beside it, make under filters that decide the calls of both: a call of every number,
// and those for the rows of the policy of package compat. There are none if goarch has
// no such filters.
func CompatCalls(o *oracle.Oracle, goarch string, seed uint64) ([]Call, error) {
	other, ok := second[goarch]
	if !ok {
		return nil, nil
	}
	var list []Call
	for _, program := range []string{goarch, other} {
		calls, err := unchanged(o, program, seed)
		if err != nil {
			return nil, err
		}
		list = append(list, calls...)
		list = append(list, changed(o, calls, program != goarch)...)
	}
	return list, nil
}

// unchanged returns calls of a program under the profiles as they are.
func unchanged(o *oracle.Oracle, program string, seed uint64) ([]Call, error) {
	text, err := toldApart(companion.Policy())
	if err != nil {
		return nil, err
	}
	d, err := newCallDraw(o, text, program, seed)
	if err != nil {
		return nil, err
	}
	list, err := d.all()
	if err != nil {
		return nil, err
	}
	for _, profile := range d.policy.Profiles() {
		list = append(list, d.numbered(profile)...)
	}
	for i := range list {
		list[i].Program = program
		// The guest marks the calls with these.
		list[i].Args[3], list[i].Args[4] = 0, 0
	}
	return list, d.decide(list)
}

// toldApart returns a policy with the actions by which the guest tells verdicts apart.
func toldApart(text []byte) ([]byte, error) {
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

// changed returns the calls of a program under their profile with the changes. Only
// what they block is blocked for foreign programs too.
func changed(o *oracle.Oracle, calls []Call, foreign bool) []Call {
	list := slices.Clone(calls)
	program := calls[0].Program
	allowed := o.Verdicts(oracle.Filter{GOARCH: program, Allow: compatAllow})
	blocked := o.Verdicts(oracle.Filter{GOARCH: program, Profile: "allow-all", Block: compatBlock})
	for i := range list {
		c := &list[i]
		c.Filter = strings.ReplaceAll(spec(oracle.Filter{Profile: c.Filter, Allow: compatAllow, Block: compatBlock}), " ", ",")
		switch {
		case blocked[c.Number] == oracle.Denied:
			c.want = oracle.Denied
		case allowed[c.Number] == oracle.Allowed && !foreign:
			c.want = oracle.Allowed
		}
	}
	return list
}
