package tested

import (
	"syscall"
	"testing"
)

func TestInternal(t *testing.T) { Raw(syscall.SYS_VHANGUP) } // makes vhangup
