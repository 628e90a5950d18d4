//go:build linux && amd64

package bench

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// allowed is a cheap syscall in every profile.
var allowed = []uintptr{unix.SYS_GETPPID}

// fails is the violation action in the programs of BenchmarkCall.
const fails = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)

// oneTest is the shortest program that denies one syscall.
var oneTest = program{"one-test", []unix.SockFilter{
	{Code: bpf.LoadAbs, K: bpf.OffsetNr},
	{Code: bpf.JumpEqual, Jf: 1, K: unix.SYS_GETPPID},
	{Code: bpf.Return, K: fails},
	{Code: bpf.Return, K: unix.SECCOMP_RET_ALLOW},
}}

// BenchmarkCall times a syscall under the programs for network.
//
// The kernel's constant-allow cache allows the syscall of kind allowed. For kind uncached
// the program first loads an argument and ignores it. The result then no longer depends on
// the number alone, and the kernel runs the program for every syscall. That is the cost of
// a filter before Linux 5.11, on mips, and with conditions on arguments. Kind denied makes
// the syscalls outside the profile in turn.
func BenchmarkCall(b *testing.B) {
	s := readSeed(b)
	contenders := programs(b, s, "network")
	run := func(kind string, p program, calls []uintptr) {
		b.Run("kind="+kind+"/program="+p.name, func(b *testing.B) {
			timeCalls(b, violating(p.instructions, fails), calls)
		})
	}
	run("unfiltered", program{name: "none"}, allowed)
	for _, p := range append(contenders, oneReturn) {
		run("allowed", p, allowed)
	}
	for _, p := range append(contenders, oneReturn) {
		run("uncached", program{p.name, append([]unix.SockFilter{loadArgument}, p.instructions...)}, allowed)
	}
	for _, p := range contenders {
		run("denied", p, denied(s))
	}
	run("denied", oneTest, allowed)
}

// loadArgument loads the low half of the first argument.
var loadArgument = unix.SockFilter{Code: bpf.LoadAbs, K: 16}

// denied returns the numbers of the table outside network.
func denied(s *seed) []uintptr {
	p := s.partition("network", false)
	var out []uintptr
	for n := s.table().First; n <= s.table().Last; n++ {
		// uretprobe and uprobe are exempt from filters and end in a signal.
		exempt := n == unix.SYS_URETPROBE || n == unix.SYS_URETPROBE+1
		if p.Of(n) == decision.Denied && !exempt {
			out = append(out, uintptr(n))
		}
	}
	return out
}

// timeCalls makes b.N syscalls under p, with the numbers of calls in turn.
func timeCalls(b *testing.B, p []unix.SockFilter, calls []uintptr) {
	var took time.Duration
	err := onThread(func() error {
		if len(p) > 0 {
			if err := noNewPrivs(); err != nil {
				return err
			}
			if err := install(p, 0); err != nil {
				return err
			}
		}
		start := time.Now()
		next := 0
		for range b.N {
			unix.RawSyscall(calls[next], 0, 0, 0)
			if next++; next == len(calls) {
				next = 0
			}
		}
		took = time.Since(start)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	// The benchmark's own clock includes the start of the thread.
	b.ReportMetric(float64(took)/float64(b.N), "ns/op")
}
