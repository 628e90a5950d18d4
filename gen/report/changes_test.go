package report_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

// changed returns the changes of the profile server, one per line:
//
//	RISK NAMES on WHERE: FROM -> TO, e.g. EXAMPLE; was RULES; now RULES
//
// Names other than those of syscalls are in parentheses.
func changed(t *testing.T, old, rows string) []string {
	t.Helper()
	s := sourceOf(t, header+rows)
	s.Since, s.Arches = "old.csv", arch.Targets[:5]
	s.Old, _ = profilesOf(t, s.Catalog, s.Space, header+old)
	r, err := report.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range r.Changes.Profiles[0].Changes {
		names := strings.Join(c.Names, ", ")
		if c.Numbers {
			names = "(" + names + ")"
		}
		line := c.Risk.String() + " " + names + " on " + c.Where + ": " + c.From + " -> " + c.To
		if c.Example != "" {
			line += ", e.g. " + c.Example + "; was " + c.Was + "; now " + c.Now
		}
		out = append(out, line)
	}
	return out
}

// TestChanges lists changes of a profile, the riskiest first.
func TestChanges(t *testing.T) {
	for _, test := range []struct{ name, old, now, want string }{
		{"another order of rows", "server,read,,,\nserver,write,,,\n", "server,write,,,\nserver,read,,,\n", ""},
		{"gained before lost, privileged before plain",
			"server,read,,,\nserver,write,,,\n",
			"server,read,,,\nserver,getpid,,,\nserver,bpf,,,\n",
			"gained bpf, getpid on all: kill -> allow\nlost write on all: allow -> kill"},
		{"one architecture", "server,read,,,\n", "server,read,,,\nserver,arm/write,,,\n", "gained write on arm: kill -> allow"},
		{"all but one", "server,write,,,\n", "server,arm/write,errno:EPERM,,\nserver,write,,,\nserver,read,,,\nserver,-arm/read,,,\n", "gained read on all but arm: kill -> allow\nlost write on arm: allow -> errno:EPERM"},
		{"a condition added",
			"server,violation,errno:EPERM,,\nserver,kill,,,\n",
			"server,violation,errno:EPERM,,\nserver,kill,,sig == SIGTERM,\n",
			"narrowed kill on all: allow -> errno:EPERM, e.g. kill(pid=0, sig=0); was allow; now allow if sig == SIGTERM; otherwise errno:EPERM"},
		{"a condition widened",
			"server,ioctl,,cmd == TCGETS,\n",
			"server,ioctl,,cmd == TCGETS || cmd == TIOCSTI,\n",
			"widened ioctl on all: kill -> allow, e.g. ioctl(fd=0, cmd=TIOCSTI, arg=0); was allow if cmd == TCGETS; otherwise kill; now allow if cmd == TCGETS || cmd == TIOCSTI; otherwise kill"},
		{"both ways",
			"server,kill,,sig == SIGTERM,\n",
			"server,kill,,sig == SIGHUP,\n",
			"widened kill on all: kill -> allow, e.g. kill(pid=0, sig=SIGHUP); was allow if sig == SIGTERM; otherwise kill; now allow if sig == SIGHUP; otherwise kill\n" +
				"narrowed kill on all: allow -> kill, e.g. kill(pid=0, sig=SIGTERM); was allow if sig == SIGTERM; otherwise kill; now allow if sig == SIGHUP; otherwise kill"},
		{"the action for violations", "server,read,,,\n", "server,violation,log,,\nserver,unknown,errno:ENOSYS,,\nserver,read,,,\n", "gained (violation) on all: kill -> log"},
		{"the action for unknown syscalls", "server,read,,,\n", "server,unknown,log,,\nserver,read,,,\n", "gained (unknown) on all: errno:ENOSYS -> log"},
		{"a listener less", "server,mount,notify,,\n", "server,mount,,,\n", "loosened mount on all: notify -> allow"},
		{"another refusal", "server,mount,errno:ENOSYS,,\n", "server,mount,errno:EPERM,,\n", "altered mount on all: errno:ENOSYS -> errno:EPERM"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(changed(t, test.old, test.now), "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestAddedProfiles checks profiles of one version alone.
func TestAddedProfiles(t *testing.T) {
	s := sourceOf(t, header+"server,read,,,\nnew,read,,,\n")
	s.Since, s.Arches = "old.csv", arch.Targets[:5]
	s.Old, _ = profilesOf(t, s.Catalog, s.Space, header+"server,read,,,\ngone,read,,,\n")
	r, err := report.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Markdown()
	if err != nil {
		t.Fatal(err)
	}
	const want = "## Changes since old.csv\n\n- profile new: added\n- profile gone: removed\n- profile server: no verdict changed\n"
	if !strings.Contains(string(text), want) {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
}
