// Package oci reads the filters of container runtimes: the field linux.seccomp of an OCI
// runtime's config.json, the file of its value alone, and the extended forms of Docker and
// Podman.
//
// The meaning is that of runc and crun with libseccomp 2.6:
//
//   - A rule with the default action does not count.
//   - The first rule for all arguments of a syscall decides. Without one, each rule with a
//     true condition does. Of two that share arguments and differ in action, the order of
//     libseccomp's tree decides, not that of the file. Some such rules libseccomp refuses.
//   - The conditions of a rule must all hold. If two are about one argument, each is a rule
//     of its own.
//   - A rule for an operation of socketcall or ipc is also a rule for the selector in arg0,
//     whatever its condition on arg0.
//   - A comparison reads the whole register, unsigned. On a 32-bit machine it drops the upper
//     half of the value.
//
// Docker and Podman choose rules by the architecture of the host, its kernel, and the
// capabilities of the container: see [Options].
package oci
