// Scheduling reads its scheduling attributes and sets them to those of a batch job.
package main

import (
	"fmt"
	"log"
	"runtime"

	"golang.org/x/sys/unix"
)

func main() {
	runtime.LockOSThread()
	attributes, err := unix.SchedGetAttr(0, 0)
	if err == nil {
		attributes.Policy = unix.SCHED_BATCH
		err = unix.SchedSetAttr(0, attributes, 0)
	}
	if err == nil {
		attributes, err = unix.SchedGetAttr(0, 0)
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("batch", attributes.Policy == unix.SCHED_BATCH)
}
