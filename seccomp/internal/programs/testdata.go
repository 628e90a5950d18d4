package programs

import "embed"

// Testdata holds the sources of the C programs and the scripts.
//
//go:embed testdata/*.*
var Testdata embed.FS
