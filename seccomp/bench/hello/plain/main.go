// Command plain is what the other hellos are compared with.
package main

import "fmt"

func main() { fmt.Println("hello") }
