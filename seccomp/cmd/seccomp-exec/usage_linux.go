package main

import "strings"

// usage is the help of -h. The package comment has the same flags.
var usage = `usage: seccomp-exec [flags] [--] PROGRAM [ARGS]

Run PROGRAM under a seccomp filter, and report the syscall that ended it.

  -profile P       the built-in profile, network by default: ` + strings.Join(profileNames()[:3], ", ") + `,
                   ` + strings.Join(profileNames()[3:], ", ") + `
  -block a,b       block syscalls, by the kernel's names; may be repeated
  -allow a,b       allow more syscalls; may be repeated; -block wins
  -on-violation A  the action for other syscalls:
` + actionHelp("                     ") +
	`  -no-supervisor   execute PROGRAM in place of seccomp-exec: no parent stays, and
                   nothing reports the syscall that ended it

A filter that allows opening files does not protect other processes of the same
user: PROGRAM can write their memory through /proc/PID/mem. Another user, a PID
namespace or Yama helps.

Exit codes: 125 seccomp-exec itself failed, 126 PROGRAM cannot be executed,
127 PROGRAM was not found, 128+S PROGRAM was killed by signal S, else its own.
`
