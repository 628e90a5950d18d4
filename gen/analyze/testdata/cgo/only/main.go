// Command only needs cgo.
package main

import "C"

func main() {}
