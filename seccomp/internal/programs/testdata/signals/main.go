// Signals waits for timers, catches SIGTERM, and stops and continues a sleeping child, itself.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println("asleep")
		time.Sleep(200 * time.Millisecond)
		return
	}
	ticker := time.NewTicker(10 * time.Millisecond)
	for range 5 {
		<-ticker.C
	}
	<-time.After(10 * time.Millisecond)

	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGTERM)
	check(syscall.Kill(os.Getpid(), syscall.SIGTERM))
	fmt.Println(<-caught)
	check(interrupt(exec.Command("/proc/self/exe", "sleep")))
	fmt.Println("continued")
}

// interrupt runs a command, and stops and continues it after its first output.
func interrupt(cmd *exec.Cmd) error {
	out, err := cmd.StdoutPipe()
	check(err)
	check(cmd.Start())
	_, err = out.Read(make([]byte, 1))
	check(err)
	check(cmd.Process.Signal(syscall.SIGSTOP))
	time.Sleep(20 * time.Millisecond)
	check(cmd.Process.Signal(syscall.SIGCONT))
	return cmd.Wait()
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
