package abi

import (
	"maps"
	"slices"
	"testing"
)

// TestSelectors checks that a multiplexer has selectors for all its operations, and that
// each selects one operation.
func TestSelectors(t *testing.T) {
	seen := 0
	for name, row := range load(t) {
		if !row.Multiplexer() {
			continue
		}
		seen++
		taken := make(map[uint32]string)
		for _, operation := range row.Operations {
			mask, values, ok := Selectors(name, operation)
			if !ok || len(values) == 0 {
				t.Errorf("%s has no selectors for %s", name, operation)
			}
			for _, v := range values {
				if v&^mask != 0 || taken[v] != "" {
					t.Errorf("%s: %d is %s, outside of mask %#x or %s too", name, v, operation, mask, taken[v])
				}
				taken[v] = operation
			}
		}
		reached := slices.Sorted(maps.Keys(multiplexers[name].selectors))
		if !slices.Equal(reached, slices.Sorted(slices.Values(row.Operations))) {
			t.Errorf("%s selects %v, has %v", name, reached, row.Operations)
		}
	}
	if seen != len(multiplexers) {
		t.Errorf("%d multiplexers, want %d", seen, len(multiplexers))
	}
	for _, miss := range [][2]string{{"socketcall", "semop"}, {"ipc", "socket"}, {"read", "read"}} {
		if _, _, ok := Selectors(miss[0], miss[1]); ok {
			t.Errorf("%s selects %s", miss[0], miss[1])
		}
	}
}
