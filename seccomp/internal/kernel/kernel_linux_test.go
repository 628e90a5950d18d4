package kernel

import "testing"

// TestAtLeast compares releases of kernels.
func TestAtLeast(t *testing.T) {
	for release, want := range map[string]bool{
		"5.9": true, "5.9.1": true, "5.10.0-13-amd64": true, "6.1": true, "10.0": true, "5.9-rc1": true,
		"5.8.18": false, "4.19.0": false, "4.99": false, "": false, "5": false, "6": true, "x": false,
	} {
		if got := atLeast(release, [2]int{5, 9}); got != want {
			t.Errorf("%q: %v", release, got)
		}
	}
}
