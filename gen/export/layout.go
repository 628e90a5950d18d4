package export

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// File is a file of a folder.
type File struct {
	// Path is relative to the folder, with slashes.
	Path string
	Data []byte
}

const (
	// profileType is the media type of an artifact's configuration: runtimes find the kind of
	// profile there.
	profileType  = "application/vnd.cncf.seccomp-profile.config.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	indexType    = "application/vnd.oci.image.index.v1+json"
)

// descriptor names a file by its hash.
type descriptor struct {
	MediaType    string            `json:"mediaType"`
	Digest       string            `json:"digest"`
	Size         int               `json:"size"`
	ArtifactType string            `json:"artifactType,omitempty"`
	Annotations  map[string]string `json:"annotations,omitempty"`
}

// image is the manifest of an artifact.
type image struct {
	Version      int          `json:"schemaVersion"`
	MediaType    string       `json:"mediaType"`
	ArtifactType string       `json:"artifactType"`
	Config       descriptor   `json:"config"`
	Layers       []descriptor `json:"layers"`
}

// index lists the artifacts of a folder.
type index struct {
	Version   int          `json:"schemaVersion"`
	MediaType string       `json:"mediaType"`
	Manifests []descriptor `json:"manifests"`
}

// Layout returns the files of an OCI image layout with an artifact of KEP-6061: exactly one
// layer, with the document. name becomes the tag.
func Layout(name string, document []byte) []File {
	var files []File
	blob := func(mediaType string, data []byte) descriptor {
		d := descriptor{MediaType: mediaType, Digest: fmt.Sprintf("sha256:%x", sha256.Sum256(data)), Size: len(data)}
		files = append(files, File{"blobs/sha256/" + d.Digest[len("sha256:"):], data})
		return d
	}
	layer := blob("application/json", document)
	layer.Annotations = map[string]string{"org.opencontainers.image.title": name + ".json"}
	manifest := blob(manifestType, encode(image{2, manifestType, profileType, blob(profileType, []byte("{}")), []descriptor{layer}}))
	manifest.ArtifactType = profileType
	manifest.Annotations = map[string]string{"org.opencontainers.image.ref.name": name}
	return append(files,
		File{"index.json", encode(index{2, indexType, []descriptor{manifest}})},
		File{"oci-layout", []byte(`{"imageLayoutVersion":"1.0.0"}`)})
}

// encode returns v in JSON.
func encode(v any) []byte {
	text, _ := json.Marshal(v) // strings and numbers always encode
	return text
}

// digests matches the hash of a file in a layout.
var digests = regexp.MustCompile(`^sha256:([0-9a-f]{64})$`)

// Layer returns the document in the folder of an artifact, and its path there. read reads a
// file of the folder. The folder must hold one artifact of one layer, and files must have their
// hashes.
func Layer(read func(path string) ([]byte, error)) (path string, document []byte, err error) {
	var all index
	data, err := read("index.json")
	if err != nil {
		return "", nil, err
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return "", nil, fmt.Errorf("index.json: %w", err)
	}
	if n := len(all.Manifests); n != 1 {
		return "", nil, fmt.Errorf("index.json: %d artifacts; want one", n)
	}
	path, data, err = all.Manifests[0].blob(read)
	if err != nil {
		return "", nil, fmt.Errorf("index.json: %w", err)
	}
	var m image
	if err := json.Unmarshal(data, &m); err != nil {
		return "", nil, fmt.Errorf("%s: %w", path, err)
	}
	switch {
	case m.Config.MediaType != profileType && m.ArtifactType != profileType:
		return "", nil, fmt.Errorf("%s: no artifact of type %s", path, profileType)
	case len(m.Layers) != 1:
		return "", nil, fmt.Errorf("%s: %d layers; want one", path, len(m.Layers))
	}
	layer, document, err := m.Layers[0].blob(read)
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", path, err)
	}
	return layer, document, nil
}

// blob returns the path and the content of a file by its descriptor.
func (d descriptor) blob(read func(path string) ([]byte, error)) (path string, data []byte, err error) {
	match := digests.FindStringSubmatch(d.Digest)
	if match == nil {
		return "", nil, fmt.Errorf("digest %q; want sha256: and 64 hexadecimal digits", csvfile.Short(d.Digest))
	}
	path = "blobs/sha256/" + match[1]
	if data, err = read(path); err != nil {
		return "", nil, err
	}
	if fmt.Sprintf("%x", sha256.Sum256(data)) != match[1] {
		return "", nil, fmt.Errorf("%s has another hash", path)
	}
	return path, data, nil
}
