// Package process reads the filters of running processes.
//
// The kernel returns each installed program through ptrace(2), if it was built with
// CONFIG_CHECKPOINT_RESTORE: PTRACE_SECCOMP_GET_FILTER. The caller needs CAP_SYS_ADMIN and
// must not have a filter of its own. Each thread is stopped for a moment. It keeps its
// signals, and a stopped one stays stopped.
package process
