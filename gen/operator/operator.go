// Package operator reads and writes profiles of the Kubernetes security profiles operator:
// manifests of kind SeccompProfile, in versions v1 and, to read, v1beta1.
//
// A filter is that of package oci, without the extensions of Docker and Podman. With
// baseProfileName the rules of another profile of the files are added. Where both have
// rules for a syscall, they must have one action: the operator takes the less restrictive
// one.
package operator

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// File is a file of manifests.
type File struct {
	Name string
	Data []byte
}

// Profile is a profile of the files.
type Profile struct {
	// Name is the name in the manifest, as a policy can have it.
	Name     string
	Document *document.Document
}

// manifest is a SeccompProfile.
type manifest struct {
	name string
	spec *structure.Node
	base *structure.Node
}

// group is the API group of the operator.
const group = "security-profiles-operator.x-k8s.io/"

// reader reads files.
type reader struct {
	structure.Decoder
	manifests []manifest
}

// Read reads the profiles of the first file. The others may have their base profiles.
func Read(files []File, c *catalog.Catalog, o oci.Options) (list []Profile, warnings csvfile.Warnings, err error) {
	var r reader
	first := 0
	for i, f := range files {
		documents, err := structure.YAML(f.Name, f.Data)
		if err != nil {
			return nil, nil, err
		}
		for _, n := range documents {
			r.manifest(n)
		}
		if i == 0 {
			first = len(r.manifests)
		}
	}
	if first == 0 && len(r.Errors) == 0 {
		r.Fail(structure.Place{File: files[0].Name, Line: 1, Col: 1}, "", "no manifest of kind SeccompProfile")
	}
	var errs []error
	for _, m := range r.manifests[:first] {
		d, more, err := oci.ReadPlain("SeccompProfile", r.whole(m, nil), c, o)
		list, warnings, errs = append(list, Profile{policyName(m.name), d}), append(warnings, more...), append(errs, err)
	}
	if err := r.Errors.Sorted(); err != nil {
		return nil, nil, err
	}
	return list, warnings, errors.Join(errs...)
}

// manifest reads a document of a file. Objects of other kinds do not count.
func (r *reader) manifest(n *structure.Node) {
	if n.Kind == structure.Null || !r.Is(n, structure.Object) {
		return
	}
	kind, version := n.Field("kind"), n.Field("apiVersion")
	if kind == nil || kind.Text != "SeccompProfile" || version == nil || !strings.HasPrefix(version.Text, group) {
		return
	}
	var m manifest
	ignored := func(*structure.Node) {}
	r.Object(n, map[string]func(*structure.Node){
		"kind": ignored, "apiVersion": ignored, "status": ignored,
		"metadata": func(n *structure.Node) {
			if name := n.Field("name"); r.Is(n, structure.Object) && name != nil {
				r.Text(&m.name)(name)
			}
		},
		"spec": func(n *structure.Node) { m.spec = n },
	})
	switch {
	case m.name == "":
		r.Fail(n.Place, "", "no metadata.name")
	case m.spec == nil:
		r.Fail(n.Place, "", "no spec")
	case r.Is(m.spec, structure.Object):
		m.base = m.spec.Field("baseProfileName")
		r.manifests = append(r.manifests, m)
	}
}

// own lists the fields of a manifest's spec that are not the filter's.
var own = []string{"baseProfileName", "state", "disabled"}

// whole returns the filter of a manifest with the rules of its base profiles. using lists
// the profiles based on it.
func (r *reader) whole(m manifest, using []string) *structure.Node {
	out := *m.spec
	out.Fields = slices.DeleteFunc(slices.Clone(out.Fields), func(f structure.Field) bool { return slices.Contains(own, f.Name) })
	if m.base == nil {
		return &out
	}
	i := slices.IndexFunc(r.manifests, func(x manifest) bool { return x.name == m.base.Text })
	switch {
	case i < 0:
		r.Fail(m.base.Place, "give a file with it after the first", "no profile %q", m.base.Text)
		return &out
	case slices.Contains(using, m.name):
		r.Fail(m.base.Place, "", "profile %s is its own base", m.name)
		return &out
	}
	base := r.whole(r.manifests[i], append(using, m.name))
	r.join(&out, base)
	return &out
}

// join adds the rules of a base to a filter.
func (r *reader) join(out, base *structure.Node) {
	rules := base.Field("syscalls")
	if rules == nil {
		return
	}
	own := out.Field("syscalls")
	if own == nil {
		own = &structure.Node{Place: rules.Place, Kind: structure.Array}
		out.Fields = append(out.Fields, structure.Field{Place: rules.Place, Name: "syscalls", Value: own})
	}
	actions := make(map[string]string)
	each(own, func(name *structure.Node, action string) { actions[name.Text] = action })
	each(rules, func(name *structure.Node, action string) {
		if mine := actions[name.Text]; mine != "" && mine != action {
			r.Fail(name.Place, "remove one of both rules", "%s has action %s in the base profile, and %s in the other", name.Text, action, mine)
		}
	})
	joined := *own
	joined.Items = slices.Concat(own.Items, rules.Items)
	for i := range out.Fields {
		if out.Fields[i].Name == "syscalls" {
			out.Fields[i].Value = &joined
		}
	}
}

// each calls f for each name in a list of rules, with the action and its errno.
func each(rules *structure.Node, f func(name *structure.Node, action string)) {
	for _, rule := range rules.Items {
		names, action, errno := rule.Field("names"), rule.Field("action"), rule.Field("errnoRet")
		if names == nil || action == nil {
			continue
		}
		text := action.Text
		if errno != nil {
			text += " " + errno.Text
		}
		for _, name := range names.Items {
			f(name, text)
		}
	}
}

// unfit matches the characters that a policy's name of a profile cannot have.
var unfit = regexp.MustCompile(`[^a-z0-9]+`)

// policyName returns the name of a manifest as a policy can have it.
func policyName(name string) string {
	name = strings.Trim(unfit.ReplaceAllString(strings.ToLower(name), "-"), "-")
	if name == "" || name[0] <= '9' {
		return strings.TrimSuffix("profile-"+name, "-")
	}
	return name
}
