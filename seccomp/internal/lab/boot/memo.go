package main

import (
	"sync"
)

// memo makes each file once, and returns the path or the error to all who ask.
type memo struct {
	mu    sync.Mutex
	files map[string]func() (string, error)
}

// get returns the path of the file with a name. The first caller's make makes it.
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
