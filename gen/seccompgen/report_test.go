package main

import (
	"os"
	"strings"
	"testing"
)

// TestReport writes pages and comments about policies and the built-in profiles.
func TestReport(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, rows := range map[string]string{
		"old.csv": "server,read,,,\nserver,write,,,\n",
		"new.csv": "server,read,,,\nserver,write,,fd == 1,only the log\n",
	} {
		if err := os.WriteFile(name, []byte("profile,syscall,action,when,why\n"+rows), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stdout, _ := expect(t, 0, strings.Fields("report -policy new.csv -old old.csv")...)
	expect(t, 0, strings.Fields("report -policy new.csv -old old.csv -o page.html")...)
	written, err := os.ReadFile("page.html")
	if err != nil || string(written) != stdout {
		t.Errorf("%v: the page printed and the one written differ", err)
	}
	comment, _ := expect(t, 0, strings.Fields("report -policy new.csv -old old.csv -format md -arch amd64,s390x")...)
	builtIn, _ := expect(t, 0, strings.Fields("report -arch riscv64")...)
	for _, x := range []struct{ name, text, want string }{
		{"page", stdout, `<th scope="row" class="narrowed">narrowed</th><td><a href="#syscall-write">write</a></td><td>all</td><td>allow</td><td>kill</td>`},
		{"page", stdout, "<code>fd == 1</code> <q>only the log</q>"},
		{"comment", comment, "| narrowed | write | all | `allow` | `kill` | `write(fd=0, buf=0, count=0)` |\n"},
		{"built-in profiles", builtIn, `<th scope="col">essential</th>`},
		{"built-in profiles", builtIn, `<th scope="col">hardened-network</th>`},
		{"built-in profiles", builtIn, "on riscv64."},
	} {
		if !strings.Contains(x.text, x.want) {
			t.Errorf("the %s lacks %s", x.name, x.want)
		}
	}
}

// TestReportErrors lists wrong arguments, with the start of their message.
func TestReportErrors(t *testing.T) {
	for args, want := range map[string]string{
		"-format pdf": `unknown format "pdf"; want html or md`,
		"-old x.csv":  "-old without -policy; built-in profiles have one version",
		"-strict":     "-strict without -policy; built-in profiles have no warnings",
		"-arch ppc":   `-arch: unknown architecture "ppc"; want some of `,
		"x.csv":       `unexpected argument "x.csv"`,
	} {
		if _, stderr := expect(t, 2, append([]string{"report"}, strings.Fields(args)...)...); !strings.HasPrefix(stderr, "seccompgen report: "+want) {
			t.Errorf("%s: %s\nwant %s", args, stderr, want)
		}
	}
	for args, want := range map[string]string{
		"-policy none.csv": "none.csv",
		"-policy ../../seccomp/examples/webserver/policy.csv -old none.csv": "none.csv",
	} {
		if _, stderr := expect(t, 1, append([]string{"report"}, strings.Fields(args)...)...); !strings.Contains(stderr, want) {
			t.Errorf("%s: %s\nwant %s", args, stderr, want)
		}
	}
}
