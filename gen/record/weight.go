package record

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Weight counts an operation of a profile.
type Weight struct {
	Operation string
	Times     uint64
	// Conditions counts the operation by condition. It is nil if no condition holds for
	// all of them.
	Conditions map[string]uint64
}

// weightLine matches the comment of a weight.
var weightLine = regexp.MustCompile(`^#\s*weight\s+([a-z_][a-z0-9_]*)\s+(\d{1,19})(?::\s*(\S.*))?$`)

// ParseWeight reads the comment of a weight. ok is false for other comments.
func ParseWeight(comment string) (w Weight, ok bool) {
	m := weightLine.FindStringSubmatch(comment)
	if m == nil {
		return Weight{}, false
	}
	w.Operation = m[1]
	w.Times, _ = strconv.ParseUint(m[2], 10, 64)
	if m[3] == "" {
		return w, true
	}
	w.Conditions = make(map[string]uint64)
	for part := range strings.SplitSeq(m[3], ";") {
		part = strings.TrimSpace(part)
		end := strings.LastIndexByte(part, ' ')
		n, err := strconv.ParseUint(part[end+1:], 10, 63)
		if err != nil || end < 0 {
			return Weight{}, false
		}
		w.Conditions[part[:end]] += n
	}
	return w, true
}

// String returns the comment.
func (w Weight) String() string {
	text := fmt.Sprintf("# weight %s %d", w.Operation, w.Times)
	separator := ": "
	for _, when := range w.ordered() {
		text += fmt.Sprintf("%s%s %d", separator, when, w.Conditions[when])
		separator = "; "
	}
	return text
}

// ordered returns the conditions, the shortest first.
func (w Weight) ordered() []string {
	return slices.SortedFunc(maps.Keys(w.Conditions), func(x, y string) int {
		return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y))
	})
}

// plus adds two weights of an operation. The sum has conditions if both have, or one is
// empty.
func (w Weight) plus(v Weight) Weight {
	switch {
	case w.Times == 0:
		w = v
	case v.Times != 0:
		sum := Weight{Operation: w.Operation, Times: w.Times + v.Times}
		if w.Conditions != nil && v.Conditions != nil {
			sum.Conditions = maps.Clone(w.Conditions)
			for when, n := range v.Conditions {
				sum.Conditions[when] += n
			}
		}
		w = sum
	}
	if _, without := w.Conditions[""]; without || len(w.Conditions) > MaxConditions {
		w.Conditions = nil
	}
	return w
}

// when returns the condition for all that is counted, "" without one.
func (w Weight) when() string {
	list := w.ordered()
	if len(list) > 1 {
		for i, when := range list {
			if strings.Contains(when, "&&") {
				list[i] = "(" + when + ")"
			}
		}
	}
	return strings.Join(list, " || ")
}
