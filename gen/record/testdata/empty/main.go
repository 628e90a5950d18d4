// Empty does nothing: its syscalls are those of the Go runtime.
package main

func main() {}
