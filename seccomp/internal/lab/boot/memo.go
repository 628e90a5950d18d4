package main

import (
	"sync"
)

// memo makes each file once, for all who want it. A failure too is for all of them.
type memo struct {
	mu    sync.Mutex
	files map[string]func() (string, error)
}

// get returns the path of the file of that name, which the first caller's make makes.
func (m *memo) get(name string, make func() (string, error)) (string, error) {
	m.mu.Lock()
	if m.files == nil {
		m.files = map[string]func() (string, error){}
	}
	file, ok := m.files[name]
	if !ok {
		file = sync.OnceValues(make)
		m.files[name] = file
	}
	m.mu.Unlock()
	return file()
}
