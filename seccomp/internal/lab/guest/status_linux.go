package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// printStatus prints the fields about filters in the status files of threads.
func printStatus(name string, ids []string) {
	for _, field := range []string{"Seccomp", "Seccomp_filters", "NoNewPrivs"} {
		fact(name+"-"+field, statusOfAll(ids, field))
	}
}

// statusOfAll returns the different values of a field in the status files of threads,
// ascending.
func statusOfAll(ids []string, field string) string {
	var values []string
	for _, id := range ids {
		values = append(values, statusOf(id, field))
	}
	slices.Sort(values)
	return strings.Join(slices.Compact(values), "/")
}

// statusOf returns a field of a thread's status file, or "" without such a field or thread.
func statusOf(task, field string) string {
	data, err := os.ReadFile(filepath.Join("/proc/self/task", task, "status"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if name, value, _ := strings.Cut(line, ":"); name == field {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// tasks returns the IDs of this process's threads.
func tasks() ([]string, error) {
	entries, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range entries {
		ids = append(ids, e.Name())
	}
	return ids, nil
}

// errnoName returns the name of an errno, or ok for 0.
func errnoName(errno unix.Errno) string {
	if errno == 0 {
		return "ok"
	}
	return unix.ErrnoName(errno)
}
