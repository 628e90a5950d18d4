//go:build !linux

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "seccomp-exec: only Linux has seccomp")
	os.Exit(125)
}
