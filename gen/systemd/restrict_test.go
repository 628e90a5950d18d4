package systemd_test

import (
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// eafnosupport is the action of RestrictAddressFamilies on other architectures than mips.
const eafnosupport = 0x50061

// TestRestrict lists units with the verdicts of some arguments.
func TestRestrict(t *testing.T) {
	const upper = 1 << 32
	type args = [6]uint64
	c := shipped(t)
	for _, x := range []struct {
		unit, goarch, name string
		args               args
		want               uint32
	}{
		// Without SystemCallFilter the rest is allowed.
		{"ProtectClock=yes\n", "amd64", "settimeofday", args{}, eperm},
		{"ProtectClock=yes\n", "amd64", "mount", args{}, allow},
		{"ProtectClock=yes\nProtectClock=no\nProtectHostname=1\n", "amd64", "settimeofday", args{}, allow},
		{"ProtectKernelModules=on\nProtectKernelLogs=true\nPrivateDevices=t\nProtectKernelTunables=y\n", "amd64", "init_module", args{}, eperm},
		{"ProtectKernelModules=on\nProtectKernelLogs=true\nPrivateDevices=t\nProtectKernelTunables=y\n", "amd64", "iopl", args{}, eperm},
		{"ProtectKernelModules=on\nProtectKernelLogs=true\nPrivateDevices=t\nProtectKernelTunables=y\n", "386", "_sysctl", args{}, eperm},
		{"ProtectKernelModules=on\nProtectKernelLogs=true\nPrivateDevices=t\nProtectKernelTunables=y\n", "s390x", "syslog", args{}, eperm},
		// A refusal of SystemCallFilter decides, a log does not.
		{"SystemCallFilter=~sethostname:EAGAIN\nProtectHostname=yes\n", "amd64", "sethostname", args{}, eagain},
		{"SystemCallLog=sethostname\nProtectHostname=yes\n", "amd64", "sethostname", args{}, eperm},
		{"SystemCallFilter=read\nRestrictRealtime=yes\n", "amd64", "sched_setscheduler", args{0, 3}, kill},
		// Registers are compared as a whole.
		{"RestrictRealtime=yes\n", "amd64", "sched_setscheduler", args{0, 3}, allow},
		{"RestrictRealtime=yes\n", "amd64", "sched_setscheduler", args{0, 1}, eperm},
		{"RestrictRealtime=yes\n", "amd64", "sched_setscheduler", args{0, 6}, eperm},
		{"RestrictRealtime=yes\n", "amd64", "sched_setscheduler", args{0, upper | 3}, eperm},
		{"RestrictSUIDSGID=yes\n", "amd64", "fchmodat", args{0, 0, 0o4755}, eperm},
		{"RestrictSUIDSGID=yes\n", "amd64", "fchmodat", args{0, 0, 0o1755}, allow},
		{"RestrictSUIDSGID=yes\n", "amd64", "openat", args{0, 0, 0o100, 0o2000}, eperm},
		{"RestrictSUIDSGID=yes\n", "amd64", "openat", args{0, 0, 0, 0o2000}, allow},
		{"RestrictSUIDSGID=yes\n", "mips", "open", args{0, 0x100, 0o2000}, eperm},
		{"RestrictSUIDSGID=yes\n", "mips", "open", args{0, 0o100, 0o2000}, allow},
		{"RestrictSUIDSGID=yes\n", "amd64", "openat2", args{}, enosys},
		{"RestrictNamespaces=yes\n", "amd64", "clone", args{0x10000000}, eperm},
		{"RestrictNamespaces=yes\n", "amd64", "clone", args{0, 0x10000000}, allow},
		{"RestrictNamespaces=yes\n", "s390x", "clone", args{0, 0x10000000}, eperm},
		{"RestrictNamespaces=yes\n", "amd64", "unshare", args{0x80}, eperm},
		{"RestrictNamespaces=yes\n", "amd64", "setns", args{0, 0x40000000}, eperm},
		{"RestrictNamespaces=net\n", "amd64", "setns", args{0, 0x40000000}, allow},
		{"RestrictNamespaces=net\n", "amd64", "setns", args{0, 0}, eperm},
		{"RestrictNamespaces=net\n", "amd64", "unshare", args{0x50000000}, eperm},
		{"RestrictNamespaces=net\nRestrictNamespaces=user\n", "amd64", "unshare", args{0x50000000}, allow},
		{"RestrictNamespaces=~net\n", "amd64", "unshare", args{0x40000000}, eperm},
		{"RestrictNamespaces=~net\n", "amd64", "unshare", args{0x10000000}, allow},
		{"RestrictNamespaces=~net user\n", "arm64", "clone3", args{}, enosys},
		{"RestrictNamespaces=no\nProtectClock=1\n", "arm64", "clone3", args{}, allow},
		{"RestrictNamespaces=yes\nRestrictNamespaces=\nProtectClock=1\n", "arm64", "clone3", args{}, allow},
		{"RestrictAddressFamilies=AF_UNIX AF_INET\n", "amd64", "socket", args{1}, allow},
		{"RestrictAddressFamilies=AF_UNIX AF_INET\n", "amd64", "socket", args{10}, eafnosupport},
		{"RestrictAddressFamilies=AF_UNIX AF_INET\n", "amd64", "socket", args{upper | 1}, eafnosupport},
		{"RestrictAddressFamilies=AF_UNIX AF_INET\n", "386", "socket", args{10}, allow},
		{"RestrictAddressFamilies=AF_UNIX AF_INET\nRestrictAddressFamilies=~AF_INET\n", "arm64", "socket", args{2}, eafnosupport},
		{"RestrictAddressFamilies=none\n", "arm64", "socket", args{1}, eafnosupport},
		{"RestrictAddressFamilies=~AF_PACKET\n", "arm64", "socket", args{17}, eafnosupport},
		{"RestrictAddressFamilies=~AF_PACKET\n", "arm64", "socket", args{1}, allow},
		{"RestrictAddressFamilies=AF_UNSPEC AF_UNIX\nSystemCallLog=socket\n", "arm64", "socket", args{1}, log},
		{"RestrictAddressFamilies=AF_UNSPEC AF_UNIX\nSystemCallLog=socket\n", "arm64", "socket", args{0}, eafnosupport},
	} {
		a := arch.ByGOARCH(x.goarch)
		d, warnings, err := read(c, []*arch.Arch{a}, x.unit+"SystemCallArchitectures=native\n")
		if err != nil || len(warnings) > 0 {
			t.Errorf("%q: %v %v", x.unit, err, warnings)
			continue
		}
		decided, err := d.Decide(c, argset.NewSpace(), a)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == x.name })
		nr, _ := c.Syscalls[i].Number(a)
		if got := decided.Verdicts[decided.Of(nr, x.args)].Action; got != x.want {
			t.Errorf("%q: %s %#x on %s has %#x, want %#x", x.unit, x.name, x.args, x.goarch, got, x.want)
		}
		if _, err := d.Policy(c, "p"); err != nil {
			t.Errorf("%q: %v", x.unit, err)
		}
	}
}
