package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestHardened compares the hardened profiles with the table beside their policy: what they
// close is closed at every entry point of 13 architectures, for all arguments.
func TestHardened(t *testing.T) {
	stdout, _ := expect(t, 0, "test", "-v", filepath.Join(moduleRoot, "seccomp", "hardened", "expectations.csv"))
	if !strings.HasSuffix(stdout, "expectations on 13 architectures: all hold\n") {
		t.Error(stdout)
	}
}

// TestHardenedByName uses a hardened profile by its name, as a tier.
func TestHardenedByName(t *testing.T) {
	stdout, _ := expect(t, 0, "dump", "-arch", "arm64", "-profile", "hardened-network", "socket", "AF_ALG")
	if !strings.HasPrefix(stdout, "hardened-network on arm64: 198 socket (38, 0,") || !strings.Contains(stdout, "\nerrno EAFNOSUPPORT (97)\n") {
		t.Errorf("dump printed\n%s", stdout)
	}
	log := filepath.Join(t.TempDir(), "log")
	writeFile(t, log, logged("41", "0x50000")+logged("165", "0x80000000")+logged("0", "0x80000000"))
	stdout, _ = expect(t, 0, "explain", "-profile", "hardened-network", log)
	for _, want := range []string{
		"\tor refused by seccomp/hardened/policy.csv:18: socket,errno:EAFNOSUPPORT,family != AF_UNIX &&",
		"\tto allow it, use a policy with the row NAME,socket,,, before @hardened-network\n",
		"\trefused: no rule of hardened-network decides it\n\tto allow it, use a policy with the row NAME,mount,,, before @hardened-network\n",
		"\thardened-network decides otherwise: allow by seccomp/hardened/policy.csv:",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("explain lacks %q:\n%s", want, stdout)
		}
	}
	for _, words := range [][]string{{"dump", "-arch", "amd64", "-profile", "hardened"}, {"explain", "-profile", "hardened", log}} {
		code, _, stderr := command(words...)
		if code == 0 || !strings.Contains(stderr, `unknown profile "hardened"; want one of essential, `) || !strings.Contains(stderr, "allow-all, hardened-minimal, ") {
			t.Errorf("%q: exit %d\n%s", words, code, stderr)
		}
	}
}

// logged is a line of the kernel's log about a syscall of amd64.
func logged(number, action string) string {
	return `audit: type=1326 audit(1700000000.123:1): auid=0 uid=0 gid=0 ses=1 pid=7 comm="tar" exe="/usr/bin/tar" sig=0 arch=c000003e syscall=` + number + " compat=0 ip=0x7f code=" + action + "\n"
}

// TestHardenedGuide generates the guide's exception from a hardened profile. It has no warning.
func TestHardenedGuide(t *testing.T) {
	policy := "profile,syscall,action,when,why\n" + guideBlock(t, "vm,socket,")
	if stderr := generateGuide(t, 0, policy); stderr != "" {
		t.Errorf("the guide's rows have warnings:\n%s", stderr)
	}
}
