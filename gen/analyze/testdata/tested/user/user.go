// Package user imports the package under test, and is compiled anew for it.
package user

import (
	"syscall"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/testdata/tested"
)

// Use makes a syscall.
func Use() { tested.Raw(syscall.SYS_MQ_UNLINK) } // makes mq_unlink
