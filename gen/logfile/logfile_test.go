package logfile_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/logfile"
)

// lines returns the lines of a text, their numbers first, up to a number of them.
func lines(t *testing.T, in io.Reader, limit int) string {
	t.Helper()
	var list []string
	f := logfile.File{Name: "log"}
	err := f.Read(in, func(text string) bool {
		list = append(list, fmt.Sprintf("%d %q", f.Number, text))
		return f.Number < limit
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(list, " ")
}

// TestLines divides texts. A last line without an end counts, an end alone is an empty line.
func TestLines(t *testing.T) {
	for text, want := range map[string]string{
		"":                `1 ""`,
		"a\nb":            `1 "a" 2 "b"`,
		"a\r\n\nb\n":      `1 "a" 2 "" 3 "b" 4 ""`,
		"a\nb\nc\nd\ne\n": `1 "a" 2 "b" 3 "c" 4 "d"`,
	} {
		if got := lines(t, strings.NewReader(text), 4); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

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

// TestLongLine reads a line of 50 MB. It is cut, and the next line is whole.
func TestLongLine(t *testing.T) {
	allocations := testing.AllocsPerRun(1, func() {
		f, sizes := logfile.File{Name: "log"}, ""
		long := io.MultiReader(&repeated{strings.Repeat("x", 4000), 12500}, strings.NewReader("\nnext"))
		err := f.Read(long, func(text string) bool {
			sizes += fmt.Sprint(len(text), " ")
			return true
		})
		if sizes != "65536 4 " || err != nil {
			t.Errorf("lines of %s bytes, error %v", sizes, err)
		}
	})
	if allocations > 100 {
		t.Errorf("%v allocations", allocations)
	}
}

// TestUnreadable returns the error of reading.
func TestUnreadable(t *testing.T) {
	failure := errors.New("disk is gone")
	f := logfile.File{Name: "log"}
	err := f.Read(io.MultiReader(strings.NewReader("a\n"), iotest.ErrReader(failure)), func(string) bool { return true })
	if !errors.Is(err, failure) || err.Error() != "log: disk is gone" {
		t.Error(err)
	}
}

// TestManyErrors reports many problems: the first, in order, and that there are more.
func TestManyErrors(t *testing.T) {
	f := logfile.File{Name: "log"}
	if f.Err() != nil {
		t.Error(f.Err())
	}
	for i := range 1000 {
		f.Fail(2000-i, 1, "hint", "broken %q", "x\x1b")
	}
	list := strings.Split(f.Err().Error(), "\n")
	if list[0] != "log:1900:1: more broken lines" || list[1] != `log:1901:1: broken "x\x1b"; hint` || len(list) != 101 {
		t.Errorf("%d problems: %s", len(list), list[:2])
	}
}
