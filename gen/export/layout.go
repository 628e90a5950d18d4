package export

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
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
