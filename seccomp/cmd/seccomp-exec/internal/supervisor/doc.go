// Package supervisor holds the profile of the supervisor of seccomp-exec. policy.csv lists
// its syscalls with reasons.
package supervisor

//seccompgen:generate -policy policy.csv -pkg supervisor
