package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// exportContainer writes the filter of a container.
func exportContainer(o exportOptions, flags *flag.FlagSet, c *catalog.Catalog, stdout io.Writer) error {
	text, err := o.document(flags, c, export.OCI)
	if err != nil {
		return err
	}
	if err := printOrWrite(o.out, text, stdout); err != nil {
		return err
	}
	o.hints(strings.Contains(string(text), "SCMP_ACT_NOTIFY"))
	return nil
}

// exportManifest writes a manifest of the security profiles operator.
func exportManifest(o exportOptions, flags *flag.FlagSet, c *catalog.Catalog, stdout io.Writer) error {
	text, err := o.document(flags, c, export.Manifest)
	if err != nil {
		return err
	}
	if err := printOrWrite(o.out, text, stdout); err != nil {
		return err
	}
	file := filepath.ToSlash(o.out)
	if file == "" {
		file = o.profile + ".yaml"
	}
	fmt.Fprintf(o.stderr, `Kubernetes: kubectl apply -f %s, and with status Installed, in the pod:
  securityContext: {seccompProfile: {type: Localhost, localhostProfile: operator/%s.json}}
`, file, o.profile)
	if strings.Contains(string(text), "SCMP_ACT_NOTIFY") {
		fmt.Fprintln(o.stderr, "SCMP_ACT_NOTIFY: add spec.listenerPath, the socket of the supervisor below /var/run/security-profiles-operator")
	}
	return nil
}

// exportDropIn writes a drop-in for a service of systemd. Comments have its differences.
func exportDropIn(o exportOptions, flags *flag.FlagSet, c *catalog.Catalog, stdout io.Writer) error {
	text, differences, err := o.compared(flags, c, export.DropIn)
	if err != nil {
		return err
	}
	for _, line := range differences {
		fmt.Fprintln(o.stderr, line)
		text = fmt.Appendf(text, "# not as in the profile: %s\n", line)
	}
	if err := printOrWrite(o.out, text, stdout); err != nil {
		return err
	}
	file := filepath.ToSlash(o.out)
	if file == "" {
		file = o.profile + ".conf"
	}
	fmt.Fprintf(o.stderr, "install -D -m 644 %s /etc/systemd/system/UNIT.service.d/%s && systemctl daemon-reload\n", file, path.Base(file))
	return nil
}

// exportArtifact writes an artifact of KEP-6061.
func exportArtifact(o exportOptions, flags *flag.FlagSet, c *catalog.Catalog, _ io.Writer) error {
	text, err := o.document(flags, c, export.Artifact)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(o.out, "blobs", "sha256"), 0o755); err != nil {
		return err
	}
	var paths []string
	var data [][]byte
	for _, f := range export.Layout(o.profile, text) {
		paths, data = append(paths, filepath.Join(o.out, filepath.FromSlash(f.Path))), append(data, f.Data)
	}
	if _, err := replace.Files(paths, data); err != nil {
		return err
	}
	fmt.Fprintf(o.stderr, `oras cp --from-oci-layout %s:%s REGISTRY/NAME:TAG
skopeo copy oci:%[1]s:%[2]s docker://REGISTRY/NAME:TAG
`, filepath.ToSlash(o.out), o.profile)
	return nil
}

// document returns the document of a profile, and prints its differences.
func (o exportOptions) document(flags *flag.FlagSet, c *catalog.Catalog, f export.Format) ([]byte, error) {
	text, differences, err := o.compared(flags, c, f)
	for _, line := range differences {
		fmt.Fprintln(o.stderr, line)
	}
	return text, err
}

// compared returns the document of a profile and its differences.
func (o exportOptions) compared(flags *flag.FlagSet, c *catalog.Catalog, f export.Format) (text []byte, differences []string, err error) {
	s, err := o.source(flags, c)
	if err != nil {
		return nil, nil, err
	}
	o.named(&s, f)
	o.shareErrnos(&s)
	return export.Document(s, f, o.approximate)
}

// named removes the architectures without a name in the format, unless they are those of
// -arch.
func (o exportOptions) named(s *export.Source, f export.Format) {
	if len(o.arches) > 0 {
		return
	}
	var named []*arch.Arch
	for _, a := range s.Arches {
		if f.Names(a) {
			named = append(named, a)
		} else {
			fmt.Fprintf(o.stderr, "without %s: the format has no name for it\n", a.GOARCH)
		}
	}
	s.Arches = named
}

// shareErrnos removes the architectures with other errnos than amd64, unless they are those
// of -arch.
func (o exportOptions) shareErrnos(s *export.Source) {
	if len(o.arches) > 0 {
		return
	}
	var shared, others []*arch.Arch
	for _, a := range s.Arches {
		if export.SharesErrnos(s.Decisions[a.Index], a, arch.ByGOARCH("amd64")) {
			shared = append(shared, a)
		} else {
			others = append(others, a)
		}
	}
	if s.Arches = shared; len(others) > 0 {
		names := strings.Join(arch.Names(others), ",")
		fmt.Fprintf(o.stderr, "without %s: their errnos have other numbers; export them with -arch %s\n", strings.ReplaceAll(names, ",", ", "), names)
	}
}

// hints prints how runtimes take the document.
func (o exportOptions) hints(notifies bool) {
	file := filepath.ToSlash(o.out)
	if file == "" {
		file = o.profile + ".json"
	}
	name := path.Base(file)
	fmt.Fprintf(o.stderr, `Docker, Podman: docker run --security-opt seccomp=%s --security-opt no-new-privileges IMAGE
Kubernetes: copy it to /var/lib/kubelet/seccomp/profiles/%s of each node, with this in the pod:
  securityContext: {seccompProfile: {type: Localhost, localhostProfile: profiles/%[2]s}}
`, file, name)
	if notifies {
		fmt.Fprintln(o.stderr, "SCMP_ACT_NOTIFY: add the field listenerPath, the socket of the supervisor; runtimes refuse the document without it")
	}
}
