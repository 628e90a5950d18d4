package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/internal/lab/installed"
)

// entry is the entry of an archive for a node.
type entry struct {
	name, data         string
	mode, major, minor uint64
}

// read reads an archive, the last entry included.
func read(t *testing.T, archive []byte) []entry {
	t.Helper()
	const header = 110
	var list []entry
	for at := 0; at < len(archive); {
		if at%4 != 0 || string(archive[at:at+6]) != "070701" {
			t.Fatalf("no header at %d: %q", at, archive[at:at+6])
		}
		field := func(i int) uint64 {
			n, err := strconv.ParseUint(string(archive[at+6+8*i:at+14+8*i]), 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		name := at + header
		data := (name + int(field(11)) + 3) &^ 3
		end := data + int(field(6))
		list = append(list, entry{
			strings.TrimSuffix(string(archive[name:name+int(field(11))]), "\x00"), string(archive[data:end]),
			field(1), field(9), field(10),
		})
		at = (end + 3) &^ 3
	}
	return list
}

func TestInitramfs(t *testing.T) {
	archive := initramfs(contents{[]byte("guest"), []byte("minimal\n"), []byte("wide\n"), []byte("other")})
	want := []entry{
		{"dev", "", 0o040755, 0, 0},
		{"dev/console", "", 0o020600, 5, 1},
		{"dev/null", "", 0o020600, 1, 3},
		{"proc", "", 0o040755, 0, 0},
		{"tmp", "", 0o040755, 0, 0},
		{"init", "guest", 0o100755, 0, 0},
		{"filters", "minimal\n", 0o100644, 0, 0},
		{"calls", "wide\n", 0o100644, 0, 0},
		{"foreign", "other", 0o100755, 0, 0},
		{"TRAILER!!!", "", 0, 0, 0},
	}
	if got := read(t, archive); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("the archive is\n%v, want\n%v", got, want)
	}
}

// TestInitramfsWithoutForeign expects no foreign guest in an initramfs for one
// architecture.
func TestInitramfsWithoutForeign(t *testing.T) {
	for _, e := range read(t, initramfs(contents{guest: []byte("guest")})) {
		if e.name == "foreign" {
			t.Error("there is a foreign program")
		}
	}
	if got := guestArguments(false); strings.Contains(got, "foreign") {
		t.Errorf("the guest is told %q", got)
	}
}

// TestCpioReads has another program read an archive.
func TestCpioReads(t *testing.T) {
	installed.Must(t, "cpio")
	cmd := exec.Command("cpio", "--list", "--quiet")
	cmd.Stdin = bytes.NewReader(initramfs(contents{foreign: []byte("another")}))
	out, err := cmd.CombinedOutput()
	if want := "dev\ndev/console\ndev/null\nproc\ntmp\ninit\nfilters\ncalls\nforeign\n"; err != nil || string(out) != want {
		t.Errorf("cpio lists %q (%v), want %q", out, err, want)
	}
}
