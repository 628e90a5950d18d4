package expect

import (
	"testing"
)

// TestArrival checks the permitted views of numbers with more than 16 bits or after the
// table. Only s390x may change a number.
func TestArrival(t *testing.T) {
	tests := []struct {
		name, goarch    string
		number, arrival uint32
		ok              bool
	}{
		{"the low 16 bits", "s390x", 1<<30 - 1, 0xffff, true},
		{"no low bits", "s390x", 1 << 30, 0, true},
		{"past an older kernel's table", "s390x", 1<<32 - 1, 0, true},
		{"other bits", "s390x", 1<<30 - 1, 0x7fff, false},
		{"in the table", "s390x", oldTable, 0, false},
		{"another architecture's low bits", "ppc64", 1<<30 - 1, 0xffff, false},
		{"another architecture's 0", "ppc64", 1<<32 - 1, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			found := &report{arrival: map[uint32]uint32{tt.number: tt.arrival}}
			problems := Run{GOARCH: tt.goarch}.checkArrival(found)
			if ok := len(problems) == 0; ok != tt.ok {
				t.Errorf("%d as %d: problems %q, want none: %v", tt.number, tt.arrival, problems, tt.ok)
			}
		})
	}
}
