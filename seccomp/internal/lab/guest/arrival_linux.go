package main

import (
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"
)

// parts is the number of syscalls for all bits of a number.
const parts = 32 / partBits

// measureArrival prints the number in a filter's view of each syscall. Most numbers arrive
// unchanged. On s390x an unknown number can arrive as 0.
func measureArrival([]string) error {
	all := tried()
	var calls []call
	for _, n := range all {
		for part := range uint32(parts) {
			c := numbered(n)
			// For syscall(2) mips shifts the arguments by one.
			c.arguments[1], c.arguments[2] = uintptr(part*partBits), uintptr(part*partBits)
			calls = append(calls, c)
		}
	}
	errnos, err := measure([][]unix.SockFilter{arrivalProbe()}, calls)
	if err != nil {
		return err
	}
	for _, line := range lines("arrival", all, arrivalsOf(all, errnos)) {
		fmt.Println(line)
	}
	return nil
}

// arrivalsOf returns a word for each number, from the errnos of its syscalls.
func arrivalsOf(numbers []uint32, errnos []unix.Errno) []string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		arrival := uint32(0)
		for part := range parts {
			arrival |= uint32(errnos[i*parts+part]) << (part * partBits)
		}
		words[i] = "itself"
		if arrival != n {
			words[i] = strconv.FormatUint(uint64(arrival), 10)
		}
	}
	return words
}
