//go:build linux && amd64

package programs

import (
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	Confine()
	os.Exit(m.Run())
}
