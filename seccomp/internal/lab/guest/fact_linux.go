package main

import "fmt"

// fact prints a finding with a name.
func fact(name string, value any) {
	fmt.Printf("fact %s %v\n", name, value)
}
