package main

import (
	"os"
	"strings"
	"testing"
)

func TestExport(t *testing.T) { runArchives(t, "export", "testdata/export") }

// TestExportErrors lists wrong arguments, with the start of their message.
func TestExportErrors(t *testing.T) {
	for args, want := range map[string]string{
		"":                                 "no -format; want bpf or kep6061 or oci or spo or systemd",
		"-format json":                     `unknown format "json"; want bpf or kep6061 or oci or spo or systemd`,
		"-format oci":                      "no -profile; name a built-in profile, or one of -policy",
		"-format oci -profile none":        `unknown profile "none"; want one of essential, `,
		"-format oci -profile x -strict":   "-strict without -policy; ",
		"-format oci -profile x -arch ppc": `-arch: unknown architecture "ppc"; want some of `,
		"-format oci -profile x y":         `unexpected argument "y"`,
		"-format bpf -profile network":     "no -o; name a folder",
		"-format kep6061 -profile network": "no -o; name a folder",
		"-format bpf -profile network -approximate -o x": "-approximate with -format bpf; programs are exact",
	} {
		if _, stderr := expect(t, 2, append([]string{"export"}, strings.Fields(args)...)...); !strings.HasPrefix(stderr, "seccompgen export: "+want) {
			t.Errorf("%s: %s\nwant %s", args, stderr, want)
		}
	}
}

// TestExportPrograms writes raw programs in both byte orders, and compares them with the
// profile.
func TestExportPrograms(t *testing.T) {
	t.Chdir(t.TempDir())
	const rows = "profile,syscall,action,when,why\nserver,violation,errno:EPERM,,\nserver,read,,,\nserver,kill,errno:EACCES,sig == SIGKILL,\nserver,kill,,,\n"
	if err := os.WriteFile("p.csv", []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, flags := range []string{"-policy p.csv -profile server", "-profile essential"} {
		expect(t, 0, strings.Fields("export -format bpf -arch amd64,s390x -o programs "+flags)...)
	}
	readme, err := os.ReadFile("programs/README.md")
	if err != nil || !strings.Contains(string(readme), "| s390x | essential_s390x.bpf | ") {
		t.Errorf("%v\n%s", err, readme)
	}
	for _, goarch := range []string{"amd64", "s390x"} {
		expect(t, 0, "diff", "-arch", goarch, "p.csv#server", "programs/server_"+goarch+".bpf")
		expect(t, 0, "diff", "-arch", goarch, "essential", "programs/essential_"+goarch+".bpf")
	}
}

// TestExportArtifact writes an artifact, and compares its layer and its folder with the profile.
// The folder imports as the layer does.
func TestExportArtifact(t *testing.T) {
	t.Chdir(t.TempDir())
	const rows = "profile,syscall,action,when,why\nserver,violation,errno:EPERM,,\nserver,unknown,errno:EPERM,,\nserver,read,,,\nserver,kill,errno:EACCES,sig == SIGKILL,\nserver,kill,,,\n"
	if err := os.WriteFile("p.csv", []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr := expect(t, 0, strings.Fields("export -format kep6061 -policy p.csv -profile server -arch amd64,s390x -o artifact")...)
	if !strings.HasPrefix(stderr, "oras cp --from-oci-layout artifact:server ") {
		t.Error(stderr)
	}
	expect(t, 0, "diff", "-arch", "amd64,s390x", "p.csv#server", layerOf(t, "artifact"))
	expect(t, 0, "diff", "-arch", "amd64,s390x", "p.csv#server", "artifact")
	layer, _ := expect(t, 0, "import", "-format", "oci", layerOf(t, "artifact"))
	if folder, _ := expect(t, 0, "import", "-format", "oci", "artifact"); folder != layer {
		t.Errorf("the folder imports as\n%s\nthe layer as\n%s", folder, layer)
	}
	for args, code := range map[string]int{"diff p.csv artifact/blobs": 2, "import -format oci artifact/blobs": 1} {
		_, stderr := expect(t, code, strings.Fields(args)...)
		if want := "artifact/blobs is a folder: "; !strings.HasPrefix(stderr, want) {
			t.Errorf("%s: %s\nwant %s", args, stderr, want)
		}
	}
}
