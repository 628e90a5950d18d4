//go:build !linux

package main

import "log"

func main() { log.Fatal("toolrunner: no seccomp(2) on this system") }
