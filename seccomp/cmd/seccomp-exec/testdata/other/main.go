// Other is the tests' program for the companion ABI. It ends well if its write fails too.
package main

import "os"

func main() { _, _ = os.Stdout.WriteString("ran\n") }
