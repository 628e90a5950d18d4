package catalog_test

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// ofSystemd holds systemd's groups: the names of syscalls, and @NAME for other groups.
type ofSystemd map[string][]string

// all returns the syscalls of a group, with those of its groups.
func (s ofSystemd) all(group string) []string {
	var list []string
	for _, name := range s[group] {
		if other, ok := strings.CutPrefix(name, "@"); ok {
			list = append(list, s.all(other)...)
		} else {
			list = append(list, name)
		}
	}
	return list
}

// omitted lists systemd's groups that are not groups here, with the reason.
var omitted = map[string]string{
	"default":        "what systemd always allows; the tiers essential and minimal stand for it",
	"system-service": "what systemd proposes to services; the tiers stand for it",
	"known":          "every syscall: allow-all",
}

// added lists the groups that systemd lacks.
var added = []string{"io-uring", "message-queue", "new-mount-api", "numa", "sysv-ipc", "xattr"}

// difference is a syscall in a group of only one side.
type difference struct {
	group, name, why string
}

const (
	variant = "a variant of an operation in the group"
	alias   = "libseccomp's name for another syscall of the group"
)

// differences lists the syscalls that are here and not in systemd's group.
var differences = []difference{
	{"clock", "stime", variant},
	{"privileged", "stime", variant},
	{"file-system", "readdir", variant},
	{"sync", "arm_sync_file_range", variant},
	{"mount", "open_tree", "clones a mount; a refusal without it would leave a way round"},
	{"process", "execve", "runs a program, as execveat does; systemd has it in @default"},
	{"resources", "prlimit64", "sets limits, as setrlimit does; systemd has it in @default"},
	{"debug", "process_vm_readv", "reaches into other processes, as ptrace does; systemd has it only in @ipc"},
	{"debug", "process_vm_writev", "reaches into other processes, as ptrace does; systemd has it only in @ipc"},
	{"setuid", "setfsgid", "changes the own group"},
	{"setuid", "setfsgid32", variant},
	{"setuid", "setfsuid", "changes the own user"},
	{"setuid", "setfsuid32", variant},
}

// missing lists the syscalls that are in systemd's group and not here.
var missing = []difference{
	{"basic-io", "llseek", alias},
	{"file-system", "fstatat", alias},
	{"file-system", "newfstat", alias},
	{"obsolete", "stime", "a variant of settimeofday, and in @clock with it"},
}

// TestSystemd compares the members of the groups with those of systemd 262. Every difference
// is in one of the tables.
func TestSystemd(t *testing.T) {
	systemd := make(ofSystemd)
	for line := range strings.Lines(string(load(t, "../systemd/sets.txt"))) {
		if name, members, ok := strings.Cut(line, ":"); ok && name[0] == '@' {
			systemd[name[1:]] = strings.Fields(members)
		}
	}
	here := groups(t)
	for name := range here {
		if slices.Contains(added, name) == (systemd[name] != nil) {
			t.Errorf("group %s: systemd's %v", name, systemd[name])
		}
	}
	var more, less []difference
	for name := range systemd {
		if omitted[name] != "" {
			continue
		}
		theirs := systemd.all(name)
		for _, member := range here[name] {
			if !slices.Contains(theirs, member) {
				more = append(more, difference{group: name, name: member})
			}
		}
		for _, member := range theirs {
			if !slices.Contains(here[name], member) {
				less = append(less, difference{group: name, name: member})
			}
		}
	}
	compareDifferences(t, "only here", more, differences)
	compareDifferences(t, "only in systemd", less, missing)
}

// groups returns the members of each shipped group. A multiplexer is a member of the groups
// with all of its operations.
func groups(t *testing.T) map[string][]string {
	t.Helper()
	c, err := catalog.Load(shipped, load(t, shipped))
	if err != nil {
		t.Fatal(err)
	}
	members := make(map[string][]string)
	for _, g := range c.Groups {
		for _, s := range c.Syscalls {
			if s.In(g.Name) {
				members[g.Name] = append(members[g.Name], s.Name)
			}
		}
	}
	return members
}

// compareDifferences compares the found differences with a table.
func compareDifferences(t *testing.T, what string, found, want []difference) {
	t.Helper()
	has := func(list []difference, x difference) bool {
		return slices.ContainsFunc(list, func(y difference) bool { return x.group == y.group && x.name == y.name })
	}
	for _, x := range found {
		if !has(want, x) {
			t.Errorf("%s: %s in @%s, without a reason", what, x.name, x.group)
		}
	}
	for _, x := range want {
		if !has(found, x) || x.why == "" {
			t.Errorf("%s: no longer %s in @%s, or no reason", what, x.name, x.group)
		}
	}
}

// TestSystemdInstalled compares the groups with those of the systemd on this machine. An
// older one lacks newer syscalls.
func TestSystemdInstalled(t *testing.T) {
	out, err := exec.Command("systemd-analyze", "--no-pager", "syscall-filter").Output()
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal(err)
	case err != nil:
		t.Skip("needs systemd-analyze:", err)
	}
	here, compared := groups(t), 0
	for group, members := range printedGroups(out) {
		if omitted[group] != "" {
			continue
		}
		for _, member := range members {
			compared++
			known := slices.ContainsFunc(missing, func(x difference) bool { return x.group == group && x.name == member })
			if !known && !slices.Contains(here[group], member) && member[0] != '@' {
				t.Errorf("%s is in systemd's @%s, and not here", member, group)
			}
		}
	}
	if compared < 300 {
		t.Errorf("only %d members in the output of systemd-analyze:\n%s", compared, out)
	}
}

// printedGroups returns the groups printed by systemd-analyze: a line @NAME, and an indented
// line per member.
func printedGroups(out []byte) ofSystemd {
	found, name := make(ofSystemd), ""
	for scanner := bufio.NewScanner(bytes.NewReader(out)); scanner.Scan(); {
		switch line := scanner.Text(); {
		case strings.HasPrefix(line, "@"):
			name = line[1:]
		case strings.HasPrefix(line, " ") && !strings.Contains(line, "#"):
			found[name] = append(found[name], strings.TrimSpace(line))
		}
	}
	return found
}
