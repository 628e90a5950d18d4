// Command tagged makes a syscall if it is built with the tag special.
package main

func main() {}
