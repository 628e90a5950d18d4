package programs

import (
	"slices"
	"testing"
)

func TestVersion(t *testing.T) {
	tests := []struct {
		release string
		want    []int
	}{
		{"6.1.0-50-5kc-malta", []int{6, 1}},
		{"6.7", []int{6, 7}},
		{"7.0-rc1", []int{7, 0}},
		{"10.12+", []int{10, 12}},
		{"", []int{0, 0}},
	}
	for _, tt := range tests {
		if got := version(tt.release); !slices.Equal(got, tt.want) {
			t.Errorf("version(%q) = %v, want %v", tt.release, got, tt.want)
		}
	}
}

// TestMissingKernel checks that only the kernel is missing if it is too old, and that a
// program without a release runs on every kernel.
func TestMissingKernel(t *testing.T) {
	for since, want := range map[string][]string{"": {"/no/program"}, "2.6": {"/no/program"}, "999.0": {"Linux 999.0"}} {
		p := Program{command: []string{"/no/program"}, since: since}
		got := p.Missing(Places{})
		if !slices.Equal(got, want) {
			t.Errorf("since %q, missing %q, want %q", since, got, want)
		}
		if old := since == "999.0"; IsKernel(got[0]) != old {
			t.Errorf("%q is a kernel: %v, want %v", got[0], !old, old)
		}
	}
}
