package kernel

import (
	"fmt"
	"strconv"
	"strings"
)

// expectation is what a fact must be.
type expectation struct {
	fact string
	// least and most bound a number, want is any other value.
	want        string
	least, most int
}

// holds reports whether a fact's value is as expected.
func (e expectation) holds(value string) bool {
	if e.want != "" {
		return value == e.want
	}
	n, err := strconv.Atoi(value)
	return err == nil && e.least <= n && n <= e.most
}

// String returns what the fact must be.
func (e expectation) String() string {
	if e.want != "" {
		return e.want
	}
	return fmt.Sprintf("%d to %d", e.least, e.most)
}

// expectations returns what is expected on every architecture.
func expectations() []expectation {
	const anyThreads = 1 << 10
	return []expectation{
		// A flag that the kernel does not know is told apart, and installs nothing.
		{fact: "flags-unknown", want: "unsupported"},
		{fact: "flags-unknown-thread", want: "unsupported"},
		{fact: "flags-unknown-Seccomp", want: "0"},
		{fact: "flags-known", want: "ok"},
		{fact: "flags-known-Seccomp", want: "2"},
		{fact: "flags-known-NoNewPrivs", want: "1"},

		// Filters stack: each adds to what is denied, the newest's errno wins.
		{fact: "stack-none-getpriority", want: "ok"},
		{fact: "stack-none-getsid", want: "ok"},
		{fact: "stack-first-getpriority", want: "EPERM"},
		{fact: "stack-first-getsid", want: "ok"},
		{fact: "stack-other-getpriority", want: "EPERM"},
		{fact: "stack-other-getsid", want: "EACCES"},
		{fact: "stack-again-getpriority", want: "ENOTTY"},
		{fact: "stack-again-getsid", want: "EACCES"},
		{fact: "stack-Seccomp", want: "2"},
		{fact: "stack-Seccomp_filters", want: "3"},
		{fact: "stack-NoNewPrivs", want: "1"},

		// Install reaches every thread, however it waits, and those that come later.
		{fact: "threadsync-waiting-before", want: "ok"},
		{fact: "threadsync-reading-before", want: "ok"},
		{fact: "threadsync-polling-before", want: "ok"},
		{fact: "threadsync-running-before", want: "ok"},
		{fact: "threadsync-waiting-after", want: "EPERM"},
		{fact: "threadsync-reading-after", want: "EPERM"},
		{fact: "threadsync-polling-after", want: "EPERM"},
		{fact: "threadsync-running-after", want: "EPERM"},
		{fact: "threadsync-later-after", want: "EPERM"},
		{fact: "threadsync-threads", least: 6, most: anyThreads},
		{fact: "threadsync-Seccomp", want: "2"},
		{fact: "threadsync-Seccomp_filters", want: "1"},
		{fact: "threadsync-NoNewPrivs", want: "1"},

		// A thread with a filter of its own makes it fail, and then it reaches none.
		{fact: "conflict-error", want: "*seccomp.ThreadSyncError"},
		{fact: "conflict-waiting-after", want: "ok"},
		{fact: "conflict-reading-after", want: "ok"},
		{fact: "conflict-polling-after", want: "ok"},
		{fact: "conflict-running-after", want: "ok"},
		{fact: "conflict-others", least: 5, most: anyThreads},
		{fact: "conflict-others-Seccomp", want: "0"},
		{fact: "conflict-own-Seccomp", want: "2"},
		{fact: "conflict-own-Seccomp_filters", want: "1"},

		// The longest program, of thousands of instructions, is within the limit.
		{fact: "longest-instructions", least: 1 << 10, most: 1 << 12},
		{fact: "longest-installed", want: "ok"},

		// A program of the filter's own architecture starts under it.
		{fact: "exec-own-unfiltered", want: "exit-0"},
		{fact: "exec-own-network", want: "exit-0"},
		{fact: "exec-own-allow-all", want: "exit-0"},
	}
}

// otherABIExpectations returns what is expected of getpid, blocked by its name with
// all else allowed, when a program of an architecture makes it by the numbers of
// other ABIs.
func otherABIExpectations(goarch string) []expectation {
	switch {
	case goarch == "amd64":
		// Few kernels have x32. Those that have not fail the call with another errno.
		return []expectation{{fact: "getpid-1073741863-blocked", want: "EPERM"}}
	case strings.HasPrefix(goarch, "mips"):
		// A 64-bit kernel takes the numbers of o32, n64 and n32 from every program. That
		// they work without a filter shows that it is the filter that stops them.
		return []expectation{
			{fact: "getpid-4020-unfiltered", want: "ok"},
			{fact: "getpid-5038-unfiltered", want: "ok"},
			{fact: "getpid-6038-unfiltered", want: "ok"},
			{fact: "getpid-4020-blocked", want: "EPERM"},
			{fact: "getpid-5038-blocked", want: "EPERM"},
			{fact: "getpid-6038-blocked", want: "EPERM"},
		}
	}
	return nil
}

// foreignExpectations returns what is expected of a program of another architecture:
// it is killed at its first call.
func foreignExpectations() []expectation {
	return []expectation{
		{fact: "exec-foreign-unfiltered", want: "exit-0"},
		{fact: "exec-foreign-network", want: "SIGSYS"},
		{fact: "exec-foreign-allow-all", want: "SIGSYS"},
	}
}

// expectations returns what is expected of the run.
func (r Run) expectations() []expectation {
	list := append(expectations(), otherABIExpectations(r.GOARCH)...)
	if r.Foreign {
		list = append(list, foreignExpectations()...)
	}
	return list
}

// checkFacts checks the facts.
func (r Run) checkFacts(found *report) []string {
	var problems []string
	for _, e := range r.expectations() {
		if value, ok := found.facts[e.fact]; !ok {
			problems = append(problems, e.fact+" was not found")
		} else if !e.holds(value) {
			problems = append(problems, fmt.Sprintf("%s is %s, must be %v", e.fact, value, e))
		}
	}
	reported, filtered := found.facts["conflict-reported"], found.facts["conflict-filtered"]
	if reported == "" || reported != filtered {
		problems = append(problems, fmt.Sprintf("thread %q has a filter of its own, the error says %q", filtered, reported))
	}
	return problems
}
