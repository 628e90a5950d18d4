package denylist_test

import (
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/examples/internal/subprocess"
)

func TestMain(m *testing.M) {
	subprocess.Main(m, map[string]func(){"run": run})
}
