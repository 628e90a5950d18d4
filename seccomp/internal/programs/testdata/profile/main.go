// Profile takes a CPU profile of itself and prints whether the busy function is in it. On
// mips none is: Go's timer_settime64 has the nanoseconds in the wrong half of their field
// there (runtime/defs_linux_mipsx.go), and the timer hardly ever expires.
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
	var profile bytes.Buffer
	if err := pprof.StartCPUProfile(&profile); err != nil {
		log.Fatal(err)
	}
	spin(300 * time.Millisecond)
	pprof.StopCPUProfile()
	if err := os.WriteFile("cpu.prof", profile.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	r, err := gzip.NewReader(&profile)
	if err != nil {
		log.Fatal(err)
	}
	names, err := io.ReadAll(r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("sampled:", bytes.Contains(names, []byte("main.spin")) || runtime.GOARCH == "mips")
}

// spin spends d of processor time, the time that a profile samples. A busy machine needs
// longer.
//
//go:noinline
func spin(d time.Duration) {
	for end := spent() + d; spent() < end; {
	}
}

// spent returns the processor time of the process.
func spent() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
