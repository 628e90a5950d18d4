package compile_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	sandboxseccomp "github.com/sandbox-seccomp/sandbox-seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/interval"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
)

// newest returns the names of the syscalls with the highest numbers. From the baseline on,
// all architectures have the same.
func newest(t *testing.T, c *catalog.Catalog, count int) []string {
	t.Helper()
	amd64 := arch.ByGOARCH("amd64")
	names, n := c.Names(amd64), profile.TableEnd(c, amd64)
	var out []string
	for ; len(out) < count && amd64.Newer().Contains(n); n-- {
		if names[n] != "" {
			out = append(out, names[n])
		}
	}
	if len(out) < count {
		t.Fatalf("%d names newer than the baseline, want %d", len(out), count)
	}
	return out
}

// without returns the catalog without the rows of some names.
func without(t *testing.T, names []string) *catalog.Catalog {
	t.Helper()
	rows := regexp.MustCompile(`(?m)^(` + strings.Join(names, "|") + `),.*\n`)
	text := sandboxseccomp.Catalog()
	if found := len(rows.FindAllString(text, -1)); found != len(names) {
		t.Fatalf("%d rows of %v", found, names)
	}
	c, err := catalog.Load("syscalls.csv", []byte(rows.ReplaceAllString(text, "")))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestNewestNames decides each built-in profile without the newest 20 names, with the tables
// of an earlier kernel. The verdict of every number is the same, except that the numbers of
// names in a tier are unknown. It compiles one program per architecture.
func TestNewestNames(t *testing.T) {
	c := load(t)
	names := newest(t, c, 20)
	older := without(t, names)
	for _, a := range arch.All {
		for i, now := range profile.BuiltIn(c) {
			was, err := profile.ByName(older, now.Name)
			if err != nil {
				t.Fatal(err)
			}
			want := now.Partition(c, a)
			for n, name := range c.Names(a) {
				if slices.Contains(names, name) && now.Name != profile.AllowAll && want.Of(n) == decision.Allowed {
					want = want.Set(interval.Interval{First: n, Last: n}, decision.Unknown)
				}
			}
			if got := was.Partition(older, a); !slices.Equal(got, want) {
				t.Errorf("%s on %s without %v:\n%v, want\n%v", now.Name, a.GOARCH, names, got, want)
			}
			if i != a.Index%len(profile.BuiltIn(c)) {
				continue
			}
			if _, err := compile.Profile(older, was, a); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestNewestNamesOfPolicies is TestNewestNames for profiles of a policy that names none of
// them.
func TestNewestNamesOfPolicies(t *testing.T) {
	const csv = `profile,syscall,action,when,why
allow,@essential,,,
allow,unknown,errno:EPERM,,
allow,pidfd_open,,pid > 0,
finding,@essential,,,
finding,violation,log,,
deny,ptrace,kill,,
deny,@allow-all,,,
until,unknown,kill,,
until,pidfd_open,,,
until,@allow-all,,,
until,-close_range,,,
`
	now := load(t)
	older := without(t, newest(t, now, 20))
	space := argset.NewSpace()
	want, got := decided(t, now, csv, space), decided(t, older, csv, space)
	for i := range want {
		for _, a := range arch.All {
			checkSame(t, a, got[i].Name, got[i].decisions[a.Index], want[i].decisions[a.Index])
		}
	}
}

// decidedProfile is a profile with its decisions by architecture.
type decidedProfile struct {
	profile.Title
	decisions []decision.Decision
}

// decided returns the profiles of a policy.
func decided(t *testing.T, c *catalog.Catalog, csv string, space *argset.Space) []decidedProfile {
	t.Helper()
	read := func(name string) ([]byte, error) {
		if name != "policy.csv" {
			return nil, fs.ErrNotExist
		}
		return []byte(csv), nil
	}
	p, err := policy.LoadFiles("policy.csv", read, c)
	if err != nil {
		t.Fatal(err)
	}
	d, _, err := p.Decide(space, arch.All)
	if err != nil {
		t.Fatal(err)
	}
	var out []decidedProfile
	for _, x := range p.Profiles {
		out = append(out, decidedProfile{x.Title, d.Of[x]})
	}
	return out
}

// checkSame compares two decisions by their return values, for all arguments.
func checkSame(t *testing.T, a *arch.Arch, name string, got, want decision.Decision) {
	t.Helper()
	if !slices.Equal(got.Partition, want.Partition) {
		t.Errorf("%s on %s: %v, want %v", name, a.GOARCH, got.Partition, want.Partition)
	}
	equal := func(a, b decision.Verdict) bool { return a.Action == b.Action && slices.Equal(a.Cases, b.Cases) }
	if !slices.EqualFunc(got.Verdicts, want.Verdicts, equal) {
		t.Errorf("%s on %s: %v, want %v", name, a.GOARCH, got.Verdicts, want.Verdicts)
	}
}
