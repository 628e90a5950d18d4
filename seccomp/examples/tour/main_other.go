//go:build !linux

package main

import "log"

func main() { log.Fatal("tour: no seccomp(2) on this system") }
