package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const shippedConstants = "../constants/unix.csv"

// outdated makes a module with the files of an older x/sys/unix, and returns the paths of
// its catalog and its constants. The pairs replace text of the constants.
func outdated(t *testing.T, pairs ...string) (csv, unix string) {
	t.Helper()
	csv = altered(t, ",57323,295,257,", ",57323,295,999,")
	unix = module(t, csv)
	text := contents(t, unix)
	for i := 0; i < len(pairs); i += 2 {
		if strings.Count(text, pairs[i]) != 1 {
			t.Fatalf("the shipped constants have %q %d times", pairs[i], strings.Count(text, pairs[i]))
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	if err := os.WriteFile(unix, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return csv, unix
}

// contents returns the bytes of a file.
func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestUpdateConstants brings both files up to date.
func TestUpdateConstants(t *testing.T) {
	csv, unix := outdated(t,
		"\nAT_FDCWD,-0x64,", "\nAT_FDCWD,-0x65,",
		"\nENOSYS,,0x26,", "\nENOSYS,,0x27,",
		"\nMAP_32BIT,,0x40,0x40,,", "\nMAP_32BIT,,,0x40,0x40,",
		"\nPROT_EXEC,0x4,,,,,,,,,,,,,,\n", "\n",
		"\nPROT_READ,", "\nPROT_PEEK,0x99,,,,,,,,,,,,,,\nPROT_READ,",
	)
	before := snapshot(t, filepath.Dir(csv))
	const changes = `renumbered openat on amd64: was 999, is 257
changed AT_FDCWD: was -0x65, is -0x64
changed ENOSYS on 386: was 0x27, is 0x26
added MAP_32BIT on 386: 0x40
removed MAP_32BIT on arm: was 0x40
added PROT_EXEC
removed PROT_PEEK
`
	stdout, stderr := expect(t, 1, "update", "-csv", csv, "-constants", unix, "-check")
	if stdout != changes {
		t.Errorf("update -check printed\n%s\nwant\n%s", stdout, changes)
	}
	for _, path := range []string{csv, unix} {
		if !strings.Contains(stderr, path+": out of date or not as update writes it: run seccompgen update\n") {
			t.Errorf("update -check does not complain of %s: %s", path, stderr)
		}
	}
	same(t, filepath.Dir(csv), before)
	if stdout, _ = expect(t, 0, "update", "-csv", csv, "-constants", unix); stdout != changes {
		t.Errorf("update printed\n%s\nwant\n%s", stdout, changes)
	}
	if contents(t, csv) != contents(t, shipped) || contents(t, unix) != contents(t, shippedConstants) {
		t.Error("update did not bring the shipped files back")
	}
}

// TestUpdateChecksForm runs -check with a constant in another form than update writes.
func TestUpdateChecksForm(t *testing.T) {
	_, unix := outdated(t, "\nPROT_EXEC,0x4,", "\nPROT_EXEC,4,")
	stdout, stderr := expect(t, 1, "update", "-csv", shipped, "-constants", unix, "-check")
	if stdout != "" || !strings.Contains(stderr, unix) || strings.Contains(stderr, "syscalls.csv") {
		t.Errorf("update -check printed %q and %q", stdout, stderr)
	}
}

// TestUpdateOfWrongCatalog gives openat the number of mmap: the catalog is wrong, not just
// outdated.
func TestUpdateOfWrongCatalog(t *testing.T) {
	csv := altered(t, ",57323,295,257,", ",57323,295,9,")
	if _, stderr := expect(t, 1, "update", "-csv", csv); !strings.Contains(stderr, "number 9 on amd64") {
		t.Errorf("update of a wrong catalog: %s", stderr)
	}
}

// TestUpdateFromRoot runs update without paths, as make does.
func TestUpdateFromRoot(t *testing.T) {
	t.Chdir("../..")
	if stdout, stderr := expect(t, 0, "update", "-check"); stdout != "" || stderr != "" {
		t.Errorf("the shipped files are out of date: %s%s", stdout, stderr)
	}
}

// TestUpdateFailureKeepsFiles runs update with unreadable constants and an outdated
// catalog. Neither changes.
func TestUpdateFailureKeepsFiles(t *testing.T) {
	csv, unix := outdated(t, "\nPROT_EXEC,0x4,", "\nPROT_EXEC,four,")
	before := snapshot(t, filepath.Dir(csv))
	for path, want := range map[string]string{
		unix:          `:11: "four" is not an integer`,
		csv:           ":1:1: wrong header; want name,all,386,",
		unix + ".old": "no such file",
	} {
		_, stderr := expect(t, 1, "update", "-csv", csv, "-constants", path)
		if !strings.Contains(stderr, path) || !strings.Contains(stderr, want) {
			t.Errorf("constants from %s: %s", path, stderr)
		}
		same(t, filepath.Dir(csv), before)
	}
}

// kernelTree writes a small kernel: it has one syscall, with a further parameter.
func kernelTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range map[string]string{
		"Makefile":                                  "VERSION = 7\nPATCHLEVEL = 3\n",
		"kernel/sys_ni.c":                           "",
		"net/socket.c":                              "SYSCALL_DEFINE4(socket, int, family, int, type, int, protocol, int, further)\n",
		"arch/x86/entry/syscalls/syscall_64.tbl":    "41\tcommon\tsocket\tsys_socket\n",
		"arch/x86/entry/syscalls/syscall_32.tbl":    "",
		"arch/arm/tools/syscall.tbl":                "",
		"arch/mips/kernel/syscalls/syscall_o32.tbl": "",
		"arch/mips/kernel/syscalls/syscall_n64.tbl": "",
		"arch/powerpc/kernel/syscalls/syscall.tbl":  "",
		"arch/s390/kernel/syscalls/syscall.tbl":     "",
		"scripts/syscall.tbl":                       "",
	} {
		path = filepath.Join(dir, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestUpdatePrototypes refreshes the prototypes from a small kernel: those of all syscalls
// missing in its tables stay.
func TestUpdatePrototypes(t *testing.T) {
	const path = "../abi/prototypes.csv"
	numbers := refreshed{path: shipped, is: []byte(contents(t, shipped))}
	var stdout strings.Builder
	got, err := refreshPrototypes(path, kernelTree(t), numbers, &stdout)
	if err != nil {
		t.Fatal(err)
	}
	const changes = `socket on all others: was socket(int family; int type; int protocol) in net/socket.c
socket on all others: is socket(int family; int type; int protocol; int further) in net/socket.c
socket on 386 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x ppc: is socket(int family; int type; int protocol) in net/socket.c
`
	if stdout.String() != changes {
		t.Errorf("printed\n%s\nwant\n%s", stdout.String(), changes)
	}
	if want := path + ": out of date or not as update writes it: run seccompgen update -kernel DIR"; got.fresh() == nil || got.fresh().Error() != want {
		t.Errorf("%v, want %s", got.fresh(), want)
	}
	is, _, _ := strings.Cut(string(got.is), "\n")
	if want := "# Linux 7.3: seccompgen update -kernel writes this file, and keeps the rows of newer syscalls."; is != want {
		t.Errorf("the comment is %q, want %q", is, want)
	}
	if was, now := strings.Count(string(got.was), "\n"), strings.Count(string(got.is), "\n"); now != was+1 {
		t.Errorf("%d rows, want %d", now, was+1)
	}
	empty := t.TempDir()
	if _, err := refreshPrototypes(path, empty, numbers, &stdout); err == nil || !strings.HasPrefix(err.Error(), empty+": not a source tree of Linux 6.11 or newer: ") {
		t.Error(err)
	}
}
