package tested_test

import (
	"syscall"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/testdata/tested"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/testdata/tested/user"
)

func TestExternal(t *testing.T) {
	tested.Raw(syscall.SYS_ACCT) // makes acct
	user.Use()
}
