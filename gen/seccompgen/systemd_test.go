package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestVerifyDropIn lets systemd read a unit with an exported drop-in, and with a wrong one.
func TestVerifyDropIn(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal(err)
	case err != nil:
		t.Skip(err)
	}
	t.Chdir(t.TempDir())
	const dropIn = "web.service.d/web.conf"
	writeFile(t, "p.csv", "profile,syscall,action,when,why\nweb,violation,errno:ENOSYS,,\nweb,mount,errno:EPERM,,\nweb,ptrace,kill,,\nweb,openat,log,,\nweb,@network,,,\n")
	writeFile(t, "web.service", "[Service]\nExecStart=/bin/true\n")
	if err := os.Mkdir(filepath.Dir(dropIn), 0o755); err != nil {
		t.Fatal(err)
	}
	expect(t, 0, strings.Fields("export -format systemd -policy p.csv -profile web -arch amd64,arm64 -o "+dropIn)...)
	verify := func() (string, error) {
		file, err := filepath.Abs("web.service")
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(analyze, "verify", "--man=no", "--recursive-errors=no", file).CombinedOutput()
		return string(out), err
	}
	if out, err := verify(); err != nil || out != "" {
		t.Errorf("%v\n%s", err, out)
	}
	writeFile(t, dropIn, strings.Replace(contents(t, dropIn), "mount:EPERM", "mount:EWRONG", 1))
	if out, err := verify(); err == nil || !strings.Contains(out, "mount:EWRONG") {
		t.Errorf("a wrong drop-in: %v\n%s", err, out)
	}
}

// TestDiffUnit compares a profile with a unit. One with filters of other directives has no
// verdicts to compare.
func TestDiffUnit(t *testing.T) {
	t.Chdir(t.TempDir())
	writeFile(t, "p.csv", "profile,syscall,action,when,why\nweb,violation,errno:ENOSYS,,\nweb,write,,,\nweb,read,,,\n")
	const unit = "[Service]\nSystemCallFilter=read\nSystemCallFilter=~@default\nSystemCallErrorNumber=ENOSYS\nSystemCallArchitectures=native\n"
	writeFile(t, "web.service", unit)
	expect(t, 0, "diff", "-arch", "amd64,s390x", "p.csv#web", "web.service")
	writeFile(t, "web.service", unit+"SystemCallFilter=open\n")
	if stdout, _ := expect(t, 1, "diff", "-arch", "amd64", "p.csv#web", "web.service"); stdout != "+ open on amd64\n" {
		t.Error(stdout)
	}
	writeFile(t, "web.service", unit+"SystemCallFilter=unshare\nRestrictNamespaces=yes\n")
	writeFile(t, "q.csv", contents(t, "p.csv")+"web,unshare,errno:EPERM,unshare_flags & (0x7e020000|0x80) != 0,\nweb,unshare,,,\n")
	expect(t, 0, "diff", "-arch", "amd64", "q.csv#web", "web.service")
	writeFile(t, "web.service", unit+"MemoryDenyWriteExecute=yes\n")
	if _, stderr := expect(t, 2, "diff", "-arch", "amd64", "p.csv#web", "web.service"); !strings.HasPrefix(stderr, "web.service:6:1: MemoryDenyWriteExecute= adds a filter") {
		t.Error(stderr)
	}
	writeFile(t, "web.service", unit+"SystemCallArchitectures=x32\n")
	if _, stderr := expect(t, 2, "diff", "-within", "-arch", "amd64", "p.csv#web", "web.service"); !strings.HasPrefix(stderr, "web.service:6:25: no policy can decide the syscalls of x32") {
		t.Error(stderr)
	}
}
