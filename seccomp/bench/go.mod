module github.com/sandbox-seccomp/sandbox-seccomp/seccomp/bench

go 1.26.0

require (
	github.com/elastic/go-seccomp-bpf v1.6.0
	github.com/sandbox-seccomp/sandbox-seccomp v0.0.0
	github.com/seccomp/libseccomp-golang v0.11.1
	golang.org/x/net v0.59.0
	golang.org/x/perf v0.0.0-20260908200009-22c9c6c9d4da
	golang.org/x/sys v0.49.0
)

require (
	github.com/aclements/go-moremath v0.0.0-20210112150236-f10218a38794 // indirect
	github.com/goccy/go-yaml v1.19.2 // indirect
	github.com/google/renameio/v2 v2.0.2 // indirect
)

replace github.com/sandbox-seccomp/sandbox-seccomp => ../..
