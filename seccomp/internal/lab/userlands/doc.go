// Package userlands runs the programs of package programs in userlands of several ages: the
// oldest glibc of Debian's mirror, the newest, all between them, and musl. A new release of
// a libc makes other syscalls, and a tier must hold those too.
//
// Each userland is a folder with unpacked packages, for 64 or 32 bits. The kernel is this
// machine's. The test changes its root to the folder in a mount namespace of its own, and
// starts the runner there:
//
//	system                packages                 chroot
//	┌──────────────────┐  ┌──────────────────┐     ┌────────────────────────────┐
//	│ sid-i386         │  │ libc6 2.43-7     │     │ /usr       unpacked        │
//	│ dash, tar, gcc,  │─>│ dash 0.5.12-12   │ ──> │ /guests    glibc/static    │
//	│ ...              │  │ ...              │     │            go1.27.3/hello  │
//	└──────────────────┘  └──────────────────┘     │ /runner    runs all trials │
//	                                               └────────────────────────────┘
//	         table: sid-i386  libc6 2.43-7  sed  minimal kill  runs  ok
//
// It needs root, and a mirror of Debian among the sources of apt or in DEBIAN_MIRROR.
// Unpacked packages stay in the user's cache folder, sandbox-seccomp/userlands, and busybox
// of musl, built there from Debian's source: static and dynamic, for 64 and 32 bits. Remove
// it for newer packages. The systems are in table_test.go:
//
//	make test-userlands    the oldest and the newest, with few programs; CI runs it
//	make test-libc         all, with all programs
package userlands
