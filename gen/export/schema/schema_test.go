package schema_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// rows has each action and each kind of condition that all formats have.
const rows = `profile,syscall,action,when,why
p,violation,errno:EPERM,,
p,unknown,errno:EPERM,,
p,kill,kill,sig == SIGKILL && pid > 1,
p,kill,,,
p,tgkill,kill-thread,uint64(tgid) < 100,
p,personality,trap,personality & 0xff00 != 0,
p,getpgid,trace:9,uint64(pid) > 31,
p,acct,log,,
p,@hardened-network,,,
`

// document returns the rows as a document, for the architectures with amd64's errnos.
func document(t *testing.T, f export.Format) []byte {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load("p.csv", []byte(rows), c)
	if err != nil {
		t.Fatal(err)
	}
	on := []*arch.Arch{arch.ByGOARCH("386"), arch.ByGOARCH("amd64"), arch.ByGOARCH("arm64"), arch.ByGOARCH("riscv64")}
	d, _, err := p.Decide(argset.NewSpace(), on)
	if err != nil {
		t.Fatal(err)
	}
	text, _, err := export.Document(export.Source{Name: "p", Catalog: c, Arches: on, Decisions: d.Of[p.Profiles[0]], Space: d.Space}, f, true)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// closed lets a schema refuse the fields that it does not name. Kubernetes does so with strict
// validation.
func closed(schema any) any {
	switch x := schema.(type) {
	case []any:
		for _, item := range x {
			closed(item)
		}
	case map[string]any:
		for _, item := range x {
			closed(item)
		}
		if _, ok := x["properties"].(map[string]any); ok && x["type"] == "object" {
			x["additionalProperties"] = false
		}
	}
	return schema
}

func parse(t *testing.T, text []byte) any {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// compile compiles the schema at a place in one of the files.
func compile(t *testing.T, files map[string]any, place string) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	for name, schema := range files {
		if err := c.AddResource("file:///"+name, schema); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Compile("file:///" + place)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate validates a document, and the document with each change: it must be refused.
func validate(t *testing.T, s *jsonschema.Schema, text []byte, changes map[string]string) {
	t.Helper()
	if err := s.Validate(parse(t, text)); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	for old, replaced := range changes {
		if !strings.Contains(string(text), old) {
			t.Errorf("no %s in\n%s", old, text)
		}
		if s.Validate(parse(t, []byte(strings.Replace(string(text), old, replaced, 1)))) == nil {
			t.Errorf("%s in place of %s is valid", replaced, old)
		}
	}
}

// TestOCI validates documents and layers of artifacts by the schema of the runtime
// specification.
func TestOCI(t *testing.T) {
	files := make(map[string]any)
	for _, name := range []string{"config-linux.json", "defs-linux.json", "defs.json"} {
		files[name] = closed(parse(t, read(t, name)))
	}
	s := compile(t, files, "config-linux.json#/linux/properties/seccomp")
	for _, f := range []export.Format{export.OCI, export.Artifact} {
		validate(t, s, document(t, f), map[string]string{
			"SCMP_ACT_ERRNO":  "SCMP_ACT_REFUSE",
			"SCMP_ARCH_X86":   "SCMP_ARCH_X87",
			`"valueTwo"`:      `"value2"`,
			"SCMP_CMP_MASKED": "SCMP_CMP_",
			`"names"`:         `"name"`,
		})
	}
}

// TestManifest validates manifests by the schema of version v1.
func TestManifest(t *testing.T) {
	text, err := yaml.YAMLToJSON(read(t, "seccompprofiles.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var definition struct {
		Spec struct {
			Versions []struct {
				Name   string
				Schema struct{ OpenAPIV3Schema json.RawMessage }
			}
		}
	}
	if err := json.Unmarshal(text, &definition); err != nil {
		t.Fatal(err)
	}
	v := definition.Spec.Versions[0]
	if v.Name != "v1" {
		t.Fatal(v.Name)
	}
	s := compile(t, map[string]any{v.Name: closed(parse(t, v.Schema.OpenAPIV3Schema))}, v.Name)
	manifest, err := yaml.YAMLToJSON(document(t, export.Manifest))
	if err != nil {
		t.Fatal(err)
	}
	validate(t, s, manifest, map[string]string{
		`"spec"`:           `"specification"`,
		"SCMP_ACT_ERRNO":   "SCMP_ACT_REFUSE",
		"SCMP_ARCH_X86":    "SCMP_ARCH_LOONGARCH64",
		`"valueTwo"`:       `"value2"`,
		`"defaultAction":`: `"defaultErrnoRet": 38, "defaultAction":`,
	})
}
