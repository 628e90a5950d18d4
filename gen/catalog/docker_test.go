package catalog_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// docker returns the committed names of Docker's default profile.
func docker(t *testing.T) []string {
	t.Helper()
	var names []string
	for line := range strings.Lines(string(load(t, "testdata/docker.txt"))) {
		if !strings.HasPrefix(line, "#") {
			names = append(names, strings.TrimSpace(line))
		}
	}
	return names
}

// TestDocker checks that the highest tier has every syscall that Docker's default profile
// allows without a capability. Docker checks the arguments of a few, and tiers do not.
func TestDocker(t *testing.T) {
	c, err := catalog.Load(shipped, load(t, shipped))
	if err != nil {
		t.Fatal(err)
	}
	names := docker(t)
	if len(names) < 350 {
		t.Errorf("%d names; want at least 350", len(names))
	}
	for _, name := range names {
		i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == name })
		if i < 0 || c.Syscalls[i].Tier == catalog.NoTier {
			t.Errorf("%s is in no tier", name)
		}
	}
	for _, name := range []string{"bpf", "mount", "io_uring_setup", "userfaultfd", "keyctl", "setns", "unshare"} {
		if slices.Contains(names, name) {
			t.Errorf("Docker refuses %s without a capability", name)
		}
	}
}

// TestDockerSample compares the committed names with a copy of Docker's profile.
func TestDockerSample(t *testing.T) {
	data, err := os.ReadFile("../oci/testdata/docker.json")
	if err != nil {
		t.Fatal(err)
	}
	var profile struct {
		Syscalls []struct {
			Names    []string
			Action   string
			Includes struct{ Caps []string }
		}
	}
	if err := json.Unmarshal(data, &profile); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, rule := range profile.Syscalls {
		if rule.Action == "SCMP_ACT_ALLOW" && rule.Includes.Caps == nil {
			names = append(names, rule.Names...)
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); !slices.Equal(names, docker(t)) {
		t.Errorf("the profile allows\n%s", strings.Join(names, "\n"))
	}
}
