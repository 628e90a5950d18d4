package csvfile

import "fmt"

// quoted is the most characters of a file that a message repeats in one place.
const quoted = 40

// Short returns text with an ellipsis for what goes beyond its first characters, so
// that a message stays one for a reader whatever it quotes.
func Short(text string) string {
	n := 0
	for i := range text {
		if n++; n > quoted {
			return text[:i] + "..."
		}
	}
	return text
}

// Message is fmt.Sprintf with each text from a file shortened.
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
