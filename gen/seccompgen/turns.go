package main

import (
	"bytes"
	"io"
	"sync"
)

// turns orders the output of tasks side by side: each task's follows that of all earlier
// tasks. The first task that has not ended writes at once, later ones into memory.
type turns struct {
	mu      sync.Mutex
	current int
	ended   []bool
	waiting [][]output
}

// output is what a task has written before its turn, and the destination.
type output struct {
	to   io.Writer
	data []byte
}

// newTurns returns the turns of n tasks.
func newTurns(n int) *turns {
	return &turns{ended: make([]bool, n), waiting: make([][]output, n)}
}

// writer returns a writer for a task, in place of one for all.
func (t *turns) writer(task int, to io.Writer) io.Writer { return turnWriter{t, task, to} }

// end ends a task. If it was its turn, the next task writes.
func (t *turns) end(task int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended[task] = true
	for t.current < len(t.ended) && t.ended[t.current] {
		t.current++
		if t.current < len(t.waiting) {
			for _, o := range t.waiting[t.current] {
				_, _ = o.to.Write(o.data) // as fmt.Fprint of commands, which no one checks
			}
			t.waiting[t.current] = nil
		}
	}
}

// turnWriter is a writer of a task.
type turnWriter struct {
	*turns
	task int
	to   io.Writer
}

func (w turnWriter) Write(data []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.task == w.current {
		return w.to.Write(data)
	}
	w.waiting[w.task] = append(w.waiting[w.task], output{w.to, bytes.Clone(data)})
	return len(data), nil
}
