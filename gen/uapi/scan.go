package uapi

import (
	"regexp"
	"strings"
	"unicode"
)

// candidate is a name in a header, perhaps of an integer constant.
type candidate struct {
	name, header string
	// macro reports whether it is a macro, and not an enumerator.
	macro bool
}

var (
	comments     = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)
	directive    = regexp.MustCompile(`(?m)^[ \t]*#.*$`)
	macro        = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+(\S.*)$`)
	enumeration  = regexp.MustCompile(`\benum\b[^{};()]*\{([^{}]*)\}`)
	identifier   = regexp.MustCompile(`^\s*([A-Za-z_]\w*)`)
	inclusion    = regexp.MustCompile(`(?m)^[ \t]*#[ \t]*include[ \t]*<([^>]+)>`)
	continuation = regexp.MustCompile(`\\\r?\n`)
)

// notExpression holds characters of macros other than expressions.
const notExpression = "\"{};#"

// clean returns the text of a header without comments, one line per directive.
func clean(text string) string {
	return comments.ReplaceAllString(continuation.ReplaceAllString(text, " "), " ")
}

// candidates returns the macros and enumerators in the cleaned text of a header, in its
// order, each once. The compiler decides which are constants.
func candidates(text string) []candidate {
	var list []candidate
	seen := make(map[string]bool)
	add := func(name string, macro bool) {
		if wanted(name) && !seen[name] {
			seen[name] = true
			list = append(list, candidate{name: name, macro: macro})
		}
	}
	for _, m := range macro.FindAllStringSubmatch(text, -1) {
		if !strings.ContainsAny(m[2], notExpression) {
			add(m[1], true)
		}
	}
	for _, m := range enumeration.FindAllStringSubmatch(directive.ReplaceAllString(text, ""), -1) {
		for _, element := range elements(m[1]) {
			if m := identifier.FindStringSubmatch(element); m != nil {
				add(m[1], false)
			}
		}
	}
	return list
}

// elements splits the body of an enumeration at the commas outside of parentheses.
func elements(body string) []string {
	var list []string
	depth, start := 0, 0
	for i, c := range body {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			list, start = append(list, body[start:i]), i+1
		}
	}
	return append(list, body[start:])
}

// unwanted lists prefixes of names without use in a policy: syscalls have names of their
// own there, and the rest guides the headers.
var unwanted = []string{"__NR", "__UAPI_DEF_", "_UAPI", "__ARM_NR_", "SYS_"}

// wanted reports whether a name is one for policies. Names of arguments have no capitals.
func wanted(name string) bool {
	for _, prefix := range unwanted {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	return strings.ContainsFunc(name, unicode.IsUpper)
}
