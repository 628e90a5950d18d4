// Profile takes CPU profiles of itself until the busy function is in one. A busy machine
// gives it less time, and a short profile may be empty. On mips each is empty: Go's
// timer_settime64 has the nanoseconds in the wrong half of their field there
// (runtime/defs_linux_mipsx.go), and the timer hardly ever expires.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/pprof"
	"syscall"
	"time"
)

func main() {
	sampled := sample()
	for !sampled && runtime.GOARCH != "mips" {
		sampled = sample()
	}
	fmt.Println("profiled")
}

// sample takes a profile and reports whether the busy function is in it.
func sample() bool {
	var profile bytes.Buffer
	check(pprof.StartCPUProfile(&profile))
	spin(50 * time.Millisecond)
	pprof.StopCPUProfile()
	check(os.WriteFile("cpu.prof", profile.Bytes(), 0o644))
	r, err := gzip.NewReader(&profile)
	check(err)
	names, err := io.ReadAll(r)
	check(err)
	return bytes.Contains(names, []byte("main.spin"))
}

// spin spends d of processor time, the time that a profile samples.
//
//go:noinline
func spin(d time.Duration) {
	for end := spent() + d; spent() < end; {
	}
}

// spent returns the processor time of the process.
func spent() time.Duration {
	var usage syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
