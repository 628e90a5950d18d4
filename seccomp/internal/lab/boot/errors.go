package main

// failure is an error without its details.
type failure string

const (
	errArguments failure = "wrong arguments"
	errChecksum  failure = "checksum differs from the record"
	errConfig    failure = "the kernel's configuration drops an option"
	errLimit     failure = "time limit exceeded"
	errMirror    failure = "no Debian mirror among this machine's apt sources; use -mirror"
	errMissing   failure = "not in the cache"
	errNoFile    failure = "no such file in the package"
	errNoPackage failure = "no such package"
	errNotBuilt  failure = "not built; run make kernels-be"
	errNotRight  failure = "an architecture is wrong"
	errUnknown   failure = "unknown architecture"
	errZboot     failure = "not a compressed EFI image"
)

func (f failure) Error() string { return string(f) }
