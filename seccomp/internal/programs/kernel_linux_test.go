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

// TestMissingKernel checks the name of a missing release, and that a program without a
// release runs on every kernel.
func TestMissingKernel(t *testing.T) {
	for since, want := range map[string][]string{"": nil, "2.6": nil, "999.0": {"Linux 999.0"}} {
		p := Program{command: []string{"/proc/self/exe"}, since: since}
		got := p.Missing(Places{})
		if !slices.Equal(got, want) {
			t.Errorf("since %q, missing %q, want %q", since, got, want)
		}
		for _, name := range got {
			if !IsKernel(name) {
				t.Errorf("%q is not a kernel", name)
			}
		}
	}
}
