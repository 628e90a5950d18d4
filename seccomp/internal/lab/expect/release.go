package expect

import "strings"

// Release returns the kernel version in a guest's output, or "" if there is none.
func Release(output []byte) string {
	_, rest, _ := strings.Cut(string(output), mark+"kernel ")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
