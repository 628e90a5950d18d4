package journal_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/journal"
)

// secondArgument divides syscall 16 by the low 32 bits of its second argument. Numbers from
// 100 on are unknown.
func secondArgument(_, number uint32) (bits [6]uint64, known bool) {
	if number == 16 {
		bits[1] = 1<<32 - 1
	}
	return bits, number < 100
}

var title = journal.Title{Profile: "p", Origin: "a test"}

func open(t *testing.T, path string, left bool) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path, title, secondArgument, left)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// counts returns the counts of a journal. Syscalls of one number and second argument are
// one.
func counts(j *journal.Journal) map[[2]uint64]uint64 {
	found := make(map[[2]uint64]uint64)
	for s, n := range j.All {
		found[[2]uint64{uint64(s.Number), s.Args[1]}] += n
	}
	return found
}

// TestCount counts syscalls, closes the journal, and continues it.
func TestCount(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := open(t, path, false)
	for _, args := range [][6]uint64{{1, 0x5401}, {2, 0x5413}, {3, 1<<32 | 0x5401}} {
		j.Count(1, 16, &args)
	}
	j.Count(1, 0, &[6]uint64{7})
	j.Count(1, 0, &[6]uint64{8})
	j.Mark(2)
	j.Receive(77)
	want := map[[2]uint64]uint64{{16, 0x5401}: 2, {16, 0x5413}: 1, {0, 0}: 2}
	if got := counts(j); !maps.Equal(got, want) {
		t.Errorf("%v; want %v", got, want)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	j = open(t, path, true)
	j.Count(1, 16, &[6]uint64{0, 0x5413})
	want[[2]uint64{16, 0x5413}]++
	if got := counts(j); !maps.Equal(got, want) || j.Runtimes() != 2 || j.Received() != 77 || j.Title() != title {
		t.Errorf("continued: %v, %d, %d, %v; want %v", got, j.Runtimes(), j.Received(), j.Title(), want)
	}
	if err := j.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestLimits counts more arguments and unknown numbers than the journal tells apart. None
// of the known syscalls is lost.
func TestLimits(t *testing.T) {
	j := open(t, filepath.Join(t.TempDir(), "journal"), false)
	defer j.Close()
	for i := range uint64(100) {
		j.Count(1, 16, &[6]uint64{0, i})
	}
	for n := range uint32(1000) {
		j.Count(1, 100+n, new([6]uint64))
	}
	var ioctls, slots, unknown uint64
	for s, n := range j.All {
		if s.Number == 16 {
			ioctls, slots = ioctls+n, slots+1
		} else {
			unknown += n
		}
	}
	if ioctls != 100 || slots != 25 || unknown != 64 {
		t.Errorf("%d syscalls in %d slots, %d unknown numbers; want 100 in 25, 64", ioctls, slots, unknown)
	}
}

// TestOpenErrors opens journals in use, of a killed run, and other files.
func TestOpenErrors(t *testing.T) {
	folder := t.TempDir()
	path := func(name string) string { return filepath.Join(folder, name) }
	used := open(t, path("used"), false)
	defer used.Close()
	if err := open(t, path("left"), false).Close(); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"text": "notes", "zero": strings.Repeat("\x00", 4096+16384*64)} {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Symlink(path("left"), path("link")), unix.Mkfifo(path("pipe"), 0o600)); err != nil {
		t.Fatal(err)
	}
	other := journal.Title{Profile: "q"}
	for _, test := range []struct {
		name  string
		title journal.Title
		left  bool
		want  string
	}{
		{"used", title, true, "another recorder has locked it"},
		{"left", title, false, "it holds the record of a run that did not end"},
		{"left", other, true, "it holds the record of a run that did not end, for profile p"},
		{"text", title, true, "not a journal of this version"},
		{"zero", title, true, "not a journal of this version and architecture"},
		{"link", title, true, "too many levels of symbolic links"},
		{"pipe", title, true, "not a regular file"},
		{"none/journal", title, true, "no such file or directory"},
	} {
		before, _ := os.ReadFile(path(strings.TrimSuffix(test.name, "pipe")))
		_, err := journal.Open(path(test.name), test.title, secondArgument, test.left)
		if err == nil || !strings.HasSuffix(err.Error(), ": "+test.want) {
			t.Errorf("%s: %v; want %q", test.name, err, test.want)
		}
		if after, _ := os.ReadFile(path(strings.TrimSuffix(test.name, "pipe"))); string(after) != string(before) {
			t.Errorf("%s has changed", test.name)
		}
	}
}
