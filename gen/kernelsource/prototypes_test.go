package kernelsource

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// kernel is the archive testdata/tree.txtar: a tree, and the files beside it.
type kernel struct {
	tree  fstest.MapFS
	files map[string]string
}

// load reads the archive. The pairs replace text in files: name, old text, new text.
func load(t *testing.T, replacements ...[3]string) kernel {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/tree.txtar")
	if err != nil {
		t.Fatal(err)
	}
	k := kernel{make(fstest.MapFS), make(map[string]string)}
	for _, f := range archive.Files {
		text := string(f.Data)
		for _, r := range replacements {
			if r[0] == f.Name {
				if strings.Count(text, r[1]) != 1 {
					t.Fatalf("%s has %q %d times", f.Name, r[1], strings.Count(text, r[1]))
				}
				text = strings.Replace(text, r[1], r[2], 1)
			}
		}
		if path, ok := strings.CutPrefix(f.Name, "tree/"); ok {
			k.tree[path] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
		} else {
			k.files[f.Name] = text
		}
	}
	return k
}

// catalog returns the syscalls of the archive.
func (k kernel) catalog(t *testing.T) *catalog.Catalog {
	t.Helper()
	c := new(catalog.Catalog)
	for line := range strings.Lines(k.files["syscalls"]) {
		cells := strings.Fields(line)
		s := catalog.Syscall{Name: cells[0], Numbers: make([]int64, len(arch.All))}
		for i := range s.Numbers {
			s.Numbers[i] = catalog.NoNumber
		}
		for _, cell := range cells[1:] {
			goarch, number, _ := strings.Cut(cell, "=")
			if _, err := fmt.Sscan(number, &s.Numbers[arch.ByGOARCH(goarch).Index]); err != nil {
				t.Fatal(err)
			}
		}
		c.Syscalls = append(c.Syscalls, s)
	}
	return c
}

// prototypes reads the tree and returns its prototypes.
func (k kernel) prototypes(t *testing.T) (abi.Prototypes, error) {
	t.Helper()
	tree, err := Read(k.tree)
	if err != nil {
		return nil, err
	}
	was, err := abi.ReadPrototypes("was.csv", []byte(k.files["was.csv"]))
	if err != nil {
		t.Fatal(err)
	}
	byHand, err := abi.ReadPrototypes("byhand.csv", []byte(k.files["byhand.csv"]))
	if err != nil {
		t.Fatal(err)
	}
	return tree.Prototypes(k.catalog(t), was, byHand)
}

// TestPrototypes reads the tree of the archive.
func TestPrototypes(t *testing.T) {
	k := load(t)
	got, err := k.prototypes(t)
	if err != nil {
		t.Fatal(err)
	}
	if text := string(got.Format("Linux 7.2")); text != k.files["prototypes.csv"] {
		t.Errorf("got:\n%s\nwant:\n%s", text, k.files["prototypes.csv"])
	}
}

// TestErrors reads the tree with one change.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		file, old, new string
		want           string
	}{
		{"tree/Makefile", "PATCHLEVEL", "LEVEL", "no VERSION and PATCHLEVEL in Makefile"},
		{"tree/arch/s390/kernel/syscalls/syscall.tbl", "72\t", "x72\t", "arch/s390/kernel/syscalls/syscall.tbl:1:1: \"x72\\tcommon\\tsigsuspend\\t\\tsys_sigsuspend\"; want number, ABI, name and entry function"},
		{"tree/arch/arm/tools/syscall.tbl", "setuid\t\t\tsys_setuid16", "getuid\t\t\tsys_setuid16", "setuid on arm: number 23 is getuid in arch/arm/tools/syscall.tbl"},
		{"tree/net/socket.c", "int, protocol)", "int, protocol", "net/socket.c:1:1: SYSCALL_DEFINE without an end"},
		{"tree/net/socket.c", "int, protocol)", "int)", "net/socket.c:1:1: sys_socket: type \"int\" without a name"},
		{"tree/net/socket.c", "DEFINE3", "DEFINE2", "net/socket.c:1:1: sys_socket: 3 parameters, want 2"},
		{"tree/net/socket.c", "(socket,", "(sock,", "socket on amd64: no SYSCALL_DEFINE of sys_socket\nsocket on loong64: no SYSCALL_DEFINE of sys_socket"},
		{"tree/mm/util.c", "(mmap,", "(socket,", "mmap on loong64: no SYSCALL_DEFINE of sys_mmap\nsocket on amd64: 2 prototypes of sys_socket in mm/util.c and net/socket.c\nsocket on loong64: 2 prototypes of sys_socket in mm/util.c and net/socket.c"},
		{"was.csv", "file_getattr,,file", "file_setattr,,file", "file_getattr on 386: no number 468 in Linux 7.2; read a newer tree\nfile_getattr on amd64: no number 468 in Linux 7.2; read a newer tree"},
		{"byhand.csv", "pipe,mips mips64,", "pipe,,", "pipe on amd64: the row by hand differs from fs/pipe.c: int *fildes"},
	} {
		_, err := load(t, [3]string{c.file, c.old, c.new}).prototypes(t)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s with %q:\n%v\nwant:\n%s", c.file, c.new, err, c.want)
		}
	}
}

// TestNoTree reads folders other than a tree.
func TestNoTree(t *testing.T) {
	_, err := Read(fstest.MapFS{"Makefile": &fstest.MapFile{Data: []byte("VERSION = 7\nPATCHLEVEL = 2\n")}})
	if err == nil || !strings.Contains(err.Error(), "not a source tree of Linux 6.11 or newer: open scripts/syscall.tbl: file does not exist") {
		t.Error(err)
	}
	k := load(t)
	k.tree["Makefile"].Mode = fs.ModeNamedPipe
	if _, err := Read(k.tree); err == nil || err.Error() != "Makefile is not a regular file" {
		t.Error(err)
	}
}

// TestGuards follows the preprocessor lines of files.
func TestGuards(t *testing.T) {
	value := func(name string) truth { return known(name == "A") }
	for text, want := range map[string]truth{
		"":                 yes,
		"#ifdef CONFIG_A":  yes,
		"#ifdef CONFIG_B":  no,
		"#ifndef CONFIG_A": no,
		"#if CONFIG_A":     yes,
		"#if defined(CONFIG_A) && defined CONFIG_B":     no,
		"#if defined(CONFIG_B) || IS_ENABLED(CONFIG_A)": yes,
		"#if !(defined(CONFIG_B) || CONFIG_C)":          yes,
		"#if 0":                                         no,
		"#if 1":                                         yes,
		"#if X > 3":                                     unknown,
		"#if X > 3 && defined(CONFIG_B)":                no,
		"#if X > 3 || defined(CONFIG_A)":                yes,
		"#if MACRO(":                                    unknown,
		"#ifdef X\n#ifdef CONFIG_B":                     no,
		"#ifdef CONFIG_A\n#else":                        no,
		"#ifdef CONFIG_B\n#else":                        yes,
		"#ifdef CONFIG_B\n#elif CONFIG_A":               yes,
		"#ifdef CONFIG_A\n#elif CONFIG_A":               no,
		"#ifdef CONFIG_B\n#elif CONFIG_A\n#else":        no,
		"#ifdef CONFIG_B\n#elif CONFIG_C\n#else":        yes,
		"#ifdef X\n#else":                               unknown,
		"#ifdef CONFIG_B\n#endif":                       yes,
		"# ifdef CONFIG_B /* that is not A */":          no,
		"#endif\n#else":                                 yes,
	} {
		var g guards
		for line := range strings.SplitSeq(text, "\n") {
			g.line(line)
		}
		if got := g.now().holds(value); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestPaths checks that a folder of the disk is read like one in memory.
func TestPaths(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, load(t).tree); err != nil {
		t.Fatal(err)
	}
	tree, err := Read(os.DirFS(dir))
	if err != nil || tree.Version != "7.2" {
		t.Error(tree, err)
	}
}

// TestSources checks that each architecture has a source, in the order of arch.All.
func TestSources(t *testing.T) {
	if len(sources) != len(arch.All) {
		t.Fatalf("%d sources, want %d", len(sources), len(arch.All))
	}
	for i, s := range sources {
		a := arch.All[i]
		if s.goarch != a.GOARCH || s.compat == a.Target || s.config["64BIT"] != (a.Width == 64 || s.compat) {
			t.Errorf("source %d is %+v, want one of %s", i, s, a.GOARCH)
		}
	}
}
