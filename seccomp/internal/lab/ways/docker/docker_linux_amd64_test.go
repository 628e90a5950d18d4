// Package docker compares the hardened profiles with Docker's default profile, as published
// by moby. It is a module of its own, for the libraries.
package docker

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/moby/profiles/seccomp"
	"github.com/opencontainers/runtime-spec/specs-go"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/hardened"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/ways"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

func TestMain(m *testing.M) {
	ways.Confine()
	os.Exit(m.Run())
}

// TestWays tries all ways under hardened-network, and in a container of runc under Docker's
// default profile. None that the container refuses is open under hardened-network.
func TestWays(t *testing.T) {
	rootfs := filepath.Join(bundle(t), "rootfs")
	program, err := ways.Compile(rootfs)
	if err != nil {
		t.Fatal(err)
	}
	confined, err := ways.Under("hardened-network", program)
	if err != nil {
		t.Fatal(err)
	}
	container := exec.Command("runc", "--root", t.TempDir(), "run", fmt.Sprint("seccomp-ways-", os.Getpid()))
	container.Dir = filepath.Dir(rootfs)
	ours, theirs := results(t, confined), results(t, container)
	refused := 0
	for i, w := range theirs {
		t.Logf("%-42s Docker's default %-16s hardened-network %s", w.Name, w.Result, ours[i].Result)
		if w.Refused() {
			refused++
		}
		if w.Refused() && !ours[i].Refused() {
			t.Errorf("%s: Docker's default refuses it, hardened-network does not: %s", w.Name, ours[i].Result)
		}
	}
	if len(theirs) != len(ours) || len(theirs) < 30 || refused == len(theirs) || refused < len(theirs)/2 {
		t.Errorf("%d and %d ways, of which the container refuses %d", len(ours), len(theirs), refused)
	}
}

// results runs the program.
func results(t *testing.T, command *exec.Cmd) []ways.Way {
	t.Helper()
	list, err := ways.Run(command)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// bundle makes the folder of a container for the program.
func bundle(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"proc", "dev", "sys"} {
		if err := os.MkdirAll(filepath.Join(dir, "rootfs", name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(specification(t))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "config.json"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// capabilities lists those of a container of Docker.
var capabilities = []string{
	"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD", "CAP_NET_BIND_SERVICE",
	"CAP_NET_RAW", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT", "CAP_AUDIT_WRITE",
}

// specification returns the configuration of the container: Docker's namespaces, capabilities
// and filter.
func specification(t *testing.T) *specs.Spec {
	t.Helper()
	spec := &specs.Spec{
		Version: "1.0.2",
		Root:    &specs.Root{Path: "rootfs"},
		Process: &specs.Process{
			Args: []string{"/ways"}, Cwd: "/",
			Capabilities: &specs.LinuxCapabilities{Bounding: capabilities, Effective: capabilities, Permitted: capabilities},
		},
		Mounts: []specs.Mount{{Destination: "/proc", Type: "proc", Source: "proc"}, {Destination: "/dev", Type: "tmpfs", Source: "tmpfs"}},
		Linux: &specs.Linux{Namespaces: []specs.LinuxNamespace{
			{Type: specs.PIDNamespace}, {Type: specs.NetworkNamespace}, {Type: specs.IPCNamespace}, {Type: specs.UTSNamespace}, {Type: specs.MountNamespace},
		}},
	}
	var err error
	if spec.Linux.Seccomp, err = seccomp.GetDefaultProfile(spec); err != nil {
		t.Fatal(err)
	}
	return spec
}

// TestSyscalls compares the names: of the syscalls that hardened-network allows, Docker's
// default refuses those of NUMA to a process without CAP_SYS_NICE, and no other.
func TestSyscalls(t *testing.T) {
	allowed := make(map[string]bool)
	for _, s := range specification(t).Linux.Seccomp.Syscalls {
		for _, name := range s.Names {
			allowed[name] = allowed[name] || s.Action == specs.ActAllow
		}
	}
	var more []string
	for s := range hardened.Network().All() {
		if !allowed[s.String()] {
			more = append(more, s.String())
		}
	}
	slices.Sort(more)
	if want := []string{"get_mempolicy", "mbind", "migrate_pages", "move_pages", "set_mempolicy"}; !slices.Equal(more, want) {
		t.Errorf("hardened-network allows and Docker's default refuses %v; want %v", more, want)
	}
	if !hardened.Network().Allows(tables.SYS_CLONE) || !allowed["clone"] {
		t.Error("clone is not allowed")
	}
}

// TestExported reads a document of seccompgen export as Docker does: all its rules arrive.
func TestExported(t *testing.T) {
	text, err := exec.Command("go", "run", "-C", "../../../../..", "./gen/seccompgen", "export", "-format", "oci", "-approximate", "-profile", "hardened-network", "-arch", "amd64,386").Output()
	if err != nil {
		t.Fatal(err)
	}
	var want specs.LinuxSeccomp
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	got, err := seccomp.LoadProfile(string(text), specification(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Syscalls) < 5 || len(want.Architectures) != 2 {
		t.Fatalf("%d entries for %v", len(want.Syscalls), want.Architectures)
	}
	gotText, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	wantText, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if string(gotText) != string(wantText) {
		t.Errorf("Docker reads\n%s\nwant\n%s", gotText, wantText)
	}
}
