module github.com/sandbox-seccomp/sandbox-seccomp/seccomp/bench/gvisor

go 1.26.3

require (
	github.com/sandbox-seccomp/sandbox-seccomp/seccomp/bench v0.0.0
	golang.org/x/sys v0.49.0
	gvisor.dev/gvisor v0.0.0-20260905035102-160fafc42237
)

require (
	github.com/sandbox-seccomp/sandbox-seccomp v0.0.0 // indirect
	golang.org/x/exp v0.0.0-20250711185948-6ae5c78190dc // indirect
	golang.org/x/time v0.15.0 // indirect
)

replace (
	github.com/sandbox-seccomp/sandbox-seccomp => ../../..
	github.com/sandbox-seccomp/sandbox-seccomp/seccomp/bench => ..
)
