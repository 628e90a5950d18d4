//go:build linux && amd64

package expect

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
)

// alteration is a way to spoil a sound output of smallRun.
type alteration struct {
	name string
	// alter returns altered lines and does not change its argument. The last line is the
	// end.
	alter func(lines []string) []string
	// problem is part of a problem that Check must find.
	problem string
}

func alterations() []alteration {
	return []alteration{
		{"allowed instead of denied", flip("denied", "allowed"), "is allowed, must be denied"},
		{"denied instead of allowed", flip("allowed", "denied"), "is denied, must be allowed"},
		{"denied instead of unknown", flip("unknown", "denied"), "is denied, must be unknown"},
		{"an errno of the kernel's", flip("allowed", "errno-38"), "is errno-38, must be allowed"},
		{"verdicts of another filter", swap("verdict 0 ", "verdict 1 "), "must be"},
		{"filters in another order", swap("filter 0 ", "filter 1 "), "filter 0 is"},
		{"another filter", replace("guest: filter 0 minimal", "guest: filter 0 essential"), `filter 0 is "essential"`},
		{"no profile", without("filter 1 ", "verdict 1 "), "measured 2 filters, must be 3"},
		{"a filter more", appended("filter 3 minimal"), "measured 4 filters, must be 3"},
		{"no verdict", without("verdict 1 unknown", "verdict 1 denied"), "was not tried"},
		{"a number more", appended("verdict 0 allowed 5000000"), "1 numbers too many"},
		{"a number twice", appended("verdict 0 allowed 0"), "found twice"},
		{"other outcomes", swap("outcome denied ", "outcome allowed "), "is allowed, must be denied"},
		{"no outcome", without("outcome allowed"), "was not tried"},
		{"a syscall more", appended("outcome denied 5000000"), "1 syscalls too many"},
		{"a syscall twice", appended("outcome denied 0"), "found twice"},
		{"an outcome of none", appended("outcome denied"), "too short"},
		{"a fact twice", appended("fact stack-none-getsid ok"), "found twice"},
		{"a filter twice", appended("filter 0 minimal"), "found twice"},
		{"a child that failed", appended(`failed stack: exit-1: ""`), "could not measure"},
		{"a broken line", appended("verdict 0 deni"), "too short"},
		{"a broken number", appended("verdict 0 denied 3x"), "invalid syntax"},
		{"a broken range", appended("verdict 0 denied 0..4294967295"), "invalid range"},
		{"a line of another kind", appended("verdic 0 denied 3"), "unknown topic"},
		{"another architecture", replace("guest: goarch amd64", "guest: goarch 386"), `for "386", must be for amd64`},
		{"a number that arrives as another", replace("arrival itself 0..", "arrival 7 0..0\nguest: arrival itself 1.."), "reaches filters as 7"},
		{"nothing skipped", without("skipped "), "skipped [], must be [335 336]"},
		{"no arrivals", without("arrival "), "was not tried"},
		{"another thread reported", replace("fact conflict-reported ", "fact conflict-reported 1"), "has a filter of its own"},
		{"no thread reported", without("fact conflict-"), "has a filter of its own"},
		{"no foreign program", without("fact exec-foreign"), "exec-foreign-network was not found"},
		{"no end", func(lines []string) []string { return lines[:len(lines)-1] }, "no end"},
		{"cut off in the middle", func(lines []string) []string { return lines[:len(lines)/2] }, "no end"},
		{"nothing", func([]string) []string { return nil }, "no end"},
		{"two ends", func(lines []string) []string { return append(slices.Clone(lines), lines[len(lines)-1]) }, "found twice"},
		{"a lost line", func(lines []string) []string { return slices.Delete(slices.Clone(lines), 1, 2) }, "findings, the guest made"},
	}
}

// smallRun returns a run of a few filters and syscalls, for many checks.
func smallRun(t *testing.T, o *oracle.Oracle) Run {
	t.Helper()
	filters := Random(o, "amd64", 2, 1)
	for _, profile := range []string{"network", "minimal"} {
		filters = append([]oracle.Filter{{GOARCH: "amd64", Profile: profile}}, filters...)
	}
	calls := append(syscallsOf(t, "amd64"), companionSyscallsOf(t, "amd64")...)
	return Run{"amd64", filters, someOf(calls), true}
}

// TestCheckNoticesAlterations feeds Check a sound output, and then spoiled ones.
func TestCheckNoticesAlterations(t *testing.T) {
	o := readOracle(t)
	r := smallRun(t, o)
	lines := soundLines(t, o, r)
	for _, a := range alterations() {
		t.Run(a.name, func(t *testing.T) {
			altered := a.alter(lines)
			if slices.Equal(altered, lines) {
				t.Fatal("nothing was altered")
			}
			mustNotice(t, o, r, altered, a.problem)
		})
	}
}

// TestCheckNeedsEveryLine leaves out each line, as if the guest had not made it.
func TestCheckNeedsEveryLine(t *testing.T) {
	o := readOracle(t)
	r := smallRun(t, o)
	lines := soundLines(t, o, r)
	for i, line := range lines[:len(lines)-1] {
		if optional(line) {
			continue
		}
		mustNotice(t, o, r, counted(slices.Delete(slices.Clone(lines), i, i+1)), "")
	}
}

// TestCheckNeedsEveryValue changes the value of each fact.
func TestCheckNeedsEveryValue(t *testing.T) {
	o := readOracle(t)
	r := smallRun(t, o)
	lines := soundLines(t, o, r)
	for i, line := range lines {
		if !strings.HasPrefix(line, mark+"fact ") || optional(line) {
			continue
		}
		altered := slices.Clone(lines)
		altered[i] = line[:strings.LastIndex(line, " ")] + " 0/2"
		mustNotice(t, o, r, altered, "")
	}
}

// TestCheckReadsConsole puts the findings between other lines, as on a console.
func TestCheckReadsConsole(t *testing.T) {
	o := readOracle(t)
	r := smallRun(t, o)
	console := "SeaBIOS (version 1.16)\r\n\x1b[2J[    0.5] Run /init as init process\r\n"
	for _, line := range soundLines(t, o, r) {
		console += "\x1b[0m" + line + "\r\n[    1.0] audit: type=1326\r\n"
	}
	check(t, o, r, []byte(console+"[    2.0] reboot: Restarting system\r\n"))
}

// soundOutput is the output of a guest for smallRun, measured by the first test.
var soundOutput []byte

// soundLines returns the lines of soundOutput. Check finds no problem in them. r is smallRun.
func soundLines(t *testing.T, o *oracle.Oracle, r Run) []string {
	t.Helper()
	if soundOutput == nil {
		soundOutput = measured(t, command(t, r, "386"))
	}
	check(t, o, r, soundOutput)
	return strings.Split(strings.TrimSpace(string(soundOutput)), "\n")
}

// mustNotice expects Check to find a problem with the text problem.
func mustNotice(t *testing.T, o *oracle.Oracle, r Run, lines []string, problem string) {
	t.Helper()
	_, problems := r.Check(o, []byte(strings.Join(lines, "\n")))
	if !slices.ContainsFunc(problems, func(p string) bool { return strings.Contains(p, problem) }) {
		t.Errorf("no problem with %q among %q, of the output:\n%s", problem, problems, strings.Join(lines, "\n"))
	}
}

// optional reports whether a line is only for human readers.
func optional(line string) bool {
	topic, rest, _ := strings.Cut(strings.TrimPrefix(line, mark), " ")
	fact, _, _ := strings.Cut(rest, " ")
	switch {
	case topic != "fact":
		return topic == "kernel"
	case fact == "conflict-reported" || fact == "conflict-filtered":
		return false
	}
	return !slices.ContainsFunc(Run{GOARCH: "amd64", Foreign: true}.expectations(), func(e expectation) bool {
		return e.fact == fact
	})
}

// counted returns lines with an end that fits them.
func counted(lines []string) []string {
	text := strings.Join(lines[:len(lines)-1], "\n")
	return append(strings.Split(text, "\n"), fmt.Sprintf("%send %d", mark, strings.Count(text, mark)))
}

// flip changes the verdict of filter 0 on the first number with a verdict.
func flip(verdict, other string) func([]string) []string {
	return func(lines []string) []string {
		lines = slices.Clone(lines)
		begin := mark + "verdict 0 " + verdict + " "
		i := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, begin) })
		list, err := ranges(lines[i][len(begin):])
		if err != nil {
			panic(err)
		}
		lines[i] = fmt.Sprintf("%sverdict 0 %s %d", mark, other, list[0])
		for _, n := range list[1:] {
			lines[i] += fmt.Sprintf("\n%s%d", begin, n)
		}
		return counted(lines)
	}
}

// swap exchanges two parts of lines.
func swap(a, b string) func([]string) []string {
	return func(lines []string) []string {
		text := strings.Join(lines, "\n")
		return strings.Split(strings.NewReplacer(a, b, b, a).Replace(text), "\n")
	}
}

// replace puts new in the place of old, once.
func replace(old, new string) func([]string) []string {
	return func(lines []string) []string {
		return counted(strings.Split(strings.Replace(strings.Join(lines, "\n"), old, new, 1), "\n"))
	}
}

// without leaves out the findings that begin with one of topics.
func without(topics ...string) func([]string) []string {
	return func(lines []string) []string {
		return counted(slices.DeleteFunc(slices.Clone(lines), func(line string) bool {
			return slices.ContainsFunc(topics, func(topic string) bool { return strings.HasPrefix(line, mark+topic) })
		}))
	}
}

// appended adds a finding.
func appended(finding string) func([]string) []string {
	return func(lines []string) []string {
		return counted(slices.Insert(slices.Clone(lines), len(lines)-1, mark+finding))
	}
}
