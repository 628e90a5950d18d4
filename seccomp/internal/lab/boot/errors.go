package main

// failure is an error without its details.
type failure string

const (
	errArguments failure = "wrong arguments"
	errConfig    failure = "the kernel's configuration drops an option"
	errLimit     failure = "time limit exceeded"
	errNotBuilt  failure = "not built; run make kernels-be"
	errNotRight  failure = "an architecture is wrong"
	errUnknown   failure = "unknown architecture"
	errZboot     failure = "not a compressed EFI image"
)

func (f failure) Error() string { return string(f) }
