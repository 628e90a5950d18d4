module github.com/sandbox-seccomp/sandbox-seccomp/gen/export/schema

go 1.26.0

require (
	github.com/goccy/go-yaml v1.19.2
	github.com/sandbox-seccomp/sandbox-seccomp v0.0.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
)

require golang.org/x/text v0.14.0 // indirect

replace github.com/sandbox-seccomp/sandbox-seccomp => ../../..
