package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
)

// exportPrograms writes the programs of a profile, and how to use them.
func exportPrograms(o exportOptions, flags *flag.FlagSet, c *catalog.Catalog, _ io.Writer) error {
	if len(o.arches) == 0 {
		o.arches = arch.Targets
	}
	programs, err := o.programs(flags, c)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	var paths []string
	var data [][]byte
	for _, p := range programs {
		paths = append(paths, filepath.Join(o.out, o.programName(p.Arch)))
		data = append(data, bpf.Encode(p.Program.Instructions, p.Arch.BigEndian))
	}
	_, err = replace.Files(append(paths, filepath.Join(o.out, "README.md")), append(data, o.readme(programs)))
	return err
}

// programs compiles the profile for each architecture.
func (o exportOptions) programs(flags *flag.FlagSet, c *catalog.Catalog) ([]*compile.Compiled, error) {
	if o.policy == "" {
		return compile.Named(c, o.profile, o.arches)
	}
	p, found, err := o.decide(flags, c, o.arches)
	if err != nil {
		return nil, err
	}
	return compile.Policy(c, p.Policy, p.Decisions, compile.Options{Profiles: []*policy.Profile{found}, Architectures: o.arches})
}

// programName returns the name of the file with the program for a.
func (o exportOptions) programName(a *arch.Arch) string {
	return o.profile + "_" + a.GOARCH + ".bpf"
}

// readme returns the README.md of the programs.
func (o exportOptions) readme(programs []*compile.Compiled) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# Profile %s

Each file is the program for one architecture: struct sock_filter in its byte order. It kills
programs of other architectures. Give it to

- bubblewrap: `+"`bwrap --seccomp 3 ... PROGRAM 3<FILE`"+`
- minijail: `+"`minijail0 -n --seccomp-bpf-binary FILE PROGRAM`"+`
- crun: the annotation `+"`run.oci.seccomp_bpf_data`"+` of the container, with the output of `+"`base64 -w0 FILE`"+`

| GOARCH | file | instructions |
|---|---|---|
`, o.profile)
	for _, p := range programs {
		fmt.Fprintf(&b, "| %s | %s | %d |\n", p.Arch.GOARCH, o.programName(p.Arch), len(p.Program.Instructions))
	}
	return b.Bytes()
}
