package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sample is a file with filters.
type sample struct {
	file, format string
	// refused holds the start of a message for each format without these filters.
	refused map[string]string
}

var samples = []sample{
	{"gen/oci/testdata/docker.json", "oci", nil},
	{"gen/oci/testdata/podman.json", "oci", map[string]string{"spo": "p.csv:6:10: the default action is errno ENOSYS (38): "}},
	{"gen/seccompgen/testdata/samples/containers-example.json", "oci", nil},
	{"gen/seccompgen/testdata/samples/moby-conditional_include.json", "oci", nil},
	{"gen/seccompgen/testdata/samples/runc-args-test.json", "oci", nil},
	{"gen/seccompgen/testdata/samples/spo-baseprofile-runc.yaml", "spo", nil},
	{"gen/seccompgen/testdata/samples/spo-seccompprofile.yaml", "spo", nil},
}

// describedProfile matches the comment before an imported profile.
var describedProfile = regexp.MustCompile(`(?m)^# profile (\S+):`)

// TestRoundTrips imports each sample, exports it in each format, and imports it again: no
// verdict changes.
func TestRoundTrips(t *testing.T) {
	for _, s := range samples {
		t.Run(filepath.Base(s.file), func(t *testing.T) {
			data := contents(t, filepath.Join(moduleRoot, s.file))
			t.Chdir(t.TempDir())
			file := "sample" + filepath.Ext(s.file)
			writeFile(t, file, data)
			text, _ := expect(t, 0, "import", "-format", s.format, "-arch", "amd64", file)
			writeFile(t, "p.csv", text)
			found := describedProfile.FindAllStringSubmatch(text, -1)
			if len(found) == 0 {
				t.Fatal(text)
			}
			for _, m := range found {
				s.roundTrip(t, m[1])
			}
		})
	}
}

// roundTrip compares a profile of p.csv with each exported document.
func (s sample) roundTrip(t *testing.T, profile string) {
	t.Helper()
	for format, out := range map[string]string{"oci": "out.json", "spo": "out.yaml", "kep6061": "artifact-" + profile} {
		code, _, stderr := command("export", "-format", format, "-policy", "p.csv", "-profile", profile, "-arch", "amd64", "-o", out)
		if want := s.refused[format]; want != "" {
			if code != 1 || !strings.Contains(stderr, "\n"+want) {
				t.Errorf("%s: exit %d\n%s\nwant %s", format, code, stderr, want)
			}
			continue
		}
		if code != 0 {
			t.Errorf("%s: exit %d\n%s", format, code, stderr)
			continue
		}
		if format == "kep6061" {
			out = layerOf(t, out)
		}
		expect(t, 0, "diff", "-arch", "amd64", "p.csv#"+profile, out)
	}
}

// layerOf returns the file with the document of an artifact.
func layerOf(t *testing.T, folder string) (layer string) {
	t.Helper()
	blobs, err := filepath.Glob(filepath.Join(folder, "blobs/sha256/*"))
	if err != nil || len(blobs) != 3 {
		t.Fatal(blobs, err)
	}
	for _, blob := range blobs {
		if strings.Contains(contents(t, blob), `"defaultAction"`) {
			if layer != "" {
				t.Fatalf("%s: two layers", folder)
			}
			layer = blob
		}
	}
	return layer
}
