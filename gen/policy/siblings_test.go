package policy_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/sibling"
)

// The remedies that a warning about a sibling names.
var (
	rowBefore = regexp.MustCompile(`^add "([^-"][^"]*)" before line ([0-9]+), or "(# allow-sibling \w+: why)"$`)
	rowAfter  = regexp.MustCompile(`^add "(-[^"]*)" after line ([0-9]+), or "(# allow-sibling \w+: why)"$`)
)

// TestRemedies follows the hints of warnings for limits of every kind, in a profile that
// allows the rest. With the rows, and with the comments, the policy has no warning.
func TestRemedies(t *testing.T) {
	c := shippedCatalog(t)
	// mmap of 386 and s390x, and shmat of ipc, have their arguments in memory.
	selected := []*arch.Arch{arch.ByGOARCH("amd64"), arch.ByGOARCH("arm64")}
	for _, rows := range []string{
		"p,clone,errno:EPERM,clone_flags & CLONE_NEWUSER != 0,\np,@allow-all,,,\n",
		"p,unshare,errno:EPERM,unshare_flags & CLONE_NEWUSER != 0,\np,@allow-all,,,\n",
		"p,fork,kill,,\np,setrlimit,errno:EPERM,,\np,fchmod,errno:EPERM,mode & 06000 != 0,\np,@allow-all,,,\n",
		"p,mprotect,errno:EPERM,prot & PROT_EXEC != 0,\np,execve,errno:EPERM,,\np,mount,trap,,\np,@allow-all,,,\n",
		"p,openat,errno:EROFS,flags & O_CREAT != 0,\np,kill,errno:EPERM,pid <= 0,\np,socket,errno:EPERM,family == AF_UNIX,\np,@allow-all,,,\n",
		"p,@allow-all,,,\np,-ptrace,,,\np,-writev,,,\np,-init_module,,,\n",
	} {
		policy := "profile,syscall,action,when,why\n" + rows
		first := decide(c, policy, selected)
		if first.err != nil || len(first.remarks.Warnings) == 0 {
			t.Errorf("%s%v, %d warnings", policy, first.err, len(first.remarks.Warnings))
			continue
		}
		commented := policy
		for _, w := range first.remarks.Warnings {
			commented = remedyOf(t, w).comment + "\n" + commented
		}
		if out := decide(c, commented, selected); out.err != nil || len(out.remarks.Warnings) > 0 {
			t.Errorf("%s%v\n%v", commented, out.err, out.remarks.Warnings)
		}
		for range 2 {
			policy = withRemedies(t, policy, decide(c, policy, selected).remarks.Warnings)
		}
		if out := decide(c, policy, selected); out.err != nil || len(out.remarks.Warnings) > 0 {
			t.Errorf("%s%v\n%v", policy, out.err, out.remarks.Warnings)
		}
	}
}

// TestParts limits each operation to all but the part that a sibling does too: the sibling
// is a way around it.
func TestParts(t *testing.T) {
	policy := "profile,syscall,action,when,why\n"
	var wanted []string
	for _, operation := range sibling.Limited() {
		for _, s := range sibling.Of(operation) {
			if s.When == "" {
				continue
			}
			name := fmt.Sprintf("p%d", len(wanted))
			policy += name + "," + operation + ",errno:EPERM," + s.When + ",\n" + name + ",@allow-all,,,\n"
			wanted = append(wanted, fmt.Sprintf("%s is limited, but line %d allows %s,", operation, 2*len(wanted)+3, s.Operation))
		}
	}
	out := decide(shippedCatalog(t), policy, []*arch.Arch{arch.ByGOARCH("amd64")})
	if out.err != nil || len(wanted) < 40 {
		t.Fatalf("%v; %d parts", out.err, len(wanted))
	}
	warnings := out.remarks.Warnings.String()
	for _, want := range wanted {
		if !strings.Contains(warnings, want) {
			t.Errorf("no warning that %s", want)
		}
	}
}

// withRemedies returns a policy with the rows of all warnings.
func withRemedies(t *testing.T, policy string, warnings csvfile.Warnings) string {
	t.Helper()
	lines := strings.Split(policy, "\n")
	var list []remedyIn
	for _, w := range warnings {
		list = append(list, remedyOf(t, w))
	}
	// From the end, so that an index stays right.
	slices.SortStableFunc(list, func(a, b remedyIn) int { return b.index - a.index })
	for _, x := range list {
		lines = slices.Insert(lines, x.index, "p,"+x.row+strings.Repeat(",", 3-strings.Count(x.row, ",")))
	}
	return strings.Join(lines, "\n")
}

// remedyIn is a row with its index among the lines, and the comment in its place.
type remedyIn struct {
	row     string
	index   int
	comment string
}

// remedyOf returns the remedies in a warning's hint.
func remedyOf(t *testing.T, w csvfile.Error) remedyIn {
	t.Helper()
	if m := rowBefore.FindStringSubmatch(w.Hint); m != nil {
		return remedyIn{m[1], number1(m[2]), m[3]}
	}
	if m := rowAfter.FindStringSubmatch(w.Hint); m != nil {
		return remedyIn{m[1], number1(m[2]) + 1, m[3]}
	}
	t.Fatalf("no remedy in %v", w)
	return remedyIn{}
}
