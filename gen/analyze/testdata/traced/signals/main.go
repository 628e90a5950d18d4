// Command signals receives signals and waits for timers until its input ends.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

func main() {
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	<-received
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(context.Background(), time.Duration(i)*time.Millisecond)
			defer cancel()
			<-ctx.Done()
			runtime.GC()
		})
	}
	group.Wait()
	fmt.Println("ready")
	ticker := time.NewTicker(10 * time.Millisecond)
	go func() {
		for range ticker.C {
			runtime.Gosched()
		}
	}()
	io.Copy(io.Discard, os.Stdin)
	fmt.Println("done")
}
