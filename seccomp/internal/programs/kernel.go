package programs

import "strings"

// kernelPrefix distinguishes a missing release of the kernel from a missing program.
const kernelPrefix = "Linux "

// IsKernel reports whether a name of Missing is that of a release of the kernel.
func IsKernel(name string) bool { return strings.HasPrefix(name, kernelPrefix) }
