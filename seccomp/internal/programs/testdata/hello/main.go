// Hello writes a line and exits.
package main

import "fmt"

func main() {
	fmt.Println("hello")
}
