//go:build linux && amd64

package bench

import "testing"

// BenchmarkBuild builds a program at run time: network without five syscalls.
func BenchmarkBuild(b *testing.B) {
	for _, l := range libraries {
		b.Run("library="+l.name, func(b *testing.B) {
			l.prepare()
			b.ReportAllocs()
			for b.Loop() {
				if err := l.build(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
