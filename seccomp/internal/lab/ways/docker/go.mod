module github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/ways/docker

go 1.26.0

require (
	github.com/moby/profiles/seccomp v0.3.0
	github.com/opencontainers/runtime-spec v1.2.1
	github.com/sandbox-seccomp/sandbox-seccomp v0.0.0
)

require golang.org/x/sys v0.49.0 // indirect

replace github.com/sandbox-seccomp/sandbox-seccomp => ../../../../..
