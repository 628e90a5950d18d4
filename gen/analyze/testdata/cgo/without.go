//go:build !cgo

package main

func run() {}
