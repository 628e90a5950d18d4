package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/process"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/symbolic"
)

// program returns the side of a program: struct sock_filter in the byte order of the one
// compared architecture.
func (r sideReader) program(name string, data []byte, profile string) ([]side, error) {
	if profile != "" {
		return nil, fmt.Errorf("%s is a program; #%s is for a policy", name, profile)
	}
	if len(r.kernels) != 1 {
		return nil, fmt.Errorf("%s is a program for one architecture; give it by -arch GOARCH", name)
	}
	program, err := bpf.Decode(data, r.kernels[0].BigEndian)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r.filters(name, [][]bpf.Instruction{program})
}

// filters returns the side of filters, the first installed one first. name is for messages.
func (r sideReader) filters(name string, programs [][]bpf.Instruction) ([]side, error) {
	var results []symbolic.Result
	for i, program := range programs {
		result, err := symbolic.Evaluate(program, r.space, r.kernels[0].BigEndian)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", nameFilter(name, i, len(programs)), err)
		}
		results = append(results, result)
	}
	all, err := symbolic.Stack(results, r.space)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return []side{{decide: func(_, on *arch.Arch) (decision.Decision, error) {
		d, err := all.On(on)
		if err != nil {
			return d, fmt.Errorf("%s on %s: %w", name, on.GOARCH, err)
		}
		return d, nil
	}}}, nil
}

// nameFilter names a filter by its index, if there are several.
func nameFilter(name string, i, n int) string {
	if n == 1 {
		return name
	}
	return fmt.Sprintf("%s: filter %d of %d", name, i+1, n)
}

// reader reads the filters of a process or a thread.
type reader func(id int) ([][]bpf.Instruction, error)

// processOf returns the number in the operand pid:N or tid:N, and the function to read its
// filters. It is nil for other operands.
func processOf(operand string) (id string, read reader) {
	if id, ok := strings.CutPrefix(operand, "pid:"); ok {
		return id, process.Filters
	}
	if id, ok := strings.CutPrefix(operand, "tid:"); ok {
		return id, process.Thread
	}
	return "", nil
}

// process returns the side of the filters of a process.
func (r sideReader) process(operand, id string, read reader) ([]side, error) {
	if len(r.kernels) != 1 {
		return nil, fmt.Errorf("%s is a process of one architecture; give it by -arch GOARCH", operand)
	}
	programs, err := readProcess(operand, id, read)
	if err != nil {
		return nil, err
	}
	return r.filters(operand, programs)
}

// readProcess reads the filters of a process.
func readProcess(operand, id string, read reader) ([][]bpf.Instruction, error) {
	n, err := strconv.ParseUint(id, 10, 31)
	if err != nil || n == 0 {
		return nil, fmt.Errorf("%s: want the number of a process", operand)
	}
	programs, err := read(int(n))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operand, err)
	}
	return programs, nil
}
