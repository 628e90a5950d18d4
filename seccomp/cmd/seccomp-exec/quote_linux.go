package main

import (
	"strconv"
	"strings"
)

// quoted returns text as it is printed: quoted if a terminal could take some of it
// for a command, or a reader not see it.
func quoted(text string) string {
	hidden := func(r rune) bool { return !strconv.IsPrint(r) }
	if text == "" || strings.ContainsFunc(strings.ToValidUTF8(text, "\x00"), hidden) {
		return strconv.Quote(text)
	}
	return text
}
