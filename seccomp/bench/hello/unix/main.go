// Unix is plain with package unix, linked by every program with a filter.
package main

import (
	"fmt"

	_ "golang.org/x/sys/unix"
)

func main() { fmt.Println("hello") }
