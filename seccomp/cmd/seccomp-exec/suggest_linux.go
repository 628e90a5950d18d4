package main

import (
	"iter"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
)

// expected ends the error about name, which is none of names: with the nearest of
// them if it is near enough to be meant, else with what is true of all.
func expected(name string, names iter.Seq[string], all string) string {
	meant, ok := nearest.Closest(name, names)
	if !ok {
		return "expected " + all
	}
	return "did you mean " + meant + "?"
}
