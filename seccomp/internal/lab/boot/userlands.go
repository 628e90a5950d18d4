package main

import "slices"

// root is the source of a root file system.
type root interface {
	source
	// libc returns the name and version of the C library.
	libc(w *workshop) string
	// lacks reports whether the file system has no program of a name, on purpose.
	lacks(name string) bool
}

// userlands returns the root file systems by GOARCH.
func userlands() map[string]root {
	all := map[string]root{
		"386":      userland{"forky", "i386", "16", "i686-linux-gnu"},
		"amd64":    userland{"forky", "amd64", "16", "x86_64-linux-gnu"},
		"arm":      userland{"forky", "armhf", "16", "arm-linux-gnueabihf"},
		"arm64":    userland{"forky", "arm64", "16", "aarch64-linux-gnu"},
		"loong64":  userland{"forky", "loong64", "16", "loongarch64-linux-gnu"},
		"mips64le": userland{"bookworm", "mips64el", "12", "mips64el-linux-gnuabi64"},
		"mipsle":   userland{"bookworm", "mipsel", "12", "mipsel-linux-gnu"},
		"ppc64le":  userland{"forky", "ppc64el", "16", "powerpc64le-linux-gnu"},
		"riscv64":  userland{"forky", "riscv64", "16", "riscv64-linux-gnu"},
		"s390x":    userland{"forky", "s390x", "16", "s390x-linux-gnu"},
	}
	for _, s := range statics() {
		all[s.goarch] = s
	}
	return all
}

// lacks lists the compilers and node: too large for a virtual machine.
func (userland) lacks(name string) bool { return slices.Contains([]string{"gcc", "go", "node"}, name) }
