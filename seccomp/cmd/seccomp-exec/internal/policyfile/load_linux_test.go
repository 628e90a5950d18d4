package policyfile

import (
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/converter"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/denylist"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/webserver"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// A profile is equal to the generated one.
func TestGenerated(t *testing.T) {
	for name, want := range map[string]tables.Profile{
		"converter": converter.Converter(),
		"denylist":  denylist.Denylist(),
		"webserver": webserver.Webserver(),
	} {
		var warnings strings.Builder
		p, err := Load(Source{File: "../../../../examples/" + name + "/policy.csv", Profile: name}, &warnings)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(tables.MakeProfile(p.Data), want) || warnings.Len() > 0 {
			t.Errorf("%s: another profile; warnings: %s", name, &warnings)
		}
	}
}

// write writes a policy and returns its path.
func write(t *testing.T, rows string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "policy.csv")
	if err := os.WriteFile(file, []byte("profile,syscall,action,when,why\n"+rows), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestRule(t *testing.T) {
	file := write(t, "p,dup,errno:EPERM,,\np,ptrace,,request == PTRACE_TRACEME,\np,ptrace,trap,,\np,write,,,\n")
	p, err := Load(Source{File: file}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	// The supervisor can read no files.
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		number          tables.Syscall
		argument        uint64
		rule, at, added string
	}{
		{tables.SYS_DUP, 0, "FILE:2", "in place of FILE:2", "p,dup,,,"},
		{tables.SYS_PTRACE, 0, "FILE:3", "", ""},
		{tables.SYS_PTRACE, 16, "FILE:4", "before FILE:4", "p,ptrace,,request == PTRACE_ATTACH,"},
		{tables.SYS_READ, 0, "", "before FILE:6", "p,read,,,"},
	} {
		e := event.Event{Arch: arch.ByGOARCH(runtime.GOARCH), Number: uint32(test.number), Args: [6]uint64{test.argument}, Known: event.AllArguments}
		rule, ok := p.Rule(e)
		if want := strings.ReplaceAll(test.rule, "FILE", file); rule != want || ok != (want != "") {
			t.Errorf("%v: %q, want %q", e, rule, want)
		}
		at, row, ok := p.Place(e)
		if want := strings.ReplaceAll(test.at, "FILE", file); ok != (want != "") || ok && (at != want || row != test.added) {
			t.Errorf("%v: %q %s, want %q %s", e, row, at, test.added, want)
		}
	}
}

func TestErrors(t *testing.T) {
	file := write(t, "web,@network,,,\nworker,@network,,,\nasking,mkdirat,notify,,\nasking,@network,,,\nask-all,violation,notify,,\nask-all,read,,,\n")
	for profile, want := range map[string]string{
		"":        file + " has 4 profiles; add -profile with one of web, worker, asking, ask-all",
		"werb":    "-profile: " + file + ` has no profile "werb"; did you mean web?`,
		"xyz":     "-profile: " + file + ` has no profile "xyz"; want one of web, worker, asking, ask-all`,
		"asking":  "profile asking asks a listener (action notify, " + file + ":4), and seccomp-exec has none; use an errno, or write a supervisor with package notify",
		"ask-all": "profile ask-all asks a listener (action notify, its violation or unknown row), and seccomp-exec has none; use an errno, or write a supervisor with package notify",
	} {
		if _, err := Load(Source{File: file, Profile: profile}, io.Discard); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", profile, err, want)
		}
	}
	broken := write(t, "p,raed,,,\np,write,kil,,\n")
	if _, err := Load(Source{File: broken}, io.Discard); err == nil || strings.Count(err.Error(), broken) != 2 {
		t.Errorf("broken rows: %v", err)
	}
}

// With Compat the rules are also those of the companion ABI. Elsewhere it is an error.
func TestCompat(t *testing.T) {
	own := arch.ByGOARCH(runtime.GOARCH)
	p, err := Load(Source{File: write(t, "p,write,,,\n"), Compat: true}, io.Discard)
	switch {
	case own.Companion == nil && (err == nil || err.Error() != "-compat: "+own.GOARCH+" has no companion ABI"):
		t.Error(err)
	case own.Companion == nil:
	case err != nil:
		t.Error(err)
	case len(p.Data.Compat) == 0 || p.Data.Program.Compat == 0:
		t.Errorf("no companion ABI: %+v", p.Data)
	default:
		n, _ := event.Number("write", own.Companion)
		if _, ok := p.Rule(event.Event{Arch: own.Companion, Number: n, Known: event.AllArguments}); !ok {
			t.Error("no rule for write of the companion ABI")
		}
	}
}
