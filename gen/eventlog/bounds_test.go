package eventlog_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
)

const good = `type=SECCOMP msg=audit(1.5:1): pid=1 comm="a" exe="/a" sig=31 arch=c000003e syscall=41 compat=0 ip=0x1 code=0x80000000` + "\n"

// repeated yields a text n times.
type repeated struct {
	text string
	n    int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	r.n--
	return copy(p, r.text), nil
}

// TestLongLine reads a line of 50 MB before others. Memory is bounded: the line is cut,
// and an event in its end is not seen.
func TestLongLine(t *testing.T) {
	allocated := testing.AllocsPerRun(1, func() {
		long := io.MultiReader(&repeated{strings.Repeat("x", 4000), 12500}, strings.NewReader(strings.TrimSpace(good)+"\n"+good))
		lines := 0
		err := eventlog.Read("log", long, nil, func(e eventlog.Entry) bool {
			lines += e.Line
			return true
		})
		if err != nil || lines != 2 {
			t.Errorf("error %v, sum of lines %d, want 2", err, lines)
		}
	})
	if allocated > 1000 {
		t.Errorf("%v allocations", allocated)
	}
}

// TestCutLine reads a record that is longer than any line may be.
func TestCutLine(t *testing.T) {
	_, errs := read(strings.Replace(good, "/a", strings.Repeat("a", 1<<17), 1) + good)
	if want := "log:1:65537: record without code=; the record may be cut"; errs != want {
		t.Errorf("%s, want %s", errs, want)
	}
}

// TestManyErrors reads many broken lines: some are reported, and that there are more.
func TestManyErrors(t *testing.T) {
	_, errs := read(strings.Repeat("type=SECCOMP msg=audit(1.5:1): broken\n", 1000))
	lines := strings.Split(errs, "\n")
	if last := lines[len(lines)-1]; len(lines) != 101 || last != "log:101:38: more broken lines" {
		t.Errorf("%d errors, the last %s", len(lines), last)
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

// TestUnreadable returns the error of reading.
func TestUnreadable(t *testing.T) {
	failure := errors.New("disk is gone")
	err := eventlog.Read("log", io.MultiReader(strings.NewReader(good), iotest.ErrReader(failure)), nil, func(eventlog.Entry) bool { return true })
	if !errors.Is(err, failure) || err.Error() != "log: disk is gone" {
		t.Error(err)
	}
}
