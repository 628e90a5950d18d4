// Plain prints hello. The benchmark compares the other programs with it.
package main

import "fmt"

func main() { fmt.Println("hello") }
