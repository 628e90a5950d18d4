package emit_test

import (
	"bytes"
	"go/format"
	"os"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/emit"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// policyFiles returns the files of package p with the profiles of a policy, for some
// architectures, by name. All are in the format of gofmt.
func policyFiles(t *testing.T, csv string, compat bool, goarchs ...string) map[string]string {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load("policy.csv", []byte(csv), c)
	if err != nil {
		t.Fatal(err)
	}
	var selected []*arch.Arch
	for _, goarch := range goarchs {
		selected = append(selected, arch.ByGOARCH(goarch))
	}
	decisions, _, err := p.Decide(argset.NewSpace(), selected)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := compile.Policy(c, p, decisions, compile.Options{Profiles: p.Profiles, Architectures: selected, Companions: compat})
	if err != nil {
		t.Fatal(err)
	}
	files, err := emit.Policy(c, "p", p, compiled)
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]string)
	for _, f := range files {
		out[f.Name] = string(f.Data)
		if formatted, err := format.Source(f.Data); err != nil || !bytes.Equal(formatted, f.Data) {
			t.Errorf("gofmt would change %s (%v):\n%s", f.Name, err, f.Data)
		}
	}
	return out
}

// TestPolicy looks into the package of a policy: comments hold the rules, and data lists the
// decided numbers.
func TestPolicy(t *testing.T) {
	files := policyFiles(t, `# profile net-io: local sockets.
profile,syscall,action,when,why
net-io,read,,,
net-io,socket,,family == AF_UNIX,"only ""local"""
net-io,bind,,,
net-io,listen,errno:EPERM,backlog > 9,
net-io,-386/socketcall,,,
net-io,386/socketcall,log,uint32(arg0) == 3,
net-io,386/socketcall,,uint32(arg0) == 2 || uint32(arg0) == 9,
net-io,386/ipc,,uint32(arg0) == 0x10015,
net-io,close,kill,,
net-io,violation,trap,,
net-io,unknown,log,,
other,@net-io,,,
`, false, "386", "amd64")
	for name, texts := range map[string][]string{
		"zprofiles.go": {
			"//go:build !linux || 386 || amd64\n\npackage p\n",
			"// NetIO returns the profile net-io: local sockets.\n//\n//\tread\n//\tsocket           if family == AF_UNIX (only \"local\")\n//\tbind\n//\tlisten           errno:EPERM if backlog > 9\n//\t-386/socketcall\n",
			"//\tviolation        trap\n//\tunknown          log\nfunc NetIO() tables.Profile {",
			"// Other returns the profile other.\n//\n//\t@net-io\nfunc Other() tables.Profile {",
		},
		"zprofiles_other.go": {"//go:build !linux\n\npackage p\n", "netIO has no program", `"local sockets."`},
		"zprofiles_linux_amd64.go": {
			"//go:build linux && amd64\n\npackage p\n", "\tViolation:   0x00030000,\n\tUnknown:     0x7ffc0000,\n",
			"\tConditional: []tables.Range{\n\t\t{First: tables.SYS_SOCKET, Last: tables.SYS_SOCKET},\n\t},\n",
			"\tOverrides: []tables.Override{\n\t\t{First: tables.SYS_CLOSE, Last: tables.SYS_CLOSE, Action: 0x80000000},\n\t\t{First: tables.SYS_LISTEN, Last: tables.SYS_LISTEN, Action: 0x00050001},\n\t},\n",
		},
		"zprofiles_linux_386.go": {"\tSelectors: []tables.Selector{\n\t\t{Multiplexer: tables.SYS_IPC, Call: tables.SYS_SHMAT, Mask: 0x0000ffff, Value: 21, Allowed: true, Action: 0x7fff0000},\n\t\t{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_BIND, Mask: 0xffffffff, Value: 2, Allowed: true, Action: 0x7fff0000},\n\t\t{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_CONNECT, Mask: 0xffffffff, Value: 3, Action: 0x7ffc0000},\n\t\t{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_SEND, Mask: 0xffffffff, Value: 9, Allowed: true, Action: 0x7fff0000},\n\t\t{Multiplexer: tables.SYS_SOCKETCALL, Call: tables.SYS_SENDTO, Mask: 0xffffffff, Value: 9, Allowed: true, Action: 0x7fff0000},\n\t},\n"},
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

// TestWorkedExample generates the rule of the package comment, and looks for its lines.
func TestWorkedExample(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	block := func(prefix string) (lines []string) {
		for line := range strings.Lines(string(doc)) {
			if rest, ok := strings.CutPrefix(line, "//\t"); ok && strings.HasPrefix(rest, prefix) {
				lines = append(lines, rest)
			}
		}
		return lines
	}
	rules, instructions, comment := block("server,"), block("{Code:"), block("socket ")
	if len(rules) != 1 || len(instructions) != 2 || len(comment) != 1 {
		t.Fatalf("doc.go has the rules %q, the instructions %q and the comment %q", rules, instructions, comment)
	}
	files := policyFiles(t, "profile,syscall,action,when,why\n"+rules[0], false, "amd64")
	for _, line := range instructions {
		if text := files["zprofiles_linux_amd64.go"]; !strings.Contains(text, "\t"+line) {
			t.Errorf("%s is not in\n%s", line, text)
		}
	}
	if text := files["zprofiles.go"]; !strings.Contains(text, "//\t"+comment[0]) {
		t.Errorf("%s is not in\n%s", comment[0], text)
	}
}

// TestCompat looks into a package with a companion ABI. It lists each syscall with all its
// entry points there: its own number, variants and multiplexers.
func TestCompat(t *testing.T) {
	const csv = `profile,syscall,action,when,why
first,read,,,
second,amd64/write,errno:EPERM,,
second,386/mmap2,log,,
second,mips/mmap2,trap,,
`
	for goarch, texts := range map[string][]string{
		"amd64": {
			"var compat_386 = []tables.CompatCall{\n",
			"{Call: tables.SYS_MMAP, Number: 90}", "{Call: tables.SYS_MMAP, Number: 192}",
			"{Call: tables.SYS_MMAP2, Number: 90}", "{Call: tables.SYS_MMAP2, Number: 192}",
			"{Call: tables.SYS_SENDTO, Number: 369}", "{Call: tables.SYS_SENDTO, Number: 102}",
			"{Call: tables.SYS_ACCEPT, Number: 102}", "{Call: tables.SYS_SEND, Number: 102}", "{Call: tables.SYS_SOCKETCALL, Number: 102}",
			"386: 3 read", "386: 192 mmap2", "  log  ", "  errno 1  ", "\tCompat:  16,\n\t\tDenied:  []uint16{13, 21},\n\t\tUnknown: []uint16{14, 22},\n",
			"512 .. 547 (x32), 0x40000000 .. 0xfffffffe (x32)",
		},
		"mips64": {
			"var compat_mips = []tables.CompatCall{\n",
			"{Call: tables.SYS_READ, Number: 4003}", "{Call: tables.SYS_SENDTO, Number: 4180}", "{Call: tables.SYS_SENDTO, Number: 4102}",
			"mips: 4003 read", "mips: 4210 mmap2", "  trap  ",
			"4000 .. 4999 (o32), 6000 .. 6999 (n32)", "mips: 5000 .. 6999 (n64, n32)",
		},
	} {
		text := policyFiles(t, csv, true, goarch)["zprofiles_linux_"+goarch+".go"]
		for _, want := range texts {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", goarch, want)
			}
		}
		if t.Failed() {
			t.Log(text[strings.Index(text, "var first"):])
		}
	}
	if text := policyFiles(t, csv, false, "amd64")["zprofiles_linux_amd64.go"]; strings.Contains(text, "Compat") {
		t.Errorf("without being asked for, it has another architecture's calls:\n%s", text)
	}
}
