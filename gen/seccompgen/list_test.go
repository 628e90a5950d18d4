package main

import (
	"strings"
	"testing"
)

// TestList compares what list prints for a name of each kind.
func TestList(t *testing.T) {
	tests := []struct{ args, want string }{
		{"statx", `statx
	tier            essential
	groups          file-system
	numbers         383 on 386 ppc64 ppc64le; 332 on amd64; 397 on arm; 291 on arm64 loong64 riscv64; 4366 on mips mipsle; 5326 on mips64 mips64le; 379 on s390x
`},
		{"pread64", `pread64
	tier            essential (the dynamic linker reads ELF headers with it (seed: minimal))
	groups          basic-io
	numbers         180 on 386 arm s390x; 17 on amd64; 67 on arm64 loong64 riscv64; 4200 on mips mipsle; 5016 on mips64 mips64le; 179 on ppc64 ppc64le
`},
		{"clock_settime64 shmat", `clock_settime64
	tier            none; only allow-all allows it
	groups          clock privileged
	variant of      clock_settime
	numbers         404 on 386 arm; 4404 on mips mipsle
shmat
`},
		{"fstat", `fstat
	tier            essential
	groups          file-system
	variants        fstat64 oldfstat
`},
		{"socketcall", `socketcall
	tier            network
	groups          network-io
	multiplexer of  socket bind connect listen accept `},
		{"@mount", `group mount: changing what is mounted, and the root folder
	chroot fsconfig fsmount fsopen fspick mount mount_setattr move_mount open_tree
	open_tree_attr pivot_root umount2
`},
		{"essential", "tier essential: process bootstrap only: the dynamic linker, libc start, exit\n\taccess arch_prctl brk "},
		{"@hardened-network", "hardened-network: "},
		{"@allow-all", "allow-all: every syscall\n"},
		{"mount", "see also @mount\n"},
		{"", "\n\t@io-heavy           minimal + file manipulation"},
		{"", "\ngroups:\n\t@aio                asynchronous I/O, io_uring included\n"},
	}
	for _, test := range tests {
		stdout, stderr := expect(t, 0, append([]string{"list"}, strings.Fields(test.args)...)...)
		if !strings.Contains(stdout, test.want) || stderr != "" {
			t.Errorf("list %s:\n%s%s\nwant:\n%s", test.args, stdout, stderr, test.want)
		}
	}
}

// TestListUnknown compares the errors for unknown names.
func TestListUnknown(t *testing.T) {
	for args, want := range map[string]string{
		"@moun opnat2 x": `no syscall, profile or group "@moun"; did you mean @mount?
no syscall, profile or group "opnat2"; did you mean openat2?
no syscall, profile or group "x"
`,
		"@openat":  "no syscall, profile or group \"@openat\"\n",
		"io-heavi": "no syscall, profile or group \"io-heavi\"; did you mean io-heavy?\n",
		"io_uring": "no syscall, profile or group \"io_uring\"; did you mean io_uring_enter, io_uring_register or io_uring_setup?\n",
	} {
		if stdout, stderr := expect(t, 1, append([]string{"list"}, strings.Fields(args)...)...); stderr != want || stdout != "" {
			t.Errorf("list %s: %q and\n%s\nwant:\n%s", args, stdout, stderr, want)
		}
	}
}
