// Package bench measures this library against the others that Go programs use,
// and against the least that is possible. It is a module of its own, so that no
// user of the library downloads them.
//
// The benchmarks are ordinary ones: go test -bench . prints lines for benchstat.
// Command report runs them in rounds, so that a slow minute of the machine hits
// all contenders alike, and prints their ratios.
//
// The peers' programs are x86-64's, so it runs on linux and amd64 alone. It needs
// cgo and libseccomp's headers (apt install libseccomp-dev pkg-config).
//
// Nothing here asserts a time.
package bench
