package emit_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/args"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"

	sandboxseccomp "github.com/sandbox-seccomp/sandbox-seccomp"
)

// policyFiles returns the files of package p with the profiles of a policy, for 386 and
// amd64, by name.
func policyFiles(t *testing.T, csv string) map[string]string {
	t.Helper()
	c, err := catalog.Load("syscalls.csv", []byte(sandboxseccomp.Catalog()))
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load("policy.csv", []byte(csv), c)
	if err != nil {
		t.Fatal(err)
	}
	selected := []int{arch.Index("386"), arch.Index("amd64")}
	decisions, _, err := p.Decide(args.NewSpace(), selected)
	if err != nil {
		t.Fatal(err)
	}
	files, err := emit.Policy(c, p, decisions, emit.Options{Package: "p", Architectures: selected})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string)
	for _, f := range files {
		out[f.Name] = string(f.Data)
	}
	return out
}

// TestPolicy shows what of a policy is in its package: its rows in the comment of each
// profile, and in the data what the program decides.
func TestPolicy(t *testing.T) {
	files := policyFiles(t, `# profile net-io: local sockets.
profile,syscall,action,when,why
net-io,read,,,
net-io,socket,,arg0 == AF_UNIX,"only ""local"""
net-io,bind,,,
net-io,listen,errno:EPERM,arg1 > 9,
net-io,-386/socketcall,,,
net-io,386/socketcall,,uint32(arg0) == 2,
net-io,close,kill,,
net-io,violation,trap,,
net-io,unknown,log,,
other,@net-io,,,
`)
	for name, texts := range map[string][]string{
		"zprofiles.go": {
			"//go:build !linux || 386 || amd64\n\npackage p\n",
			"// NetIO returns the profile net-io: local sockets.\n//\n//\tread\n//\tsocket           if arg0 == AF_UNIX (only \"local\")\n//\tbind\n//\tlisten           errno:EPERM if arg1 > 9\n//\t-386/socketcall\n",
			"//\tviolation        trap\n//\tunknown          log\nfunc NetIO() tables.Profile {",
			"// Other returns the profile other.\n//\n//\t@net-io\nfunc Other() tables.Profile {",
		},
		"zprofiles_other.go": {"//go:build !linux\n\npackage p\n", "netIO has no program", `"local sockets."`},
		"zprofiles_linux_amd64.go": {
			"//go:build linux && amd64\n\npackage p\n", "\tViolation:   0x00030000,\n\tUnknown:     0x7ffc0000,\n",
			"\tConditional: []tables.Range{\n\t\t{First: tables.SYS_SOCKET, Last: tables.SYS_SOCKET},\n\t},\n",
			"\tEnded: []tables.Range{\n\t\t{First: tables.SYS_CLOSE, Last: tables.SYS_CLOSE},\n\t\t{First: tables.SYS_LISTEN, Last: tables.SYS_LISTEN},\n\t},\n",
		},
		"zprofiles_linux_386.go": {"\tSelectors: []tables.Selector{\n\t\t{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_BIND, Mask: 0xffffffff, Value: 2},\n\t},\n"},
	} {
		for _, text := range texts {
			if !strings.Contains(files[name], text) {
				t.Errorf("%s lacks %q", name, text)
			}
		}
	}
	if len(files) != 4 {
		t.Errorf("%d files, want 4", len(files))
	}
	if t.Failed() {
		t.Log(files["zprofiles.go"], files["zprofiles_linux_amd64.go"])
	}
}
