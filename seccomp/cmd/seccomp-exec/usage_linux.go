package main

import "strings"

// usage is the help of -h. The package comment has the same flags.
var usage = `usage: seccomp-exec [flags] [--] PROGRAM [ARGS]
       seccomp-exec -record FILE [-profile NAME] [-merge] [--] PROGRAM [ARGS]

Run PROGRAM under a seccomp filter, and report the syscall that ended it.

  -profile P       the built-in profile, hardened-network by default:
                   ` + strings.Join(profileNames()[:4], ", ") + `,
                   ` + strings.Join(profileNames()[4:], ", ") + `
  -policy FILE     take the profile from a policy, as seccompgen generate does; -profile
                   names it if there are several
  -compat          apply the policy to the companion ABI too
  -block a,b       block syscalls, by the kernel's names; may be repeated
  -allow a,b       allow more syscalls; may be repeated; -block wins
  -on-violation A  the action for other syscalls, in place of the profile's own:
` + actionHelp("                     ") +
	`  -report          let refused syscalls fail, kill for none, and list them at the end
  -report=allow    make refused syscalls, and list them at the end
  -no-supervisor   execute PROGRAM in place of seccomp-exec: no parent stays, and
                   nothing reports the syscall that ended it
  -record FILE     refuse nothing, and write the rules for all syscalls of PROGRAM and
                   its child processes to FILE, as profile NAME of a policy
  -merge           add them to the policy in FILE; its rules and comments stay

A filter that allows opening files does not protect other processes of the same
user: PROGRAM can write their memory through /proc/PID/mem. Another user, a PID
namespace or Yama helps. -report is for trying a policy: it protects nothing.

Exit codes: 125 seccomp-exec itself failed, 126 PROGRAM cannot be executed,
127 PROGRAM was not found, 128+S PROGRAM was killed by signal S, else its own.
`
