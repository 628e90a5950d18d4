package main

import (
	"fmt"
	"io"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// lines prints a line for each killed process other than the program, and each kind once:
// a server may start the same child for each request.
type lines struct {
	stderr io.Writer
	seen   map[string]bool
}

// maxLines limits the kinds.
const maxLines = 100

// print prints a line, unless the process of this name was killed for the same syscall
// before.
func (l *lines) print(name, why string, e event.Event) {
	kind := name + " " + e.Name()
	if l.seen[kind] || len(l.seen) == maxLines {
		return
	}
	l.seen[kind] = true
	report(l.stderr, fmt.Errorf("%s: %s", name, why))
}
