package main

// failure is what can go wrong, without what it went wrong with.
type failure string

const (
	errArguments failure = "wrong arguments"
	errChecksum  failure = "its checksum is not the recorded one"
	errConfig    failure = "the kernel's configuration does not take an option"
	errLimit     failure = "it did not end within its time limit"
	errMirror    failure = "no Debian mirror among this machine's apt sources: name one with -mirror"
	errMissing   failure = "not in the cache"
	errNoFile    failure = "no such file in the package"
	errNoPackage failure = "no such package"
	errNotBuilt  failure = "not built yet: run make kernels-be"
	errNotRight  failure = "not every architecture is right"
	errUnknown   failure = "no such architecture"
	errZboot     failure = "not a compressed EFI image"
)

func (f failure) Error() string { return string(f) }
