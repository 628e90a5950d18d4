package export_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"path"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
)

// TestLayout follows the hashes of a layout from its index to the document.
func TestLayout(t *testing.T) {
	files := make(map[string][]byte)
	for _, f := range export.Layout("server", []byte("{}\n")) {
		files[f.Path] = f.Data
		if sum := sha256.Sum256(f.Data); path.Dir(f.Path) == "blobs/sha256" && path.Base(f.Path) != hex.EncodeToString(sum[:]) {
			t.Errorf("%s holds %q", f.Path, f.Data)
		}
	}
	if got := string(files["oci-layout"]); got != `{"imageLayoutVersion":"1.0.0"}` {
		t.Error(got)
	}
	type descriptor struct {
		MediaType, Digest, ArtifactType string
		Size                            int
		Annotations                     map[string]string
	}
	blob := func(d descriptor) []byte {
		data, ok := files["blobs/sha256/"+strings.TrimPrefix(d.Digest, "sha256:")]
		if !ok || len(data) != d.Size {
			t.Errorf("%+v: %d bytes", d, len(data))
		}
		return data
	}
	var index struct{ Manifests []descriptor }
	if err := json.Unmarshal(files["index.json"], &index); err != nil || len(index.Manifests) != 1 || index.Manifests[0].Annotations["org.opencontainers.image.ref.name"] != "server" {
		t.Fatal(err, index)
	}
	var manifest struct {
		ArtifactType string
		Config       descriptor
		Layers       []descriptor
	}
	if err := json.Unmarshal(blob(index.Manifests[0]), &manifest); err != nil || len(manifest.Layers) != 1 {
		t.Fatal(err, manifest)
	}
	const kind = "application/vnd.cncf.seccomp-profile.config.v1+json"
	if manifest.ArtifactType != kind || manifest.Config.MediaType != kind || string(blob(manifest.Config)) != "{}" {
		t.Errorf("%+v", manifest)
	}
	if got := string(blob(manifest.Layers[0])); got != "{}\n" || manifest.Layers[0].MediaType != "application/json" {
		t.Errorf("%q in %+v", got, manifest.Layers[0])
	}
}

// TestLayer finds the document of a layout, and lists the errors of damaged ones.
func TestLayer(t *testing.T) {
	type folder map[string][]byte
	document := func(f folder) (string, error) {
		_, text, err := export.Layer(func(path string) ([]byte, error) {
			if data, ok := f[path]; ok {
				return data, nil
			}
			return nil, errors.New("no " + path)
		})
		return string(text), err
	}
	// replaced replaces text in the file with it.
	replaced := func(f folder, old, with string) {
		for path, data := range f {
			f[path] = []byte(strings.ReplaceAll(string(data), old, with))
		}
	}
	const list, kind = `"manifests":[`, "application/vnd.cncf.seccomp-profile.config.v1+json"
	for _, x := range []struct {
		change func(folder)
		want   string
	}{
		{func(folder) {}, ""},
		{func(f folder) { delete(f, "index.json") }, "no index.json"},
		{func(f folder) { f["index.json"] = []byte("{") }, "index.json: unexpected end of JSON input"},
		{func(f folder) { replaced(f, list, list+"{},") }, "index.json: 2 artifacts; want one"},
		{func(f folder) { replaced(f, "sha256:", "sha512:") }, `index.json: digest "sha512:`},
		{func(f folder) { replaced(f, "sha256:", "sha256:../") }, `index.json: digest "sha256:../`},
		{func(f folder) { replaced(f, "document", "DOCUMENT") }, " has another hash"},
		{func(f folder) {
			for path := range f {
				if path != "index.json" {
					delete(f, path)
				}
			}
		}, "index.json: no blobs/sha256/"},
		{func(f folder) { rewrite(f, `"layers":[`, `"layers":[{},`) }, ": 2 layers; want one"},
		{func(f folder) { rewrite(f, kind, "application/other") }, ": no artifact of type " + kind},
	} {
		f := make(folder)
		for _, file := range export.Layout("server", []byte("document")) {
			f[file.Path] = file.Data
		}
		x.change(f)
		got, err := document(f)
		if x.want == "" && (err != nil || got != "document") || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%q: %v, want %q", got, err, x.want)
		}
	}
}

// rewrite replaces text in the manifest of a layout, with its hash in the index.
func rewrite(f map[string][]byte, old, with string) {
	for path, data := range f {
		if !strings.Contains(string(data), `"layers"`) {
			continue
		}
		sum := func(data []byte) string { s := sha256.Sum256(data); return hex.EncodeToString(s[:]) }
		changed := []byte(strings.ReplaceAll(string(data), old, with))
		delete(f, path)
		f["blobs/sha256/"+sum(changed)] = changed
		f["index.json"] = []byte(strings.ReplaceAll(string(f["index.json"]), sum(data), sum(changed)))
		return
	}
}
