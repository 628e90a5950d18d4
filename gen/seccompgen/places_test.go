package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// readDefaults writes Docker's and Podman's default filters into the working directory.
func readDefaults(t *testing.T) {
	t.Helper()
	for _, name := range []string{"docker.json", "podman.json"} {
		writeFile(t, name, contents(t, filepath.Join(moduleRoot, "gen/oci/testdata", name)))
	}
}

// TestGuidePlaces follows the guides for containers, systemd, bubblewrap and fleets, and compares what
// seccompgen prints. Recordings stand for kubectl.
func TestGuidePlaces(t *testing.T) {
	recordings := filepath.Join(moduleRoot, "gen/seccompgen/testdata/fleet")
	t.Chdir(t.TempDir())
	readDefaults(t)
	if err := os.Mkdir("policy", 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, "policy/web.csv", guideBlock(t, "# profile web:"))
	writeFile(t, "policy/pod.csv", guideBlock(t, "# profile pod:"))
	writeFile(t, "policy/unit.csv", guideBlock(t, "# profile unit:"))
	writeFile(t, "name.service", "# /usr/lib/systemd/system/name.service\n[Service]\nExecStart=/bin/true\nSystemCallFilter=@system-service\n")
	writeFile(t, "policy/fleet.csv", "profile,syscall,action,when,why\n"+guideBlock(t, "include,recorded.csv,,,\nfleet,"))
	replaced := strings.NewReplacer(
		"kubectl gadget run advise_seccomp:latest --podname web", "cat "+recordings+"/gadget.txt",
		"kubectl get seccompprofile web -o yaml", "cat "+recordings+"/recording.yaml",
		"git worktree add /tmp/old HEAD", "cp -R policy old",
		"/tmp/old/policy/", "old/",
	)
	ran := 0
	for _, heading := range []string{"Docker and Podman", "Docker's default", "Kubernetes", "Systemd", "Bubblewrap", "A fleet"} {
		for _, block := range guideSection(t, heading) {
			ran += followBlock(t, replaced.Replace(block))
		}
	}
	if ran != 15 {
		t.Errorf("%d commands, want 15", ran)
	}
	writeFile(t, "policy/fleet.csv", contents(t, "policy/fleet.csv")+"fleet,-keyctl,,,\n")
	expect(t, 0, "diff", "-within", "-arch", "amd64", "docker.json", "policy/fleet.csv#fleet")
}

// followBlock runs the commands in a block of the guide, but those of container runtimes. The
// lines after a command are its output.
func followBlock(t *testing.T, block string) (ran int) {
	t.Helper()
	lines := slices.Collect(strings.Lines(block))
	for i, line := range lines {
		words := strings.Fields(line)
		switch {
		case strings.Contains(line, "$(docker "):
		case strings.HasPrefix(line, "go tool seccompgen "):
			output := strings.Join(lines[i+1:], "")
			if !strings.HasPrefix(output, "+ ") {
				output = ""
			}
			status := 0
			if output != "" {
				status = 1
			}
			if stdout, _ := expect(t, status, words[3:]...); stdout != output {
				t.Errorf("%sprints\n%sthe guide has\n%s", line, stdout, output)
			}
			ran++
		case words[0] == "cat" || words[0] == "cp":
			if out, err := exec.Command("sh", "-c", line).CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", line, err, out)
			}
			ran++
		}
	}
	return ran
}

// TestGuideDefaults compares the guide's table of built-in profiles with what each allows and
// Docker's default refuses.
func TestGuideDefaults(t *testing.T) {
	const (
		clone  = "clone on amd64: gained allow, e.g. clone(clone_flags=CLONE_NEWNS, newsp=0, parent_tidptr=0, child_tidptr=0, tls=0)\n"
		socket = "socket on amd64: gained allow, e.g. socket(family=AF_ALG, type=0, protocol=0)\n"
		nodes  = "get_mempolicy, mbind, migrate_pages, move_pages, set_mempolicy on amd64\n"
	)
	more := map[string]string{
		"none":                            "",
		"clone3, new namespaces by clone": "+ clone3 on amd64\n" + clone,
		"five for memory on several nodes (NUMA)": "+ " + nodes,
		"both":                            "+ clone3, " + nodes + clone,
		"both, and sockets of any family": "+ clone3, " + nodes + clone + socket,
		"these, bpf, mount, perf_event_open and others": "+ bpf, clone3, get_mempolicy, mbind, migrate_pages, mount, move_pages, perf_event_open, pivot_root, set_mempolicy, umount2 on amd64\n" +
			clone + "personality on amd64: gained allow, e.g. personality(personality=0x1)\n" + socket,
	}
	rows := regexp.MustCompile(`(?m)^(\S+(?:, \S+)*) {2,}(.*)$`).FindAllStringSubmatch(guideBlock(t, "essential, hardened-minimal"), -1)
	t.Chdir(t.TempDir())
	readDefaults(t)
	var named []string
	for _, row := range rows {
		want, ok := more[row[2]]
		for _, name := range strings.Split(row[1], ", ") {
			named = append(named, name)
			if _, got, _ := command("diff", "-within", "-arch", "amd64", "docker.json", name); got != want || !ok {
				t.Errorf("%s allows more than Docker's default:\n%s\nthe guide has %q", name, got, row[2])
			}
		}
	}
	all := slices.Concat(policy.HardenedNames(), []string{"essential", "minimal", "io-heavy", "compute", "network", "unrestricted"})
	slices.Sort(named)
	slices.Sort(all)
	if !slices.Equal(named, all) {
		t.Errorf("the guide has a row for %v, want %v", named, all)
	}
}

// TestDefaults compares Podman's default filter with Docker's.
func TestDefaults(t *testing.T) {
	want := contents(t, "testdata/docker-podman.txt")
	t.Chdir(t.TempDir())
	readDefaults(t)
	if got, _ := expect(t, 1, "diff", "-arch", "amd64", "docker.json", "podman.json"); got != want {
		t.Errorf("printed\n%s\nwant\n%s", got, want)
	}
}
