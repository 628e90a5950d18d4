package csvfile

import "fmt"

// quoted limits the characters that a message quotes in one place.
const quoted = 40

// Short returns text, cut after 40 characters and marked with an ellipsis. It keeps
// messages readable for input of any length.
func Short(text string) string {
	n := 0
	for i := range text {
		if n++; n > quoted {
			return text[:i] + "..."
		}
	}
	return text
}

// Message is [fmt.Sprintf] with [Short] applied to strings and Stringers.
func Message(format string, a ...any) string {
	short := make([]any, len(a))
	for i, x := range a {
		switch x := x.(type) {
		case string:
			short[i] = Short(x)
		case fmt.Stringer:
			short[i] = Short(x.String())
		default:
			short[i] = x
		}
	}
	return fmt.Sprintf(format, short...)
}
