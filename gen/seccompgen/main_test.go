package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"go/parser"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// asCommand makes the test binary behave as the command, for tests killing it.
const asCommand = "SECCOMPGEN_TEST_AS_COMMAND"

// asMeasured does the same, and the command prints its status in proc at the end.
const asMeasured = "SECCOMPGEN_TEST_AS_MEASURED"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	tuneCollector()
	if os.Getenv(asMeasured) != "" {
		code := run(os.Args[1:], os.Stdout, os.Stderr)
		status, err := os.ReadFile("/proc/self/status")
		fmt.Printf("%s%v\n", status, err)
		os.Exit(code)
	}
	os.Exit(m.Run())
}

const shipped = "../../syscalls.csv"

// command runs the command in-process.
func command(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(args, &out, &err)
	return code, out.String(), err.String()
}

// expect fails the test unless the command exits with code want, and returns its output.
func expect(t testing.TB, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	code, stdout, stderr := command(args...)
	if code != want {
		t.Fatalf("seccompgen %s: exit %d, want %d\n%s%s", strings.Join(args, " "), code, want, stdout, stderr)
	}
	return stdout, stderr
}

// altered writes the shipped catalog with a change and returns its path.
func altered(t *testing.T, old, changed string) string {
	t.Helper()
	data, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(old)) {
		t.Fatalf("the shipped catalog lacks %q", old)
	}
	path := filepath.Join(t.TempDir(), "syscalls.csv")
	if err := os.WriteFile(path, bytes.Replace(data, []byte(old), []byte(changed), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// snapshot returns the bytes of every file in a folder.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{},
		{"compile"},
		{"generate", "stray"},
		{"generate", "-unknown"},
		{"dump", "-arch", "sparc64", "-profile", "minimal"},
		{"dump", "-arch", "amd64", "-profile", "middling", "-csv", shipped},
		{"dump", "-arch", "amd64", "-profile", "minimal", "-format", "c"},
	} {
		if _, stderr := expect(t, 2, args...); stderr == "" {
			t.Errorf("%v: nothing on standard error", args)
		}
	}
	if _, stderr := expect(t, 1, "generate", "-csv", "missing.csv"); !strings.Contains(stderr, "missing.csv") {
		t.Errorf("a missing file: %q", stderr)
	}
}

// flagWithValue matches a flag with a value in the help of a command.
var flagWithValue = regexp.MustCompile(`\n  (-[a-z]+) [A-Z]+\n`)

// TestHelp asks for help in every form. It goes to standard output.
func TestHelp(t *testing.T) {
	for _, words := range []string{"help", "-h", "-help", "--help", "help help", "help -h"} {
		if stdout, stderr := expect(t, 0, strings.Fields(words)...); stdout != usage || stderr != "" {
			t.Errorf("%s: %q, and %q on standard error", words, stdout, stderr)
		}
	}
	for _, c := range commands {
		want, stderr := expect(t, 0, c.name, "-h")
		flag := flagWithValue.FindStringSubmatch(want)
		if !strings.HasPrefix(want, "usage: seccompgen "+c.name+" ") || flag == nil || stderr != "" {
			t.Fatalf("%s -h: %q, and %q on standard error", c.name, want, stderr)
		}
		for _, args := range [][]string{{"help", c.name}, {"-h", c.name}, {c.name, "--help"}, {c.name, flag[1], "x", "-help", "stray"}} {
			if stdout, stderr := expect(t, 0, args...); stdout != want || stderr != "" {
				t.Errorf("%v: %q, and %q on standard error; want\n%s", args, stdout, stderr, want)
			}
		}
	}
}

// TestWrongCommand compares the messages for wrong commands.
func TestWrongCommand(t *testing.T) {
	for words, want := range map[string]string{
		"foo":            "seccompgen: unknown command \"foo\"; want one of generate, dump, list, test, diff, analyze, explain, import, export, report, update\nrun seccompgen -h\n",
		"-policy x":      "seccompgen: unknown command \"-policy\"; want one of generate, dump, list, test, diff, analyze, explain, import, export, report, update\nrun seccompgen -h\n",
		"generat -check": "seccompgen: unknown command \"generat\"; did you mean generate?\nrun seccompgen -h\n",
		"help dmup":      "seccompgen: unknown command \"dmup\"; did you mean dump?\nrun seccompgen -h\n",
		"help dump read": "seccompgen help: unexpected argument \"read\"\nrun seccompgen help -h\n",
	} {
		if stdout, stderr := expect(t, 2, strings.Fields(words)...); stderr != want || stdout != "" {
			t.Errorf("%s: %q, and %q on standard error, want %q", words, stdout, stderr, want)
		}
	}
}

// TestWrongFlag expects the problem and one line more, for every command.
func TestWrongFlag(t *testing.T) {
	for _, c := range commands {
		help, _ := expect(t, 0, c.name, "-h")
		valued := regexp.MustCompile(`(?m)^  (-\w+) [A-Z]+$`).FindStringSubmatch(help)[1]
		for flag, problem := range map[string]string{
			"-polcy": "flag provided but not defined: -polcy",
			valued:   "flag needs an argument: " + valued,
		} {
			want := "seccompgen " + c.name + ": " + problem + "\nrun seccompgen " + c.name + " -h\n"
			if stdout, stderr := expect(t, 2, c.name, flag); stderr != want || stdout != "" {
				t.Errorf("%s %s: %q, and %q on standard error, want %q", c.name, flag, stdout, stderr, want)
			}
		}
	}
	const want = "seccompgen generate: invalid boolean value \"7\" for -check: parse error\nrun seccompgen generate -h\n"
	if _, stderr := expect(t, 2, "generate", "-check=7"); stderr != want {
		t.Errorf("generate -check=7: %q, want %q", stderr, want)
	}
}

// isShortHelp reports whether stderr ends with the pointer to the help of a command, and
// has one line before it.
func isShortHelp(stderr, name string) bool {
	return strings.Count(stderr, "\n") == 2 && strings.HasSuffix(stderr, "\nrun seccompgen "+name+" -h\n")
}

func TestGenerate(t *testing.T) {
	dir := t.TempDir()
	expect(t, 0, "generate", "-csv", shipped, "-out", dir)
	first := snapshot(t, dir)
	if len(first) != 30 {
		t.Errorf("%d files, want 4 and 2 for each of 13 architectures", len(first))
	}
	stdout, _ := expect(t, 0, "generate", "-csv", shipped, "-out", dir)
	if stdout != "" {
		t.Errorf("the same input again replaced files:\n%s", stdout)
	}
	moved := altered(t, "openat,essential,,file-system,seed", "openat,minimal,,file-system,seed")
	stdout, _ = expect(t, 0, "generate", "-csv", moved, "-out", dir)
	if !strings.Contains(stdout, "zprofiles_linux_amd64.go") || strings.Contains(stdout, "zsyscalls") {
		t.Errorf("a call in another tier replaced:\n%s", stdout)
	}
}

// TestGenerateFailureKeepsFiles generates from wrong input, and expects unchanged files.
func TestGenerateFailureKeepsFiles(t *testing.T) {
	dir := t.TempDir()
	copyTables(t, dir)
	before := snapshot(t, dir)
	wrong := altered(t, "openat,essential,,file-system,seed", "openat,essentiel,,file-system,seed")
	_, stderr := expect(t, 1, "generate", "-csv", wrong, "-out", dir)
	if !strings.Contains(stderr, `:8: unknown tier "essentiel"; want one of essential, `) {
		t.Errorf("unknown tier: %s", stderr)
	}
	same(t, dir, before)
}

// copyTables copies the files of package tables into a folder. TestPackages compares them
// with those of generate.
func copyTables(t *testing.T, dir string) {
	t.Helper()
	for name, text := range snapshot(t, "../../tables") {
		if strings.HasPrefix(name, "z") {
			writeFile(t, filepath.Join(dir, name), text)
		}
	}
}

// same compares the files of a folder with a snapshot.
func same(t *testing.T, dir string, before map[string]string) {
	t.Helper()
	for name, data := range before {
		if now, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(now) != data {
			t.Errorf("%s has changed (%v)", name, err)
		}
	}
}

// TestKilledWhileWriting limits the size of a file, so that the kernel kills the
// command in the middle of one, and expects the old files whole. It leaves no lock behind.
func TestKilledWhileWriting(t *testing.T) {
	dir := t.TempDir()
	copyTables(t, dir)
	before := snapshot(t, dir)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	moved := altered(t, "openat,essential,,file-system,seed", "openat,minimal,,file-system,seed")
	// 16 blocks of 512 bytes: less than any file of programs.
	cmd := exec.Command("sh", "-c", `ulimit -f 16; exec "$0" "$@"`, self, "generate", "-csv", moved, "-out", dir)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	output, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatalf("the command was not killed:\n%s", output)
	}
	same(t, dir, before)
	if _, stderr := expect(t, 0, "generate", "-csv", moved, "-out", dir); stderr != "" {
		t.Errorf("the next run printed %q", stderr)
	}
}

// module makes a module around a catalog, with the requirements and constants of this
// one. It returns the path of the constants.
func module(t *testing.T, csv string) string {
	t.Helper()
	dir := filepath.Dir(csv)
	for _, name := range []string{"go.mod", "go.sum", "gen/constants/unix.csv"} {
		data, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "unix.csv")
}

// TestDump compares the formats: they hold the same program.
func TestDump(t *testing.T) {
	for _, goarch := range []string{"amd64", "s390x"} {
		dump := func(format string) string {
			stdout, _ := expect(t, 0, "dump", "-csv", shipped, "-arch", goarch, "-profile", "minimal", "-format", format)
			return stdout
		}
		var tuples [][4]uint32
		if err := json.Unmarshal([]byte(dump("json")), &tuples); err != nil || len(tuples) < 10 {
			t.Fatalf("%d instructions as json: %v", len(tuples), err)
		}
		var order binary.AppendByteOrder = binary.LittleEndian
		if goarch == "s390x" {
			order = binary.BigEndian
		}
		var raw []byte
		for _, i := range tuples {
			raw = order.AppendUint16(raw, uint16(i[0]))
			raw = append(raw, byte(i[1]), byte(i[2]))
			raw = order.AppendUint32(raw, i[3])
		}
		if dump("raw") != string(raw) {
			t.Errorf("%s: the raw program is not the one in json", goarch)
		}
		if _, err := parser.ParseExpr(dump("go")); err != nil {
			t.Errorf("%s: the Go literal: %v", goarch, err)
		}
		asm := dump("asm")
		if n := strings.Count(asm, "\n"); n != len(tuples) {
			t.Errorf("%s: %d lines of assembly, %d instructions", goarch, n, len(tuples))
		}
		for _, text := range []string{"load arch", "arch == " + goarch + " ? 3 : 2", "[another architecture]", "; allow  [", "; errno 38  ["} {
			if !strings.Contains(asm, text) {
				t.Errorf("%s: the assembly lacks %q:\n%s", goarch, text, asm)
			}
		}
	}
}
