package main

import "fmt"

// coldTable returns the table of new processes.
func coldTable(r *results) string {
	var t table
	t.row("", "least", "median", "page faults")
	t.rule(3)
	for _, l := range loaded {
		name := loadOf(l.name)
		t.row(l.title,
			multiple(r.least(name, leastTime), r.least(loadOf(ready), leastTime), ns),
			multiple(r.median(name, middleTime), r.median(loadOf(ready), middleTime), ns),
			fmt.Sprintf("%.0f", r.least(name, pageFaults)))
	}
	return t.markdown()
}

// coldGoal compares Install in a new process with two raw syscalls.
func coldGoal(r *results) goal {
	least := r.least(loadOf(ours), leastTime) / r.least(loadOf(ready), leastTime)
	median := r.median(loadOf(ours), middleTime) / r.median(loadOf(ready), middleTime)
	return goal{"in a new process at most 1.20 times two raw syscalls of a locked thread",
		fmt.Sprintf("%.2f times the least time, %.2f times the median", least, median), max(least, median) <= 1.2}
}

// faultsGoal counts the page faults of Install in a new process.
func faultsGoal(r *results) goal {
	more := r.least(loadOf(ours), pageFaults) - r.least(loadOf(ready), pageFaults)
	return goal{"at most 4 page faults more", fmt.Sprintf("%.0f more", more), more <= 4}
}
