package main

import (
	"fmt"
	"strings"
)

// table is a table in Markdown.
type table struct{ strings.Builder }

// markdown returns the table without its last line end.
func (t *table) markdown() string { return strings.TrimSuffix(t.String(), "\n") }

func (t *table) row(cells ...string) {
	fmt.Fprintf(t, "| %s |\n", strings.Join(cells, " | "))
}

// rule ends the head of a table. The columns from the second on hold numbers.
func (t *table) rule(numbers int) {
	fmt.Fprintf(t, "|---|%s\n", strings.Repeat("---:|", numbers))
}

// multiple formats a value and, if it is not ours, its ratio to ours.
func multiple(value, ours float64, format func(float64) string) string {
	if value == ours || ours == 0 {
		return format(value)
	}
	return fmt.Sprintf("%s (%s)", format(value), digits(value/ours))
}

// ns formats nanoseconds.
func ns(value float64) string {
	switch {
	case value < 1e3:
		return digits(value) + " ns"
	case value < 1e6:
		return digits(value/1e3) + " µs"
	}
	return digits(value/1e6) + " ms"
}

func kilobytes(value float64) string { return fmt.Sprintf("%.1f KB", value/1e3) }

// digits formats a number with two decimals below 10, one below 100, else none.
func digits(value float64) string {
	switch {
	case value < 10:
		return fmt.Sprintf("%.2f", value)
	case value < 100:
		return fmt.Sprintf("%.1f", value)
	}
	return fmt.Sprintf("%.0f", value)
}

// number formats a count or an average.
func number(value float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0") }
