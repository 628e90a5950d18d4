// Overlay generates the profiles of the laboratory's policies into a folder, for builds
// and checks of the guest by hand and in CI:
//
//	go run ./seccomp/internal/lab/overlay DIR
//	go vet -tags generated -overlay DIR/overlay.json ./seccomp/internal/lab/...
package main

import (
	"fmt"
	"os"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/toolchain"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: overlay DIR")
		os.Exit(2)
	}
	if _, err := toolchain.Overlay(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
