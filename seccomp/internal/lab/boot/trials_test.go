package main

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/programs"
)

// TestUserlands checks that each architecture has a userland of its own.
func TestUserlands(t *testing.T) {
	all := userlands()
	if got, want := slices.Sorted(maps.Keys(all)), oracle.GOARCHes(); !slices.Equal(got, want) {
		t.Errorf("userlands for %v, want %v", got, want)
	}
	ids := map[string]string{}
	for goarch, u := range all {
		if other, ok := ids[u.id()]; ok {
			t.Errorf("%s and %s have one userland", goarch, other)
		}
		ids[u.id()] = goarch
	}
}

// TestLacks checks the missing programs without a problem.
func TestLacks(t *testing.T) {
	tests := []struct {
		goarch, name string
		want         bool
	}{
		{"mips", "/guests/dynamic", true},
		{"mips", "/guests/threads", false},
		{"mips", "busybox", false},
		{"mips", "sh", false},
		{"mips", "git", true},
		{"amd64", "git", false},
		{"amd64", "gcc", true},
		{"amd64", "/guests/dynamic", false},
	}
	for _, tt := range tests {
		if got := userlands()[tt.goarch].lacks(tt.name); got != tt.want {
			t.Errorf("%s lacks %s: %v, want %v", tt.goarch, tt.name, got, tt.want)
		}
	}
}

// console returns the output of a runner with results, and its last line.
func console(t *testing.T, end string, results ...programs.Result) []byte {
	t.Helper()
	text := "guest: goarch amd64\nguest: kernel 1.2.3\n[ 1.0] a message of the kernel\n"
	for _, r := range results {
		line, err := r.Line()
		if err != nil {
			t.Fatal(err)
		}
		text += line + "\r\n"
	}
	return []byte(text + end)
}

func TestReadTrials(t *testing.T) {
	ok := programs.Result{Program: "sed", Under: "minimal kill"}
	wrong := programs.Result{Program: "web", Build: "go1.26.8", Under: "network kill", Problem: "signal: bad system call"}
	tests := []struct {
		name    string
		console []byte
		err     error
		want    []string
	}{
		{"right", console(t, "guest: end 1\n", ok), nil, nil},
		{"wrong", console(t, "guest: end 2\n", ok, wrong), nil, []string{"go1.26.8 web: network kill: \tsignal: bad system call"}},
		{"without a compiler, on purpose", console(t, "guest: end 2\n", ok, programs.Result{Program: "gcc", Missing: []string{"gcc"}}), nil, nil},
		{"on an old kernel", console(t, "guest: end 2\n", ok, programs.Result{Program: "futexes", Missing: []string{"Linux 6.7"}}), nil, nil},
		{"without sed", console(t, "guest: end 1\n", programs.Result{Program: "sed", Missing: []string{"sed"}}), nil, []string{"sed: missing sed"}},
		{"one lost", console(t, "guest: end 2\n", ok), nil, []string{"did not end"}},
		{"no end", console(t, "", ok), nil, []string{"did not end"}},
		{"nothing", console(t, "guest: end 0\n"), nil, []string{"did not end"}},
		{"half a line", console(t, "guest: result {", ok), nil, []string{"unexpected end", "did not end"}},
		{"a failed machine", console(t, "guest: end 1\n", ok), errLimit, []string{errLimit.Error()}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := tried{goarch: "amd64"}
			res.read(tt.console, tt.err)
			if res.release != "1.2.3" || len(res.problems) != len(tt.want) {
				t.Fatalf("kernel %q, problems %q, want %q", res.release, res.problems, tt.want)
			}
			for i, want := range tt.want {
				if !strings.Contains(res.problems[i], want) {
					t.Errorf("problem %q, want %q", res.problems[i], want)
				}
			}
		})
	}
}

func TestReportTrials(t *testing.T) {
	runs := programs.Result{Program: "sed", Under: "minimal kill"}
	stopped := programs.Result{Program: "hello", Build: "go1.26.8", Under: "essential kill", Stopped: true}
	wrong := stopped
	wrong.Problem = "not ended"
	all := []tried{
		{goarch: "amd64", release: "7.2", libc: "glibc 2.43", took: 61 * time.Second, results: []programs.Result{runs, stopped}},
		{goarch: "mips", took: time.Second, results: []programs.Result{wrong, {Program: "sed", Missing: []string{"sed"}}}, problems: []string{"hello: not ended"}},
	}
	const want = `architecture  kernel  libc        trials  time  result
amd64         7.2     glibc 2.43  2       1m1s  ok
mips          -       -           1       1s    WRONG: 1 problem

program         profile         wanted   amd64  mips
sed             minimal kill    runs     ok     -
go1.26.8 hello  essential kill  stopped  ok     WRONG
mips: hello: not ended
`
	var out strings.Builder
	if err := reportTrials(&out, all); !errors.Is(err, errNotRight) || out.String() != want {
		t.Errorf("the report is (%v)\n%s\nwant\n%s", err, out.String(), want)
	}
	if err := reportTrials(io.Discard, all[:1]); err != nil {
		t.Errorf("a report without problems: %v", err)
	}
}
