package report_test

import (
	"strings"
	"testing"
)

// rowOf returns the cells of a row on the page of a policy: the verdict of the last profile with
// its classes, then the rules.
func rowOf(t *testing.T, rows, syscall string) string {
	t.Helper()
	root := parse(t, htmlOf(t, header+rows, some))
	profiles := len(root.byID("glance").all("details"))
	cells := root.byID("syscall-" + syscall).all("td")
	verdict := cells[profiles-1]
	text := verdict.String() + " (" + verdict.attr["class"]
	if kinds := verdict.attr["data-k"]; kinds != "" {
		text += ": " + kinds
	}
	text += ")"
	for _, part := range cells[profiles].children {
		text += "\n" + strings.TrimSpace(part.String())
	}
	return text
}

// TestRows compares rows of the matrix with their text.
func TestRows(t *testing.T) {
	for _, test := range []struct{ name, rows, syscall, want string }{
		{"no rule", "p,read,,,\n", "write", "kill (refused)"},
		{"newer", "p,read,,,\n", "openat2", "errno:ENOSYS (newer)"},
		{"newer and logged", "p,unknown,log,,\np,read,,,\n", "openat2", "log (logged)"},
		{"a rule", "p,read,,,to read\n", "read", "allow (allowed)\npolicy.csv:2 read allow to read"},
		{"a listener", "p,mount,notify,,\n", "mount", "notify (asked)\npolicy.csv:2 mount notify"},
		{"an argument by number", "p,kill,,uint32(arg1) == 9,\n", "kill", "conditional (conditional)\npolicy.csv:2 kill allow if uint32(arg1) == 9 where arg1 is sigotherwise kill"},
		{"two refusals", "p,kill,errno:EPERM,sig == 9,\np,kill,trap,,\n", "kill", "errno:EPERM or trap (refused)\npolicy.csv:2 kill errno:EPERM if sig == 9policy.csv:3 kill trap"},
		{"the architecture decides; most come last", "p,arm/read,errno:EPERM,,not here\np,read,,,\n", "read",
			"by architecture (mixed: refused allowed)\narm errno:EPERMpolicy.csv:2 arm/read errno:EPERM not here\n" +
				"386, amd64, s390x allowpolicy.csv:3 read allow"},
		{"removed by the last of several rows", "p,@essential,,,\np,-read,,,first\np,read,,,\np,-read,,,last\n", "read", "kill (refused)\npolicy.csv:5 -read last"},
		{"an included tier", "p,@essential,,,the start\n", "read", "allow (allowed)\npolicy.csv:2 @essential allow"},
		{"an included hardened profile", "p,@hardened-minimal,,,\n", "clone3", "errno:ENOSYS (refused)\nseccomp/hardened/policy.csv:6 clone3 errno:ENOSYS its flags are in memory; libc and Go fall back to clone"},
		{"many profiles", "a,@essential,,,\nb,@essential,,,\nc,@essential,,,\nd,@essential,,,\n", "read", "allow (allowed)"},
		{"many profiles, one with a condition", "a,@essential,,,\nb,@essential,,,\nc,@essential,,,\nd,read,,fd == 0,\n", "read", "conditional (conditional)\ndpolicy.csv:5 read allow if fd == 0otherwise kill"},
		{"another reason on one architecture", "p,@essential,,,\np,-arm/read,,,not here\np,-read,,,nowhere\n", "read",
			"kill (refused)\narm kill policy.csv:3 -arm/read not here\n" +
				"386, amd64, s390x kill policy.csv:4 -read nowhere"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := rowOf(t, test.rows, test.syscall); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
