package main

import "C"

func run() {}
