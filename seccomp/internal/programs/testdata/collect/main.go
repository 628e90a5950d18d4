// Collect runs 50 goroutines that make garbage, and collects it while they run.
package main

import (
	"fmt"
	"runtime"
	"sync"
)

func main() {
	var wg sync.WaitGroup
	results := make(chan int, 50)
	for i := range 50 {
		wg.Go(func() { results <- len(garbage(i)) })
	}
	runtime.GC()
	wg.Wait()
	close(results)

	total := 0
	for n := range results {
		total += n
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Println(total, memory.NumGC > 0)
}

// garbage returns the last of many blocks.
func garbage(seed int) []byte {
	var block []byte
	for range 200 {
		block = make([]byte, 1000)
		block[seed]++
		runtime.Gosched()
	}
	return block
}
