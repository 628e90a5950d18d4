package abi

import (
	_ "embed"
	"slices"
	"sync"
)

var (
	//go:embed prototypes.csv
	prototypesFile []byte
	//go:embed byhand.csv
	byHandFile []byte
	//go:embed review.csv
	reviewFile []byte
	//go:embed differences.csv
	differencesFile []byte
)

// The contents of the embedded files. Tests show that they are valid.
var (
	generated = sync.OnceValue(func() Prototypes { return must(ReadPrototypes("prototypes.csv", prototypesFile)) })
	byHand    = sync.OnceValue(func() Prototypes { return must(ReadPrototypes("byhand.csv", byHandFile)) })
	reviewed  = sync.OnceValue(func() []fact { return must(readReview("review.csv", reviewFile)) })
	different = sync.OnceValue(func() []difference { return must(readDifferences("differences.csv", differencesFile)) })
)

// must returns x, or panics.
func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// ByHand returns the prototypes without a SYSCALL_DEFINE macro.
func ByHand() Prototypes { return slices.Clone(byHand()) }
