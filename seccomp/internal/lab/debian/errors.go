package debian

// failure is an error without its details.
type failure string

// The errors of this package.
const (
	ErrChecksum  failure = "checksum differs from the record"
	ErrMirror    failure = "no Debian mirror among this machine's apt sources; set DEBIAN_MIRROR"
	ErrMissing   failure = "not in the cache"
	ErrNoFile    failure = "no such file in the package"
	ErrNoPackage failure = "no such package"
)

func (f failure) Error() string { return string(f) }
