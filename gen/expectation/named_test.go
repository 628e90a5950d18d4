package expectation_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
)

// conditions lists conditions that all architectures can check, on arguments of different
// widths, signs and places, and at variants of the syscall.
var conditions = []struct{ syscall, when string }{
	{"clone", "clone_flags & CLONE_NEWUSER != 0"},
	{"fchmod", "mode & 0111 != 0"},
	{"fcntl", "cmd == F_SETFL"},
	{"ioctl", "cmd == TIOCSTI"},
	{"kill", "pid < -1 || pid == 0"},
	{"mprotect", "prot & (PROT_WRITE|PROT_EXEC) == PROT_WRITE|PROT_EXEC"},
	{"openat", "dfd == AT_FDCWD && flags & O_CREAT != 0"},
	{"prctl", "option == PR_SET_DUMPABLE && arg1 == 0"},
	{"setuid", "uid == 5"},
	{"unshare", "unshare_flags & CLONE_NEWNS != 0"},
	{"wait4", "upid > 0"},
	{"write", "fd == 2"},
}

// TestNamed refuses a syscall under a condition and allows it otherwise. The same condition
// in a row must hold with the refusal, its negation with allow, and each fail with the other.
func TestNamed(t *testing.T) {
	s := specification{arches: arch.Targets}
	policy, right, wrong := "profile,syscall,action,when,why\n", header, header
	for i, c := range conditions {
		policy += fmt.Sprintf("p%d,%s,errno:77,%s,\np%[1]d,%s,,,\n", i, c.syscall, c.when, c.syscall)
		right += fmt.Sprintf("p%d,,%s,%s,errno:77,\np%[1]d,,%s,!(%s),allow,\n", i, c.syscall, c.when, c.syscall, c.when)
		wrong += fmt.Sprintf("p%d,,%s,%s,allow,\np%[1]d,,%s,!(%s),errno:77,\n", i, c.syscall, c.when, c.syscall, c.when)
	}
	s.policy, s.table = []byte(policy), []byte(right)
	_, result, err := s.check(t, loadCatalog(t))
	if err != nil || result.Checked != 2*len(conditions) || result.Failed > 0 {
		t.Errorf("%d of %d rows fail: %v\n%s", result.Failed, result.Checked, err, s.run(t, loadCatalog(t)))
	}
	s.table = []byte(wrong)
	_, result, err = s.check(t, loadCatalog(t))
	if err != nil || result.Failed != strings.Count(wrong, "\n")-1 {
		t.Errorf("%d of %d wrong rows fail: %v", result.Failed, result.Checked, err)
	}
}
