package uapi

import "github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"

// target is an architecture for the compiler: its triple, and the kernel's name for the
// folder of its asm headers.
type target struct {
	triple, asm string
}

// targets holds the target of each architecture by GOARCH.
var targets = map[string]target{
	"386":      {"i386-linux-gnu", "x86"},
	"amd64":    {"x86_64-linux-gnu", "x86"},
	"arm":      {"arm-linux-gnueabihf", "arm"},
	"arm64":    {"aarch64-linux-gnu", "arm64"},
	"loong64":  {"loongarch64-linux-gnu", "loongarch"},
	"mips":     {"mips-linux-gnu", "mips"},
	"mips64":   {"mips64-linux-gnuabi64", "mips"},
	"mips64le": {"mips64el-linux-gnuabi64", "mips"},
	"mipsle":   {"mipsel-linux-gnu", "mips"},
	"ppc":      {"powerpc-linux-gnu", "powerpc"},
	"ppc64":    {"powerpc64-linux-gnu", "powerpc"},
	"ppc64le":  {"powerpc64le-linux-gnu", "powerpc"},
	"riscv64":  {"riscv64-linux-gnu", "riscv"},
	"s390x":    {"s390x-linux-gnu", "s390"},
}

// targetOf returns the target of an architecture.
func targetOf(a *arch.Arch) target { return targets[a.GOARCH] }
