// Profile takes a CPU profile of itself and says whether it saw the function that
// spent the time.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/pprof"
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
	fmt.Println("sampled:", bytes.Contains(names, []byte("main.spin")))
}

//go:noinline
func spin(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}
