package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// underFilter makes the test binary a process under the filter of the profile network, and
// then one that blocks kill.
const underFilter = "SECCOMPGEN_TEST_UNDER_FILTER"

func init() {
	if os.Getenv(underFilter) == "" {
		return
	}
	first, second := seccomp.New(tables.Network()), seccomp.New(tables.AllowAll())
	first.Allow(tables.SYS_SECCOMP)
	second.OnViolation(seccomp.Errno(unix.EPERM))
	second.Block(tables.SYS_KILL)
	for _, f := range []*seccomp.Filter{&first, &second} {
		if err := f.Install(0); err != nil {
			panic(err)
		}
	}
	fmt.Println("ready")
	bufio.NewReader(os.Stdin).ReadString('\n')
	os.Exit(0)
}

// TestProcess compares a running process under two filters with profiles, and prints its
// filters and the path of a syscall.
func TestProcess(t *testing.T) {
	mode, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0)
	if os.Geteuid() != 0 || err != nil || mode != 0 {
		t.Skip("the kernel shows filters with CAP_SYS_ADMIN only, and to processes without one")
	}
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), underFilter+"=1")
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "ready\n" {
		t.Fatalf("the process printed %q (%v)", line, err)
	}
	pid := fmt.Sprint(child.Process.Pid)
	differences, _ := expect(t, 1, "diff", "network", "pid:"+pid)
	for _, want := range []string{"+ seccomp on " + runtime.GOARCH + "\n", "- kill on " + runtime.GOARCH + "\n"} {
		if !strings.Contains(differences, want) {
			t.Errorf("diff prints\n%s\nwant %s", differences, want)
		}
	}
	if within, _ := expect(t, 1, "diff", "-within", "network", "pid:"+pid); within != "+ seccomp on "+runtime.GOARCH+"\n" {
		t.Errorf("diff -within prints\n%s", within)
	}
	expect(t, 0, "diff", "-within", "pid:"+pid, "essential")
	path, _ := expect(t, 0, "dump", "-pid", pid, "kill", "1")
	for _, want := range []string{"filter 1 of 2", "filter 2 of 2", "\ntogether: errno EPERM (1)\n"} {
		if !strings.Contains(path, want) {
			t.Errorf("dump prints\n%s\nwant %s", path, want)
		}
	}
	listing, _ := expect(t, 0, "dump", "-pid", pid)
	if !strings.HasPrefix(listing, "pid:"+pid+": filter 1 of 2\n   0  ld  [4] ") || !strings.Contains(listing, "\npid:"+pid+": filter 2 of 2\n") {
		t.Errorf("dump prints\n%s", listing)
	}
	stdin.Close()
	if err := child.Wait(); err != nil {
		t.Errorf("the process: %v", err)
	}
}
