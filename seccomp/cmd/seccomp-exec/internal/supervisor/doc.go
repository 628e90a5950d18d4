// Package supervisor holds the profile of the supervisor of seccomp-exec.
package supervisor

//go:generate go run ../../../../../gen/seccompgen generate -policy policy.csv -pkg supervisor
