//go:build linux && amd64

package bench

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// oneReturn is the shortest valid program, the lower limit of installing.
var oneReturn = program{"one-return", []unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}}}

// BenchmarkInstall times seccomp(2) alone, for ready programs.
func BenchmarkInstall(b *testing.B) {
	s := readSeed(b)
	for _, profile := range profiles {
		for _, p := range append(programs(b, s, profile), oneReturn) {
			b.Run("profile="+profile+"/program="+p.name, func(b *testing.B) {
				// The syscall at the end of the thread must not be killed.
				timeInstalls(b, violating(p.instructions, unix.SECCOMP_RET_LOG))
			})
		}
	}
}

func timeInstalls(b *testing.B, p []unix.SockFilter) {
	took := make([]time.Duration, b.N)
	for i := range took {
		err := onThread(func() error {
			if err := noNewPrivs(); err != nil {
				return err
			}
			start := time.Now()
			err := install(p, 0)
			took[i] = time.Since(start)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	report(b, took)
}
