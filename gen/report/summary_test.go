package report_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/profile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

// tiers returns the built-in profiles without rules.
func tiers(c *catalog.Catalog, space *argset.Space) []report.Profile {
	var out []report.Profile
	for _, p := range profile.BuiltIn(c) {
		next := report.Profile{Title: p.Title}
		for _, a := range arch.All {
			d := decision.Plain(p.Partition(c, a), bpf.Actions(a))
			d.Space = space
			next.Decisions = append(next.Decisions, d)
		}
		out = append(out, next)
	}
	return out
}

// builtIn is the page about the tiers and the hardened profiles, as the command writes it.
var builtIn = sync.OnceValues(func() ([]byte, error) {
	return exec.Command("go", "run", "../seccompgen", "report").Output()
})

// builtInPage returns the page about the built-in profiles.
func builtInPage(t *testing.T) string {
	t.Helper()
	page, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestTiers compares the verdicts of the tiers with the oracle, and their numbers at a glance.
func TestTiers(t *testing.T) {
	o, err := oracle.Read("../../syscalls.csv")
	if err != nil {
		t.Fatal(err)
	}
	page := builtInPage(t)
	got, root := claims(t, page), parse(t, page)
	texts := map[string]string{oracle.Allowed: "allow", oracle.Denied: "kill", oracle.Unknown: "errno:ENOSYS"}
	for _, name := range append(o.Tiers, "allow-all") {
		allowed := "allow"
		for _, goarch := range arch.Names(arch.Targets) {
			count := 0
			for nr, verdict := range o.Verdicts(oracle.Filter{GOARCH: goarch, Profile: name}) {
				syscall, _ := o.NameOf(goarch, nr)
				if c := got[name+" "+goarch+" "+syscall]; c.cell != texts[verdict] || c.number != fmt.Sprint(nr) {
					t.Errorf("%s of %s on %s: %v, want %s", syscall, name, goarch, c, verdict)
				}
				if verdict == oracle.Allowed {
					count++
				}
			}
			allowed += fmt.Sprint(" ", count)
		}
		if row := countsOf(root.byID("profile-"+name), "allow"); row != allowed {
			t.Errorf("%s counts %s, want %s", name, row, allowed)
		}
	}
}

// TestOverview checks the row of a tier in the table of all profiles.
func TestOverview(t *testing.T) {
	for _, table := range parse(t, builtInPage(t)).byID("glance").all("table") {
		if table.attr["class"] != "overview" {
			continue
		}
		got := make(map[string]string)
		titles := table.all("thead")[0].all("th")
		for _, row := range table.all("tbody")[0].all("tr") {
			if row.all("th")[0].String() == "minimal" {
				for i, cell := range row.all("td") {
					got[titles[i+1].String()] = cell.String()
				}
			}
		}
		for title, want := range map[string]string{"conditional": "0", "Namespaces": "open", "Mounts": "closed", "io_uring": "closed", "Files": "open"} {
			if got[title] != want {
				t.Errorf("%s of minimal: %q, want %q", title, got[title], want)
			}
		}
		if !strings.Contains(got["refused"], "–") || got["allowed"] == "" {
			t.Errorf("minimal allows %q and refuses %q; want numbers", got["allowed"], got["refused"])
		}
		return
	}
	t.Error("no overview")
}

// countsOf returns the text of a row of the counts of a profile, without their span.
func countsOf(e *element, verdict string) string {
	for _, row := range e.all("tr") {
		cells := row.all("td")
		if len(cells) == 0 || row.all("th")[0].String() != verdict {
			continue
		}
		text := verdict
		for _, cell := range cells[1:] {
			text += " " + cell.String()
		}
		return text
	}
	return "nothing"
}

// glance returns the summary of the last profile of a policy.
func glance(t *testing.T, rows string) report.Summary {
	t.Helper()
	s := sourceOf(t, header+rows)
	s.BuiltIn, s.Arches = tiers(s.Catalog, s.Space), some
	r, err := report.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	return r.Profiles[len(r.Profiles)-1]
}

// openTo lists the effects left open, each with its syscalls.
func openTo(s report.Summary) string {
	var lines []string
	for _, c := range s.Open {
		lines = append(lines, c.Title+": "+strings.Join(c.Through, ", "))
	}
	return strings.Join(lines, "\n")
}

// TestOpen lists the effects that rules leave open.
func TestOpen(t *testing.T) {
	for _, test := range []struct{ name, rows, want string }{
		{"nothing", "p,read,,,\n", ""},
		{"namespaces through flags", "p,clone,,clone_flags & CLONE_NEWUSER == 0,\n", ""},
		{"namespaces", "p,clone,,,\n", "Namespaces: clone"},
		{"flags behind a pointer", "p,clone3,,,\n", "Namespaces: clone3"},
		{"a multiplexer", "p,386/socketcall,,,\n", "Addresses: socketcall (386)\nRare sockets: socketcall (386)"},
		{"a selector", "p,386/socketcall,,call == 2,\n", "Addresses: socketcall (386)"},
		{"plain sockets", "p,socket,,family == AF_INET,\np,socketcall,errno:ENOSYS,,\n", ""},
		{"a rare family", "p,socket,,family == AF_INET || family == AF_ALG,\np,socketcall,errno:ENOSYS,,\n", "Rare sockets: socket"},
		{"a listener decides", "p,mount,notify,,\n", "Mounts: mount"},
		{"one architecture", "p,s390x/mmap,,,\n", "Executable memory: mmap (s390x)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := openTo(glance(t, test.rows)); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestGlance checks the sentences about a profile.
func TestGlance(t *testing.T) {
	s := glance(t, "p,violation,errno:EPERM,,\np,unknown,log,,\np,openat,errno:EACCES,,\np,socketcall,,,\np,socket,,family == AF_UNIX,\np,io_uring_setup,,,\np,@essential,,,\n")
	for _, x := range []struct{ what, got, want string }{
		{"default", s.Default, "Syscalls without a rule: errno:EPERM; newer ones than Linux 5.1: log."},
		{"unchecked", strings.Join(s.Unchecked, "; "), "socketcall, for socket"},
		{"like", s.Like, ""},
	} {
		if x.got != x.want {
			t.Errorf("%s: %q, want %q", x.what, x.got, x.want)
		}
	}
	if queues := strings.Join(s.InQueues, " "); !strings.Contains(queues, "openat") || !strings.Contains(queues, "socket") || strings.Contains(queues, "read ") {
		t.Errorf("in queues: %s; want openat and socket, and not read", queues)
	}
	s = glance(t, "# allow-sibling ftruncate: open files may be cut\np,truncate,errno:EROFS,,\np,@minimal,,,\np,ftruncate,,,\n")
	if want := []policy.Accepted{{Syscall: "ftruncate", Why: "open files may be cut", File: "policy.csv", Line: 2}}; !slices.Equal(s.Accepted, want) {
		t.Errorf("accepted %v, want %v", s.Accepted, want)
	}
	s = glance(t, "p,@minimal,,,\np,socket,,,\n")
	if s.Like != "minimal" || !strings.Contains(s.Runs, "a C program") || !strings.Contains(s.Runs, "node -e") || strings.Contains(s.Runs, "git") {
		t.Errorf("like %s, runs %s; want the programs of minimal", s.Like, s.Runs)
	}
}
