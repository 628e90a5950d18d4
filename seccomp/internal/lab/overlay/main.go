// Overlay generates the profiles of the laboratory's policies into a folder, for builds
// and checks of the guest by hand and in CI:
//
//	go run ./seccomp/internal/lab/overlay [-without-tests] DIR
//	go vet -tags generated -overlay DIR/overlay.json ./seccomp/internal/lab/...
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/toolchain"
)

func main() {
	withoutTests := flag.Bool("without-tests", false, "remove the module's tests")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: overlay [-without-tests] DIR")
		os.Exit(2)
	}
	overlay := toolchain.Overlay
	if *withoutTests {
		overlay = toolchain.OverlayWithoutTests
	}
	if _, err := overlay(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
