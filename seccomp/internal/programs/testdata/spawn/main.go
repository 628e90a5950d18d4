// Spawn runs another program and waits for it.
package main

import (
	"fmt"
	"os/exec"
)

func main() {
	err := exec.Command("/bin/true").Run()
	fmt.Println("ended:", err)
}
