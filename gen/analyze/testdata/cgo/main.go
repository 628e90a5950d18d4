// Command cgo has other files with cgo.
package main

func main() { run() }
