package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestImport(t *testing.T) { runArchives(t, "import", "testdata/import") }

// TestImported generates an imported policy as it is, and with the proposals in place of
// their rows.
func TestImported(t *testing.T) {
	const trace = "socket(AF_UNIX, SOCK_STREAM, 0) = 3\nioctl(1, TCGETS, 0x7ffc) = 0\nsetsockopt(3, SOL_SOCKET, SO_REUSEADDR, [1], 4) = 0\n"
	withStdin(t, trace)
	file := filepath.Join(t.TempDir(), "policy.csv")
	expect(t, 0, "import", "-format", "strace", "-arch", "amd64", "-o", file)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), "# profile imported: recorded by strace, imported from standard input\n") {
		t.Errorf("description of standard input:\n%s", text)
	}
	var proposed []string
	for line := range strings.Lines(string(text)) {
		if row, ok := strings.CutPrefix(line, "# imported,"); ok {
			proposed[len(proposed)-1] = "imported," + row
		} else {
			proposed = append(proposed, line)
		}
	}
	narrow := filepath.Join(t.TempDir(), "narrow.csv")
	if err := os.WriteFile(narrow, []byte(strings.Join(proposed, "")), 0o644); err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	for _, policy := range []string{file, narrow} {
		if _, stderr := expect(t, 0, "generate", "-strict", "-arch", "amd64,arm64", "-policy", policy, "-out", out); stderr != "" {
			t.Errorf("%s: %s", policy, stderr)
		}
	}
	stdout, _ := expect(t, 0, "dump", "-arch", "amd64", "-policy", narrow, "-profile", "imported", "ioctl", "0", "TCSETS")
	if !strings.Contains(stdout, "kill the process: violation") {
		t.Errorf("the proposal allows another command:\n%s", stdout)
	}
}

// TestImportErrors lists wrong arguments, with the start of their message.
func TestImportErrors(t *testing.T) {
	for args, want := range map[string]string{
		"":                                 "no -format; want audit or minijail or oci or spo or strace or systemd",
		"-format json x":                   `unknown format "json"; want audit or minijail or oci or spo or strace or systemd`,
		"-format oci -caps SYS_ADMIN":      `-caps: unknown capability "SYS_ADMIN"; want names as CAP_SYS_ADMIN`,
		"-format oci -kernel 5":            `-kernel: version "5"; want X.Y, as 4.8`,
		"-format oci -arch amd64,vax":      `-arch: unknown architecture "vax"; want some of 386,`,
		"-format strace -profile A":        `invalid profile name "A"; use small letters and digits, with - between words`,
		"-format strace -arch vax":         `-arch: unknown architecture "vax"; want some of 386,`,
		"-format strace -profile p -arch ": "flag needs an argument: -arch",
	} {
		if _, stderr := expect(t, 2, append([]string{"import"}, strings.Fields(args)...)...); !strings.HasPrefix(stderr, "seccompgen import: "+want) {
			t.Errorf("%s: %s\nwant %s", args, stderr, want)
		}
	}
}

// TestManySources names the first files of many, in quotes if a terminal could read them
// otherwise.
func TestManySources(t *testing.T) {
	for want, files := range map[string][]string{
		"a, b":                {"a", "b"},
		"standard input":      {"-"},
		"a, b, c, and 2 more": {"a", "b", "c", "d", "e"},
		`"a\x1b[1m"`:          {"a\x1b[1m"},
	} {
		if got := sources(files); got != want {
			t.Errorf("%q: %s, want %s", files, got, want)
		}
	}
}
