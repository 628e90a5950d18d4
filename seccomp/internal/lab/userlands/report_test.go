//go:build linux && amd64

package userlands

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

// report returns a table of all trials.
func report(all []tried) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "system\tlibc\tprogram\tprofile\twanted\tresult")
	for _, s := range all {
		for _, r := range s.results {
			if len(r.Missing) > 0 {
				continue
			}
			wanted, result := "runs", "ok"
			if r.Stopped {
				wanted = "stopped"
			}
			if r.Problem != "" {
				result = "WRONG"
			}
			program := strings.TrimSpace(r.Program + " " + r.Build)
			fmt.Fprintln(w, strings.Join([]string{s.system, s.libc, program, r.Under, wanted, result}, "\t"))
		}
	}
	w.Flush()
	return b.String()
}

func TestReport(t *testing.T) {
	got := report([]tried{{"sid-amd64", "libc6 2.43-7", []programs.Result{
		{Program: "Go hello", Build: "go1.27.3", Under: "minimal kill"},
		{Program: "sed", Under: "essential kill", Stopped: true, Problem: "it did all that it is for"},
		{Program: "node print", Missing: []string{"node"}},
	}}})
	const want = `system     libc          program            profile         wanted   result
sid-amd64  libc6 2.43-7  Go hello go1.27.3  minimal kill    runs     ok
sid-amd64  libc6 2.43-7  sed                essential kill  stopped  WRONG
`
	if got != want {
		t.Errorf("the report is\n%s\nwant\n%s", got, want)
	}
}

func TestLibc(t *testing.T) {
	if got := libc(debian.Record{Contents: []string{"libc-bin 2.43-7", "libc6 2.43-7"}}); got != "libc6 2.43-7" {
		t.Errorf("the C library is %q", got)
	}
}

func TestChosen(t *testing.T) {
	list, unknown := chosen("sid-i386,few,sarge")
	if len(list) != 3 || list[0].goarch != "386" || len(unknown) != 1 || unknown[0] != "sarge" {
		t.Errorf("chosen are %v, unknown %q", list, unknown)
	}
}

// TestBusybox checks that each build of busybox has a file of its own in the cache, and that
// its headers have a folder.
func TestBusybox(t *testing.T) {
	systems := map[string]string{}
	for _, s := range all() {
		if s.busybox == nil {
			continue
		}
		if other, ok := systems[s.busyboxName()]; ok {
			t.Errorf("%s and %s have one busybox", other, s.name)
		}
		systems[s.busyboxName()] = s.name
		if triplets[s.goarch] == "" {
			t.Errorf("no headers for %s", s.goarch)
		}
	}
	if len(systems) == 0 {
		t.Error("no system has a busybox of musl")
	}
}

func TestReleases(t *testing.T) {
	before := *goList
	t.Cleanup(func() { *goList = before })
	*goList = "local,go1.2.3," + runtime.Version()
	if got := releases(); !slices.Equal(got, []string{runtime.Version(), "go1.2.3"}) {
		t.Errorf("the releases are %q", got)
	}
}
