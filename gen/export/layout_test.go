package export_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
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
