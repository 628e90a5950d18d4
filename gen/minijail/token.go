package minijail

import (
	"regexp"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// token is a word or a sign of a statement.
type token struct {
	structure.Place
	text string
}

// tokens matches the words and signs.
var tokens = regexp.MustCompile(`^(?:@?[A-Za-z_][A-Za-z_0-9-]*|-?[0-9][0-9A-Za-z]*|\.{0,2}/\S+|\|\||&&|==|!=|<=|>=|[:;,~(){}\[\]|&<>=])`)

// lex returns the tokens of a line that continues at a place, and whether the next line
// does too. bad is the rest of the line from the first wrong character on.
func lex(at structure.Place, line string) (list []token, more bool, bad *token) {
	for {
		trimmed := strings.TrimLeft(line, " \t\r")
		at.Col += len(line) - len(trimmed)
		line = trimmed
		switch {
		case line == "" || line[0] == '#':
			return list, false, nil
		case line == `\`:
			return list, true, nil
		}
		text := tokens.FindString(line)
		if text == "" {
			return list, false, &token{at, line}
		}
		list = append(list, token{at, text})
		at.Col += len(text)
		line = line[len(text):]
	}
}
