//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "seccomp-exec: only linux has seccomp")
	os.Exit(125)
}
