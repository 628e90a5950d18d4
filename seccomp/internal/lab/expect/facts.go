package expect

import (
	"fmt"
	"strconv"
)

// expectation is the expected value of a fact: the word in want or, if want is empty, a
// number from least to most.
type expectation struct {
	fact        string
	want        string
	least, most int
}

// holds reports whether a value meets the expectation.
func (e expectation) holds(value string) bool {
	if e.want != "" {
		return value == e.want
	}
	n, err := strconv.Atoi(value)
	return err == nil && e.least <= n && n <= e.most
}

// String describes the expected value.
func (e expectation) String() string {
	if e.want != "" {
		return e.want
	}
	return fmt.Sprintf("%d to %d", e.least, e.most)
}

// expectations returns the expectations for every architecture.
func expectations() []expectation {
	const anyThreads = 1 << 10
	return []expectation{
		// A flag without a meaning is an error of its own, and installs nothing.
		{fact: "flags-unknown", want: "unsupported"},
		{fact: "flags-unknown-thread", want: "unsupported"},
		{fact: "flags-unknown-Seccomp", want: "0"},
		{fact: "flags-known", want: "ok"},
		{fact: "flags-known-Seccomp", want: "2"},
		{fact: "flags-known-NoNewPrivs", want: "1"},

		// Filters stack: each can only deny more, and the newest errno wins.
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

		// Install reaches every thread in each way of waiting, and later threads.
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

		// Install fails if a thread has a filter of its own, and then reaches no thread.
		{fact: "conflict-error", want: "*seccomp.ThreadSyncError"},
		{fact: "conflict-waiting-after", want: "ok"},
		{fact: "conflict-reading-after", want: "ok"},
		{fact: "conflict-polling-after", want: "ok"},
		{fact: "conflict-running-after", want: "ok"},
		{fact: "conflict-others", least: 5, most: anyThreads},
		{fact: "conflict-others-Seccomp", want: "0"},
		{fact: "conflict-own-Seccomp", want: "2"},
		{fact: "conflict-own-Seccomp_filters", want: "1"},

		// The longest program has a rule for every number of the table. It is within the limit.
		{fact: "longest-instructions", least: 1 << 10, most: 1 << 12},
		{fact: "longest-installed", want: "ok"},

		// A program of the filter's architecture starts under the filter.
		{fact: "exec-own-unfiltered", want: "exit-0"},
		{fact: "exec-own-network", want: "exit-0"},
		{fact: "exec-own-allow-all", want: "exit-0"},
	}
}

// foreignNumbers returns the foreign numbers that the guest of an architecture tries.
func foreignNumbers(goarch string) []uint32 {
	switch goarch {
	case "amd64":
		return []uint32{512, 547, 0x40000000, 0x40000027, 0x4000003b, 0x40000223}
	case "mips", "mipsle":
		return []uint32{5000, 5038, 5999, 6000, 6038, 6999}
	case "mips64", "mips64le":
		return []uint32{4000, 4020, 4999, 6000, 6038, 6999}
	}
	return nil
}

// otherABIExpectations returns the expectations for syscalls with foreign numbers. Without
// a filter the guest survives. Every filter kills it, whatever the filter's actions.
func otherABIExpectations(goarch string) []expectation {
	var list []expectation
	for _, n := range foreignNumbers(goarch) {
		list = append(list, expectation{fact: fmt.Sprintf("foreign-%d-unfiltered", n), want: "exit-0"})
		for _, profile := range []string{"unrestricted", "allow-all"} {
			for _, action := range []string{"log", "trace", "notify"} {
				list = append(list, expectation{fact: fmt.Sprintf("foreign-%d-%s-%s", n, profile, action), want: "SIGSYS"})
			}
		}
	}
	return list
}

// foreignExpectations returns the expectations for a program of another architecture:
// its first syscall kills it.
func foreignExpectations() []expectation {
	return []expectation{
		{fact: "exec-foreign-unfiltered", want: "exit-0"},
		{fact: "exec-foreign-network", want: "SIGSYS"},
		{fact: "exec-foreign-allow-all", want: "SIGSYS"},
	}
}

// expectations returns the expectations for r.
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
		problems = append(problems, fmt.Sprintf("thread %q has a filter of its own, the error reports %q", filtered, reported))
	}
	return problems
}
