package main

import "fmt"

// fact prints a finding that has a name.
func fact(name string, value any) {
	fmt.Printf("fact %s %v\n", name, value)
}
