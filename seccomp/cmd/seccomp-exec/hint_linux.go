package main

import "iter"

// finder finds the intended name for an unknown one: a function of package nearest.
type finder func(name string, candidates iter.Seq[string]) (intended string, ok bool)

// hint returns the hint for an unknown name: the intended name, or otherwise if there is
// none.
func hint(find finder, name string, candidates iter.Seq[string], otherwise string) string {
	intended, ok := find(name, candidates)
	if !ok {
		return otherwise
	}
	return "did you mean " + intended + "?"
}
