package seccomp

// Flags are options of Install (seccomp(2)).
type Flags uint

const (
	// FlagLog logs every syscall with an action other than allow, if
	// /proc/sys/kernel/seccomp/actions_logged lists the action
	// (SECCOMP_FILTER_FLAG_LOG, since Linux 4.14).
	FlagLog Flags = 1 << 1
	// FlagSpecAllow leaves the speculative store bypass mitigation off
	// (SECCOMP_FILTER_FLAG_SPEC_ALLOW, since Linux 4.17).
	FlagSpecAllow Flags = 1 << 2

	// flagThreadSync is SECCOMP_FILTER_FLAG_TSYNC, since Linux 3.17.
	flagThreadSync Flags = 1 << 0
)
