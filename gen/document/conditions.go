package document

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// span holds the values from first to last.
type span struct{ first, last uint64 }

const top = 1<<64 - 1

// spans returns the values of the register for which a test of order or equality holds. ok
// is false for a mask.
func (t Test) spans() (list []span, ok bool) {
	below, above := span{0, t.Value - 1}, span{t.Value + 1, top}
	switch t.Op {
	case Equal:
		return []span{{t.Value, t.Value}}, true
	case LessOrEqual:
		return []span{{0, t.Value}}, true
	case GreaterOrEqual:
		return []span{{t.Value, top}}, true
	case NotEqual, Less, Greater:
		if t.Op != Greater && t.Value > 0 {
			list = append(list, below)
		}
		if t.Op != Less && t.Value < top {
			list = append(list, above)
		}
		return list, true
	}
	return nil, false
}

// joined sorts spans and joins those that overlap or touch.
func joined(list []span) []span {
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	var out []span
	for _, s := range list {
		if n := len(out); n > 0 && (out[n-1].last == top || s.first <= out[n-1].last+1) {
			out[n-1].last = max(out[n-1].last, s.last)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// gaps returns the values outside sorted spans.
func gaps(list []span) []span {
	var out []span
	next := uint64(0)
	for _, s := range list {
		if s.first > next {
			out = append(out, span{next, s.first - 1})
		}
		if s.last == top {
			return out
		}
		next = s.last + 1
	}
	return append(out, span{next, top})
}

// alternatives is a condition: one of several lists of tests holds, all of its tests.
type alternatives [][]Test

// text returns the condition in Go. subject names a register, constant a value of it.
func (x alternatives) text(w words) string {
	if text, ok := x.ranges(w); ok {
		return text
	}
	parts := make([]string, len(x))
	for i, tests := range x {
		terms := make([]string, len(tests))
		for j, t := range tests {
			terms[j] = w.test(t)
		}
		parts[i] = strings.Join(terms, " && ")
	}
	return strings.Join(parts, " || ")
}

// ranges returns the text of a condition on the value of a single register: values and
// ranges, or what they leave out, whichever are fewer.
func (x alternatives) ranges(w words) (text string, ok bool) {
	var list []span
	for _, tests := range x {
		if len(tests) != 1 || tests[0].Arg != x[0][0].Arg || tests[0].Constant != "" && len(x) > 1 {
			return "", false
		}
		s, ok := tests[0].spans()
		if !ok {
			return "", false
		}
		list = append(list, s...)
	}
	if len(x) == 1 && x[0][0].Constant != "" {
		return w.test(x[0][0]), true
	}
	arg, list := x[0][0].Arg, joined(list)
	outside := gaps(list)
	if len(list) == 0 || len(outside) == 0 {
		return "", false
	}
	var parts []string
	if terms(outside) < terms(list) {
		for _, s := range outside {
			parts = append(parts, s.without(arg, w, len(outside) > 1))
		}
		return strings.Join(parts, " && "), true
	}
	for _, s := range list {
		parts = append(parts, s.within(arg, w))
	}
	return strings.Join(parts, " || "), true
}

// terms counts the comparisons for spans.
func terms(list []span) (n int) {
	for _, s := range list {
		if n++; s.first != s.last && s.first > 0 && s.last < top {
			n++
		}
	}
	return n
}

// within returns the condition for the values of s.
func (s span) within(arg int, w words) string {
	from, to := w.test(Test{Arg: arg, Op: GreaterOrEqual, Value: s.first}), w.test(Test{Arg: arg, Op: LessOrEqual, Value: s.last})
	switch {
	case s.first == s.last:
		return w.test(Test{Arg: arg, Op: Equal, Value: s.first})
	case s.first == 0:
		return to
	case s.last == top:
		return from
	}
	return from + " && " + to
}

// without returns the condition for values outside s. Among several it is in parentheses.
func (s span) without(arg int, w words, several bool) string {
	below, above := w.test(Test{Arg: arg, Op: Less, Value: s.first}), w.test(Test{Arg: arg, Op: Greater, Value: s.last})
	switch {
	case s.first == s.last:
		return w.test(Test{Arg: arg, Op: NotEqual, Value: s.first})
	case s.first == 0:
		return above
	case s.last == top:
		return below
	case several:
		return fmt.Sprintf("(%s || %s)", below, above)
	}
	return below + " || " + above
}
