// Unix is plain with x/sys/unix. Every program with a filter links that.
package main

import (
	"fmt"

	_ "golang.org/x/sys/unix"
)

func main() { fmt.Println("hello") }
