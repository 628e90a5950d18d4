package main

import (
	"context"
	"fmt"
	"io"
)

// source is where a kernel or a program comes from.
type source interface {
	// id tells sources apart.
	id() string
	// get returns the path of the file, in the cache.
	get(ctx context.Context, w *workshop) (string, error)
}

// workshop is what sources work with.
type workshop struct {
	cache  cache
	mirror string
	log    io.Writer
}

// say tells what takes a while.
func (w *workshop) say(format string, args ...any) {
	fmt.Fprintf(w.log, format+"\n", args...)
}
