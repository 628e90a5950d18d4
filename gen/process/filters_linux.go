package process

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// Filters returns the filters of a process, the first installed one first. It is an error
// if its threads have different filters.
func Filters(pid int) ([][]bpf.Instruction, error) {
	threads, err := threads(pid)
	if err != nil {
		return nil, err
	}
	var all [][]bpf.Instruction
	first := 0
	for _, tid := range threads {
		filters, err := Thread(tid)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			// The thread has ended.
		case err != nil:
			return nil, err
		case first == 0:
			first, all = tid, filters
		case !slices.EqualFunc(all, filters, slices.Equal[[]bpf.Instruction]):
			return nil, fmt.Errorf("threads %d and %d of process %d have different filters; read one with tid:%[2]d", first, tid, pid)
		}
	}
	if first == 0 {
		return nil, ended(pid)
	}
	return all, nil
}

// ended returns the error for a process or thread without a file in /proc.
func ended(id int) error { return fmt.Errorf("no process or thread %d: %w", id, fs.ErrNotExist) }

// threads returns the threads of a process, in ascending order.
func threads(pid int) ([]int, error) {
	entries, err := os.ReadDir(filepath.Join("/proc", strconv.Itoa(pid), "task"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ended(pid)
	}
	if err != nil {
		return nil, err
	}
	var list []int
	for _, e := range entries {
		if tid, err := strconv.Atoi(e.Name()); err == nil {
			list = append(list, tid)
		}
	}
	slices.Sort(list)
	return list, nil
}

// Thread returns the filters of a thread, the first installed one first.
func Thread(tid int) ([][]bpf.Instruction, error) {
	mode, err := mode(tid)
	switch {
	case err != nil:
		return nil, err
	case mode == "0":
		return nil, nil
	case mode != "2":
		return nil, fmt.Errorf("thread %d has no filters to read: its mode of seccomp is %s in /proc/%[1]d/status; want 2", tid, mode)
	}
	return traced(tid)
}

// mode returns the line Seccomp of a thread's status: 0 without filters, 2 with filters.
func mode(tid int) (string, error) {
	data, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(tid), "status"))
	if err != nil {
		return "", ended(tid)
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, "Seccomp:"); ok {
			return strings.TrimSpace(value), nil
		}
	}
	return "", fmt.Errorf("/proc/%d/status has no line Seccomp; the kernel has no seccomp", tid)
}
