// Command runner runs itself, and reads the output of the child.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println("done")
		return
	}
	program, err := os.Executable()
	if err != nil {
		log.Fatal(err)
	}
	out, err := exec.Command(program, "child").Output()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(out))
}
