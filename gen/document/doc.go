// Package document writes policies of other formats as CSV.
//
// Packages oci, minijail, systemd and operator read the formats. Each gives a [Document]: for
// every architecture, the rules of each syscall. [Document.Policy] writes the rows of a
// profile with the same verdicts, for every number and all arguments of these
// architectures. It compiles what it writes and compares before it returns a byte.
//
// Other formats name entry points. The rule for stat in a container's JSON leaves stat64, a
// row of a policy for stat covers it. So the rows of an operation are found from the rules
// of all its entry points:
//
//	stat and stat64 alike      stat,,,
//	stat without stat64        stat64,errno:EPERM,,  and then  stat,,,
//	stat on amd64 alone        amd64/stat,,,
//
// The rows of an entry point with fewer architectures come first, those of the operation
// last. Multiplexers follow: -socketcall removes what the rows of operations have added, and
// rows for socketcall add what the document says.
//
// Arguments have names where the same register has the parameter on all architectures of a
// row. A runtime compares whole registers: uint64(family) == AF_VSOCK tests also the bits
// that the kernel drops.
package document
