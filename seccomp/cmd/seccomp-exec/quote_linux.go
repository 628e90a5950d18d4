package main

import (
	"strconv"
	"strings"
)

// quoted returns text for a message: as a Go string if it is empty or holds unprintable
// characters, else unchanged.
func quoted(text string) string {
	hidden := func(r rune) bool { return !strconv.IsPrint(r) }
	if text == "" || strings.ContainsFunc(strings.ToValidUTF8(text, "\x00"), hidden) {
		return strconv.Quote(text)
	}
	return text
}
