package operator

import (
	"encoding/json"

	"github.com/goccy/go-yaml"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
)

// manifestJSON is a SeccompProfile.
type manifestJSON struct {
	Version  string            `json:"apiVersion"`
	Kind     string            `json:"kind"`
	Metadata map[string]string `json:"metadata"`
	Spec     json.RawMessage   `json:"spec"`
}

// Write returns a filter as a manifest in YAML. It must have no errno for the default action
// and no number from 2^63 on.
func Write(name string, f oci.Filter) []byte {
	// Strings and numbers always encode.
	text, _ := json.Marshal(manifestJSON{group + "v1", "SeccompProfile", map[string]string{"name": name}, f.JSON()})
	out, _ := yaml.JSONToYAML(text)
	return out
}
