package eventlog_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
)

const good = `type=SECCOMP msg=audit(1.5:1): pid=1 comm="a" exe="/a" sig=31 arch=c000003e syscall=41 compat=0 ip=0x1 code=0x80000000` + "\n"

// TestCutLine reads a record that is longer than any line may be.
func TestCutLine(t *testing.T) {
	_, errs := read(strings.Replace(good, "/a", strings.Repeat("a", 1<<17), 1) + good)
	if want := "log:1:65537: record without code=; the record may be cut"; errs != want {
		t.Errorf("%s, want %s", errs, want)
	}
}

// TestStop stops reading when the caller has enough.
func TestStop(t *testing.T) {
	count := 0
	err := eventlog.Read("log", strings.NewReader(strings.Repeat(good, 9)), nil, func(eventlog.Entry) bool {
		count++
		return count < 3
	})
	if err != nil || count != 3 {
		t.Errorf("%d entries, error %v", count, err)
	}
}
