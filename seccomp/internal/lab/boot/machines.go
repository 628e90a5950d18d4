package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/toolchain"
)

// machine is an architecture and the board of its kernel.
type machine struct {
	goarch string
	board  board
	// foreign is the architecture of the kernel's other ABI, if there is a guest for it.
	// Filters for goarch alone must kill its programs.
	foreign string
}

// board is an emulated board and a kernel for it.
type board struct {
	emulator emulator
	// options are options of the emulator. console is the kernel's name of the serial port,
	// parameters are other parameters of the kernel.
	options, console, parameters string
	// memory is the memory for the guest of filters, in MiB.
	memory int
	// packed is true if the initramfs of trials must be compressed: malta's and loong64's must
	// end below 256 MiB, and that of Debian's packages does not.
	packed bool
	kernel source
}

// machines returns all machines, the slowest first: then no worker idles at the end.
func machines() []machine {
	return []machine{
		{"mips64", boardMIPS64, "mips"},
		{"mips", boardMIPS64, "mips64"},
		{"mips64le", boardMIPS64LE, "mipsle"},
		{"mipsle", boardMIPS64LE, "mips64le"},
		{"ppc64le", boardPPC64LE, ""},
		{"ppc64", boardPPC64, toolchain.GOARCHPPC},
		{"amd64", boardAMD64, "386"},
		{"386", boardAMD64, "amd64"},
		{"arm64", boardARM64, "arm"},
		{"arm", boardARM64, "arm64"},
		{"s390x", boardS390X, ""},
		{"riscv64", boardRISCV64, ""},
		{"loong64", boardLOONG64, ""},
	}
}

var (
	boardAMD64 = board{
		emulator:   emulator{command: "qemu-system-x86_64"},
		options:    "-M q35 -cpu max",
		console:    "ttyS0",
		memory:     256,
		parameters: "no_timer_check", // The check fails on a busy host.
		kernel:     forky("amd64", "cloud-amd64"),
	}
	boardARM64 = board{
		emulator: emulator{command: "qemu-system-aarch64"},
		options:  "-M virt -cpu cortex-a57",
		console:  "ttyAMA0",
		memory:   256,
		kernel:   forky("arm64", "cloud-arm64"),
	}
	boardRISCV64 = board{
		emulator: emulator{command: "qemu-system-riscv64"},
		options:  "-M virt",
		console:  "ttyS0",
		memory:   256,
		kernel:   forky("riscv64", "riscv64"),
	}
	boardS390X = board{
		emulator: emulator{command: "qemu-system-s390x"},
		options:  "-M s390-ccw-virtio -cpu max",
		console:  "ttysclp0",
		memory:   256,
		kernel:   forky("s390x", "s390x"),
	}
	boardPPC64LE = board{
		emulator: emulator{command: "qemu-system-ppc64"},
		options:  optionsPPC64,
		console:  "hvc0",
		memory:   512,
		kernel:   forky("ppc64el", "powerpc64le"),
	}
	boardPPC64 = board{
		emulator: emulator{command: "qemu-system-ppc64"},
		options:  optionsPPC64,
		console:  "hvc0",
		memory:   512,
		kernel:   bigEndianPPC64,
	}
	boardLOONG64 = board{
		emulator:   emulator{command: "qemu-system-loongarch64", atLeast: 10, other: backportedEmulator},
		options:    "-M virt",
		console:    "ttyS0,115200",
		memory:     1024,
		packed:     true,
		parameters: "initcall_blacklist=i8042_init", // It waits for a missing keyboard.
		kernel:     compressed(forky("loong64", "loong64")),
	}
	boardMIPS64LE = board{
		emulator: emulator{command: "qemu-system-mips64el"},
		options:  optionsMIPS64,
		console:  "ttyS0",
		memory:   256,
		packed:   true,
		// The last release of Debian that has mips.
		kernel: debianPackage{
			entry: "kernel-mips64el",
			suite: "bookworm",
			arch:  "mips64el",
			name:  "linux-image-[0-9].*-5kc-malta",
			file:  "boot/vmlinu[xz]-*",
		},
	}
	boardMIPS64 = board{
		emulator: emulator{command: "qemu-system-mips64"},
		options:  optionsMIPS64,
		console:  "ttyS0",
		memory:   256,
		packed:   true,
		kernel:   bigEndianMIPS64,
	}
)

const (
	optionsPPC64  = "-M pseries,x-vof=on -cpu power9 -vga none"
	optionsMIPS64 = "-M malta -cpu MIPS64R2-generic"
)

// forky returns the newest kernel of an architecture and flavour in Debian's testing suite.
// Its kernels have most of the numbers in the tables.
func forky(arch, flavour string) debianPackage {
	return debianPackage{
		entry: "kernel-" + arch,
		suite: "forky",
		arch:  arch,
		name:  "linux-binary-[0-9][^-]*-" + flavour,
		file:  "usr/lib/modules/*/vmlinuz",
	}
}

// compressed returns a kernel to unpack here, for an emulator that cannot unpack it.
func compressed(d debianPackage) debianPackage {
	d.convert = unpackZboot
	return d
}

// backportedEmulator boots loong64. The emulator in Debian 12 cannot. It runs from the
// cache, beside the installed one.
var backportedEmulator = debianPackage{
	entry: "qemu-system-loongarch64",
	suite: "bookworm-backports",
	arch:  "amd64",
	name:  "qemu-system-misc",
	file:  "usr/bin/qemu-system-loongarch64",
}

// The kernels that no release of Debian has.
var (
	bigEndianPPC64  = build{goarch: "ppc64", arch: "powerpc", compiler: "powerpc64-linux-gnu-"}
	bigEndianMIPS64 = build{goarch: "mips64", arch: "mips", compiler: "mips64-linux-gnuabi64-"}
)

// choose returns the machines of a list of architectures, or all for an empty list.
func choose(all []machine, list string) ([]machine, error) {
	if list == "" {
		return all, nil
	}
	var chosen []machine
	for goarch := range strings.SplitSeq(list, ",") {
		i := slices.IndexFunc(all, func(m machine) bool { return m.goarch == goarch })
		if i < 0 {
			return nil, fmt.Errorf("%w: %q", errUnknown, goarch)
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
