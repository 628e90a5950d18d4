package main

import (
	"context"
	"fmt"
	"io"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/debian"
)

// source is the origin of a kernel or an emulator.
type source interface {
	// id identifies the source.
	id() string
	// get returns the path of the file, in the cache.
	get(ctx context.Context, w *workshop) (string, error)
}

// workshop holds the cache, the mirror and the log for sources.
type workshop struct {
	cache  debian.Cache
	mirror string
	log    io.Writer
}

// say logs the start of a slow step.
func (w *workshop) say(format string, args ...any) {
	fmt.Fprintf(w.log, format+"\n", args...)
}
