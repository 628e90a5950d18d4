// Plain prints hello. The others are compared with it.
package main

import "fmt"

func main() { fmt.Println("hello") }
