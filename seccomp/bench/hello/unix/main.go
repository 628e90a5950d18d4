// Command unix is plain with x/sys/unix, which every program that installs a
// filter has.
package main

import (
	"fmt"

	_ "golang.org/x/sys/unix"
)

func main() { fmt.Println("hello") }
