// Package hardened holds the hardened profiles: the tiers of package tables from minimal up,
// without what container runtimes close as well. They run the same programs, and are the
// profiles to start with:
//
//	f := seccomp.New(hardened.Network())
//	err := f.Install(0)
//
// By name they are hardened-minimal, hardened-io-heavy, hardened-compute and hardened-network:
// for [ProfileByName], for flag -profile of seccomp-exec and seccompgen, and as a row of a
// policy such as
//
//	server,@hardened-network,,,
//
// # What they refuse
//
// The tiers do not look at arguments. Under tables.Network a process without privileges can
// therefore make a user namespace, and has all capabilities in it: for mounts, for netfilter,
// for old protocols. Most exploits of the kernel begin there, or with a rare socket family.
// The hardened profiles refuse:
//
//	clone with CLONE_NEWUSER or another CLONE_NEW*   EPERM
//	clone3, with its flags in memory                 ENOSYS: libc falls back to clone
//	ioctl TIOCSTI and TIOCLINUX                      EPERM
//	socket of a family other than inet, inet6,       EAFNOSUPPORT
//	unix and netlink: AF_ALG, AF_VSOCK, AF_PACKET
//	socket of netlink other than route: netfilter    EPROTONOSUPPORT
//	socketpair of a family other than unix           EOPNOTSUPP
//	socketcall on mips, mipsle, ppc64 and ppc64le    ENOSYS: libc and Go use socket
//
// A program takes the errnos for those of a kernel without the feature, or of a container. Other
// syscalls meet the verdict of the tier: unshare, setns, mount, personality, bpf, keyctl, ptrace
// and io_uring_setup are in no tier up to network.
//
// # What they leave open
//
// On 386 and s390x programs make sockets by socketcall, with the family in memory. No filter sees
// it. Go has no other way there, and neither has glibc unless built for Linux 4.3 and later.
// On these two architectures every family stays open, AF_ALG and netfilter too. Use
// hardened-compute for a program without sockets. Elsewhere nothing passes through the 32-bit
// ABI of a 64-bit kernel: its syscalls kill the process.
//
// Docker's default profile also refuses get_mempolicy, set_mempolicy, mbind, move_pages and
// migrate_pages. The tier compute holds them, for NUMA.
//
// A condition costs a few instructions: [Profiles] counts them. The numbers of clone, ioctl,
// socket and socketpair are no longer in the kernel's cache of those that are always allowed.
//
// # For generated code
//
// The profiles are generated from policy.csv, and proved as those of any policy. The names of
// their functions stay within a major version. The profiles follow their tiers, and refuse more
// with a new exploit: the changelog lists each change.
package hardened

//seccompgen:generate -policy policy.csv -pkg hardened -hardened -strict
