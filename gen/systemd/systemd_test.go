package systemd_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/systemd"
)

const (
	allow  = 0x7fff0000
	log    = 0x7ffc0000
	kill   = 0x80000000
	eperm  = 0x50001
	eagain = 0x5000b
	enosys = 0x50026
)

var amd64 = []*arch.Arch{arch.ByGOARCH("amd64")}

func shipped(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// read reads files named a.service, b.conf, and so on.
func read(c *catalog.Catalog, arches []*arch.Arch, texts ...string) (*document.Document, csvfile.Warnings, error) {
	var files []systemd.File
	for i, text := range texts {
		files = append(files, systemd.File{Name: []string{"a.service", "b.conf", "c.conf"}[i], Data: []byte(text)})
	}
	return systemd.Read(files, c, arches)
}

// verdicts returns the action of each syscall on an architecture.
func verdicts(d *document.Document, a *arch.Arch) map[string]uint32 {
	all := make(map[string]uint32)
	for name, rules := range d.Rules[a.Index] {
		all[name] = rules[0].Action.On(a)
	}
	return all
}

// TestRead lists units with the verdicts of some syscalls on amd64.
func TestRead(t *testing.T) {
	c := shipped(t)
	for _, x := range []struct {
		units []string
		want  map[string]uint32
	}{
		// An allow-list has @default. The rest of @known is killed.
		{[]string{"SystemCallFilter=read\n"}, map[string]uint32{"read": allow, "brk": allow, "write": allow, "mount": kill}},
		{[]string{"[Service]\nSystemCallErrorNumber=EPERM\nSystemCallFilter = read\n"}, map[string]uint32{"read": allow, "mount": eperm}},
		// The number of an errno, its reset, and the word kill.
		{[]string{"SystemCallErrorNumber=11\nSystemCallFilter=read\n"}, map[string]uint32{"mount": eagain}},
		{[]string{"SystemCallErrorNumber=11\nSystemCallErrorNumber=\nSystemCallFilter=read\n"}, map[string]uint32{"mount": kill}},
		{[]string{"SystemCallErrorNumber=kill\nSystemCallFilter=read\n"}, map[string]uint32{"mount": kill}},
		// The first line decides the kind. Later lines remove, or have an errno of their own.
		{[]string{"SystemCallFilter=read @mount\nSystemCallFilter=~mount:EPERM chroot brk\n"}, map[string]uint32{"read": allow, "umount2": allow, "mount": eperm, "chroot": kill, "brk": kill}},
		{[]string{"SystemCallFilter=~@mount:EPERM ptrace\nSystemCallFilter=chroot\n"}, map[string]uint32{"mount": eperm, "ptrace": kill, "chroot": allow, "read": allow}},
		{[]string{"SystemCallFilter=~mount:EPERM\nSystemCallFilter=~mount:kill\n"}, map[string]uint32{"mount": kill}},
		{[]string{"SystemCallFilter=~mount:EPERM\nSystemCallFilter=~mount\nSystemCallErrorNumber=EAGAIN"}, map[string]uint32{"mount": eagain}},
		// An empty value removes all lines before, in drop-ins too.
		{[]string{"[Service]\nSystemCallFilter=~mount\n", "[Service]\nSystemCallFilter=\nSystemCallFilter=read\n"}, map[string]uint32{"read": allow, "mount": kill, "open": kill}},
		// Systemd allows write.
		{[]string{"SystemCallFilter=~write mount\n"}, map[string]uint32{"write": allow, "mount": kill}},
		{[]string{"SystemCallFilter=read\nSystemCallFilter=~write\n"}, map[string]uint32{"write": allow}},
		// Both lists together: the stricter action.
		{[]string{"SystemCallFilter=read\nSystemCallLog=read mount\n"}, map[string]uint32{"read": log, "mount": kill, "brk": allow}},
		{[]string{"SystemCallLog=~read\n"}, map[string]uint32{"read": allow, "mount": log}},
		{[]string{"SystemCallLog=@mount\nSystemCallLog=~chroot\n"}, map[string]uint32{"mount": log, "chroot": allow}},
		// Lines that go on, comments, and other sections.
		{[]string{"# x\n[Unit]\nDescription=a \\\n b\n[X-Own]\na=b\n[Service]\nExecStart=/bin/true -x=y\nSystemCallFilter=read \\\n  ; a comment\n  mount\r\n"}, map[string]uint32{"read": allow, "mount": allow, "open": kill}},
		{[]string{"[Socket]\nSystemCallArchitectures=native x86\nSystemCallFilter=@known\n"}, map[string]uint32{"mount": allow}},
	} {
		d, warnings, err := read(c, amd64, append(x.units, "SystemCallArchitectures=native\n")...)
		if err != nil || len(warnings) > 0 {
			t.Errorf("%q: %v %v", x.units, warnings, err)
			continue
		}
		all := verdicts(d, amd64[0])
		for name, want := range x.want {
			if all[name] != want {
				t.Errorf("%q: %s has %#x, want %#x", x.units, name, all[name], want)
			}
		}
		if got := d.Default.On(amd64[0]); got != enosys {
			t.Errorf("%q: default %#x", x.units, got)
		}
	}
}

// TestNames compares a set with its members on each architecture: those that it has.
func TestNames(t *testing.T) {
	c := shipped(t)
	d, _, err := read(c, arch.Targets, "SystemCallFilter=~@swap\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range arch.Targets {
		for name, value := range verdicts(d, a) {
			want := uint32(allow)
			if name == "swapon" || name == "swapoff" {
				want = kill
			} else if !systemd.Knows(name) {
				want = d.Default.On(a)
			}
			if value != want {
				t.Errorf("%s on %s has %#x, want %#x", name, a.GOARCH, value, want)
			}
		}
	}
}

// TestErrors lists wrong units with all their errors.
func TestErrors(t *testing.T) {
	c := shipped(t)
	for _, x := range []struct{ unit, want string }{
		{"", "a.service:1:1: no filter: neither SystemCallFilter= nor another directive with one"},
		{"SystemCallFilter=~write\n", "a.service:1:1: no filter: neither SystemCallFilter= nor another directive with one"},
		{"SystemCallFilter=read conect\nSystemCallFilter=@moun\nSystemCallLog=reed\n", "a.service:1:23: unknown syscall \"conect\"; did you mean connect?\n" +
			"a.service:2:18: unknown set \"@moun\"; did you mean @mount?\n" + "a.service:3:15: unknown syscall \"reed\"; did you mean read?"},
		{"SystemCallFilter=read:EPERM\n", "a.service:1:23: an errno in a list of allowed syscalls; begin the value with ~"},
		{"SystemCallFilter=~read:EPERMM mount:0 open:4096\n", "a.service:1:24: errno \"EPERMM\"; want kill, a name as EPERM, or a number from 1 to 4095\n" +
			"a.service:1:37: errno \"0\"; want kill, a name as EPERM, or a number from 1 to 4095\n" + "a.service:1:44: errno \"4096\"; want kill, a name as EPERM, or a number from 1 to 4095"},
		{"SystemCallFilter=read\nSystemCallFilter=~write:EPERM\n", "a.service:2:19: systemd cannot start a unit with this rule: it needs write; leave out the errno"},
		{"RestrictNamespaces=~net usr\nRestrictNamespaces=time x\n", "a.service:1:25: unknown namespace \"usr\"; did you mean user?\n" +
			"a.service:2:25: unknown namespace \"x\"; want yes, no, or some of cgroup, ipc, mnt, net, pid, time, user, uts"},
		{"RestrictAddressFamilies=AF_INET INET\nProtectClock=maybe\n", "a.service:1:33: unknown family \"INET\"; want names as AF_UNIX\na.service:2:14: value of ProtectClock; want yes or no"},
		{"SystemCallFilter=read\nSystemCallErrorNumber=EPERM EIO\n", "a.service:2:29: two errnos"},
		{"SystemCallArchitectures=amd64\nSystemCallFilter=read\n", "a.service:1:25: unknown architecture \"amd64\"; want one of native, x86, x86-64, x32, arm, arm64, loongarch64, mips, mips-le, mips64, mips64-le, mips64-n32, mips64-le-n32, ppc, ppc64, ppc64-le, riscv64, s390, s390x, parisc, parisc64"},
		{"[Unit]\nSystemCallFilter=read\n[Service]\nSystemCallFilter=read\n", "a.service:2:1: SystemCallFilter= has no effect in this section; move it to [Service]"},
		{"[Servic]\n[Service\n", "a.service:1:1: unknown section \"Servic\"; want one of Service, Socket, Mount, Swap, Unit, Install, Automount, Path, Timer, Slice, Scope\n" +
			"a.service:2:1: no section: \"[Service\"; write [Service]"},
		{"SystemCallFilter\nSystemCallFilter=read\n", "a.service:1:1: no = after \"SystemCallFilter\"; write DIRECTIVE=VALUE"},
		{"SystemCallFilter=read \\\n", `a.service:1:1: the file ends after \`},
		{"SystemCallFilter=" + strings.Repeat("@mount ", 10_001), "a.service:1:70011: more than 10000 syscalls and sets"},
	} {
		_, _, err := read(c, amd64, x.unit)
		var list csvfile.Errors
		if !errors.As(err, &list) || err.Error() != x.want {
			t.Errorf("%.60q: %v\nwant %s", x.unit, err, x.want)
		}
	}
}

// TestWarnings lists directives with filters that depend on the host, and values without one.
func TestWarnings(t *testing.T) {
	c := shipped(t)
	_, warnings, err := read(c, amd64, "[Service]\nSystemCallFilter=read\nLockPersonality=yes\nLockPersonality=no\nMemoryDenyWriteExecute=\nMemoryDenyWriteExecute=true\nDynamicUser=maybe\nSystemCallArchitectures=native\n")
	const what = "= adds a filter, and the policy is without it; "
	want := "a.service:3:1: warning: LockPersonality" + what + "add a row such as personality,errno:EPERM,personality != 0\n" +
		"a.service:6:1: warning: MemoryDenyWriteExecute" + what + "add rows for mmap, mprotect and shmat to the policy\n" +
		"a.service:7:1: warning: DynamicUser" + what + "write RestrictSUIDSGID=yes too"
	if err != nil || warnings.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, warnings, want)
	}
}

// TestSecondABIs lists units with ABIs that no policy can decide.
func TestSecondABIs(t *testing.T) {
	c := shipped(t)
	const after = "; they are killed; write SystemCallArchitectures=native"
	for _, x := range []struct{ goarch, line, want string }{
		{"amd64", "", "a.service:1:1: warning: no policy can decide the syscalls of x32" + after},
		{"amd64", "SystemCallArchitectures=native\nSystemCallArchitectures=\n", "a.service:1:1: warning: no policy can decide the syscalls of x32" + after},
		{"amd64", "SystemCallArchitectures=x86 x32\n", "a.service:2:29: warning: no policy can decide the syscalls of x32" + after},
		{"amd64", "SystemCallArchitectures=x32\nSystemCallArchitectures=\nSystemCallArchitectures=x86-64\n", ""},
		{"mips64le", "SystemCallArchitectures=x32 mips64-le-n32\n", "a.service:2:29: warning: no policy can decide the syscalls of mips64-le-n32" + after},
		{"mips64", "", "a.service:1:1: warning: no policy can decide the syscalls of mips64-n32" + after},
		{"arm64", "SystemCallArchitectures=x32\n", ""},
	} {
		_, warnings, err := read(c, []*arch.Arch{arch.ByGOARCH(x.goarch)}, "SystemCallFilter=read\n"+x.line)
		if err != nil || warnings.String() != x.want {
			t.Errorf("%s, %q: %v %s\nwant %s", x.goarch, x.line, err, warnings, x.want)
		}
	}
}

// TestWrite writes random filters and reads them back, on several architectures.
func TestWrite(t *testing.T) {
	c := shipped(t)
	arches := []*arch.Arch{amd64[0], arch.ByGOARCH("386"), arch.ByGOARCH("s390x")}
	values := []uint32{allow, log, kill, eperm, eagain, 0x50000 | 4000, enosys}
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		want := make(map[string]uint32)
		byValue := make([]oci.Entry, len(values)-1)
		for _, s := range c.Syscalls {
			i := r.IntN(len(values))
			if s.Name == "write" {
				i = r.IntN(2)
			} else if !systemd.Knows(s.Name) {
				i = len(values) - 1
			}
			if want[s.Name] = values[i]; i < len(byValue) {
				byValue[i].Action = values[i]
				byValue[i].Names = append(byValue[i].Names, s.Name)
			}
		}
		text := systemd.Write("server", oci.Filter{Default: enosys, Arches: arches, Entries: byValue})
		d, _, err := systemd.Read([]systemd.File{{Name: "a.conf", Data: text}}, c, arches)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		for _, a := range arches {
			for name, got := range verdicts(d, a) {
				if got != want[name] {
					t.Fatalf("seed %d: %s on %s has %#x, want %#x\n%s", seed, name, a.GOARCH, got, want[name], text)
				}
			}
		}
	}
}

// TestWritten shows a drop-in with each action.
func TestWritten(t *testing.T) {
	f := oci.Filter{Default: enosys, Arches: amd64, Entries: []oci.Entry{
		{Names: []string{"read", "write"}, Action: allow}, {Names: []string{"socket"}, Action: log},
		{Names: []string{"mount"}, Action: eperm}, {Names: []string{"open"}, Action: 0x50000 | 4000}, {Names: []string{"ptrace"}, Action: kill},
	}}
	got := string(systemd.Write("server", f))
	want := `SystemCallFilter=
SystemCallFilter=write
SystemCallFilter=~@default
SystemCallFilter=read write socket
SystemCallFilter=~mount:EPERM open:4000 ptrace:kill
SystemCallLog=socket
`
	if !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "# server: exported by seccompgen for amd64.\n") {
		t.Error(got)
	}
}

// FuzzRead reads any unit: the result is a document or errors, each with a place.
func FuzzRead(f *testing.F) {
	c := shipped(f)
	for _, text := range []string{"SystemCallFilter=read\n", "[Service]\nSystemCallFilter=~@mount:EPERM\\\n", "=\n[\n", "SystemCallFilter=~\nSystemCallLog= ~\n", "a = \\\n#\n;\n[Service]x"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, _, err := systemd.Read([]systemd.File{{Name: "f", Data: data}}, c, amd64)
		var list csvfile.Errors
		switch {
		case err == nil && len(d.Rules[amd64[0].Index]) == 0:
			t.Error("a document without rules")
		case err != nil && (!errors.As(err, &list) || slices.ContainsFunc(list, func(e csvfile.Error) bool { return !strings.HasPrefix(fmt.Sprint(e), "f:") })):
			t.Error(err)
		}
	})
}
