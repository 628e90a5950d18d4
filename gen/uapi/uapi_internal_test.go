package uapi

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// compilers lists names of clang. No test of CI needs it: without it the tests of candidates,
// units and messages are left.
var compilers = []string{"clang", "clang-22", "clang-19", "clang-16", "clang-14"}

// TestRead reads a small tree of headers for every architecture.
func TestRead(t *testing.T) {
	cc := ""
	for _, name := range compilers {
		if _, err := exec.LookPath(name); err == nil && cc == "" {
			cc = name
		}
	}
	if cc == "" {
		t.Skip("update needs clang, and nothing else does")
	}
	got, err := Read(tree(t), cc)
	if err != nil {
		t.Fatal(err)
	}
	const header = "name,header,kind,all,386,amd64,arm,arm64,loong64,mips,mips64,mips64le,mipsle,ppc64,ppc64le,riscv64,s390x,ppc\n"
	const want = header + `AGREED,linux/one.h,,0x7
FS_BIG,linux/fs.h,,0xffffffffffffffff
FS_GET,linux/fs.h,ioctl,,0x80046601,0x80086601,0x80046601,0x80086601,0x80086601,0x40046601,0x40086601,0x40086601,0x40046601,0x80086601,0x80086601,0x80086601,0x80086601,0x80046601
FS_HIGH,linux/fs.h,,-0x80000000
FS_MODE,linux/fs.h,,-0x2
FS_NEXT,linux/fs.h,,0x2
FS_ONE,linux/fs.h,,0x1
SCHED_NORMAL,linux/sched.h,,0x0
SCHED_OTHER,sched.h,,0x0
SIOCX,linux/sockios.h,,0x8900
TIOCSTI,asm/ioctls.h,ioctl,,0x5412,0x5412,0x5412,0x5412,0x5412,0x5472,0x5472,0x5472,0x5472,0x5412,0x5412,0x5412,0x5412,0x5412
TWO,linux/two.h,,0x2
_IOC_NONE,asm/ioctl.h,,0x0
_IOC_READ,asm/ioctl.h,,,0x2,0x2,0x2,0x2,0x2,0x1,0x1,0x1,0x1,0x2,0x2,0x2,0x2,0x2
`
	if text := string(constants.FormatUAPI(got.Constants)); text != want {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	problems := strings.Join(got.Problems, "\n")
	for _, part := range []string{"386: TWICE is 1 in linux/one.h and 2 in linux/two.h", "s390x: linux/broken.h: "} {
		if !strings.Contains(problems, part) {
			t.Errorf("no problem %q in\n%s", part, problems)
		}
	}
	if len(got.Problems) != 1+len(targets) {
		t.Errorf("problems:\n%s", problems)
	}
}

// TestReadWrong expects an error for a missing compiler, and for a folder without headers.
func TestReadWrong(t *testing.T) {
	if _, err := Read(tree(t), "no-such-clang"); err == nil || !strings.Contains(err.Error(), "no-such-clang") {
		t.Errorf("without a compiler: %v", err)
	}
	const want = "want the folder usr of Debian's linux-libc-dev"
	if _, err := Read(t.TempDir(), "sh"); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("without headers: %v, want %q", err, want)
	}
}

// tree writes the headers of testdata into a folder.
func tree(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/small.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(data []byte, path ...string) {
		name := filepath.Join(append([]string{dir}, path...)...)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range archive.Files {
		folder, name, _ := strings.Cut(f.Name, "/")
		switch folder {
		case "x86":
			for _, target := range targets {
				if target.asm != "mips" {
					write(f.Data, special, target.asm, "asm", name)
				}
			}
		case "mips":
			write(f.Data, special, "mips", "asm", name)
		default:
			write(f.Data, f.Name)
		}
	}
	return dir
}
