package expect

import "strings"

// Release returns the version of the kernel that a guest ran on, "" if it printed
// none.
func Release(output []byte) string {
	_, rest, _ := strings.Cut(string(output), mark+"kernel ")
	line, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(line)
}
