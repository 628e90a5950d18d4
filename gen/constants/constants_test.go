package constants_test

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

// TestShipped reads the embedded file, and expects Format to write the same: sorted, each
// name once, each value in one form.
func TestShipped(t *testing.T) {
	data, err := os.ReadFile("unix.csv")
	if err != nil {
		t.Fatal(err)
	}
	table, err := constants.Read("unix.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	if string(table.Format()) != string(data) {
		t.Error("the file is not as Format writes it")
	}
	headers := readShipped(t)
	for name := range table {
		if !constants.Known(name) {
			t.Errorf("%s of unix.csv is not known", name)
		}
	}
	for _, c := range headers {
		if !constants.Known(c.Name) {
			t.Errorf("%s of uapi.csv is not known", c.Name)
		}
		table[c.Name] = c.Values
	}
	if len(constants.Names()) != len(table) {
		t.Errorf("%d names are embedded, the files have %d", len(constants.Names()), len(table))
	}
}

// readShipped reads uapi.csv.
func readShipped(t *testing.T) []constants.Constant {
	t.Helper()
	data, err := os.ReadFile("uapi.csv")
	if err != nil {
		t.Fatal(err)
	}
	list, err := constants.ReadUAPI("uapi.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	if string(constants.FormatUAPI(list)) != string(data) {
		t.Error("uapi.csv is not as FormatUAPI writes it")
	}
	return list
}

// TestOther lists every name with another value in x/sys/unix than in the kernel's headers.
func TestOther(t *testing.T) {
	differ := map[string][]string{
		"F_GETLK":       {"386", "arm", "mips", "mipsle", "ppc"}, // libc's F_GETLK64
		"F_SETLK":       {"386", "arm", "mips", "mipsle", "ppc"},
		"F_SETLKW":      {"386", "arm", "mips", "mipsle", "ppc"},
		"MAP_RENAME":    {"mips", "mips64", "mips64le", "mipsle"},
		"RLIM_INFINITY": {"386", "arm", "mips", "mipsle", "ppc"}, // of struct rlimit64
		"RTCF_NAT":      arch.Names(arch.All),
	}
	for _, name := range constants.Names() {
		var got []string
		for _, a := range arch.All {
			if _, ok := constants.Other(name, a); ok {
				got = append(got, a.GOARCH)
			}
		}
		if !slices.Equal(got, differ[name]) {
			t.Errorf("%s differs on %q, want %q", name, got, differ[name])
		}
	}
}

// TestCommands finds the commands of ioctl by their values.
func TestCommands(t *testing.T) {
	for _, c := range []struct {
		value      uint64
		goarch     string
		want, than string
	}{
		{0x5412, "amd64", "TIOCSTI", "TIOCNXCL"},
		{0x5412, "ppc64", "TIOCSTI", "TIOCNXCL"},
		{0x5472, "mips", "TIOCSTI", "TIOCNXCL"},
		{0x540d, "amd64", "TIOCNXCL", "TCGETS"},
		{0x540d, "mips64le", "TCGETS", "TIOCNXCL"},
		{0x80086601, "amd64", "FS_IOC_GETFLAGS", "FS_IOC_SETFLAGS"},
		{0x80086601, "mips64", "", "FS_IOC_GETFLAGS"},
		{1, "amd64", "", "AF_UNIX"},
	} {
		got := constants.Commands(c.value, arch.ByGOARCH(c.goarch))
		if c.want != "" && !slices.Contains(got, c.want) || slices.Contains(got, c.than) {
			t.Errorf("%#x on %s: %q, want %q and not %q", c.value, c.goarch, got, c.want, c.than)
		}
	}
}

// TestValue checks some values against the kernel's headers, known by heart.
func TestValue(t *testing.T) {
	for _, want := range []struct{ name, goarch, value string }{
		{"O_DIRECT", "amd64", "16384"},
		{"O_DIRECT", "arm", "65536"},
		{"O_DIRECT", "mips", "32768"},
		{"O_DIRECT", "ppc64le", "131072"},
		{"SOCK_NONBLOCK", "arm64", "2048"},
		{"SOCK_NONBLOCK", "mips", "128"},
		{"SOCK_STREAM", "riscv64", "1"},
		{"SOCK_STREAM", "mips64le", "2"},
		{"TIOCSTI", "amd64", "21522"},
		{"TIOCSTI", "mipsle", "21618"},
		{"TIOCSTI", "ppc64", "21522"},
		{"TIOCGWINSZ", "s390x", "21523"},
		{"TIOCGWINSZ", "mips", "1074295912"},
		{"TIOCGWINSZ", "ppc64", "1074295912"},
		{"ENOSYS", "loong64", "38"},
		{"ENOSYS", "mips64", "89"},
		{"SIGKILL", "386", "9"},
		{"SIGCHLD", "amd64", "17"},
		{"SIGCHLD", "mips", "18"},
		{"AT_FDCWD", "386", "-100"},
		{"AT_FDCWD", "s390x", "-100"},
		{"CLONE_NEWUSER", "arm64", "268435456"},
		{"RLIM_INFINITY", "arm", "18446744073709551615"},
		{"SizeofPtr", "mipsle", "4"},
		{"SizeofPtr", "mips64le", "8"},
		{"FUTEX_WAIT", "amd64", "0"},
		{"FUTEX_LOCK_PI2", "s390x", "13"},
		{"PER_LINUX32", "arm64", "8"},
		{"SCHED_NORMAL", "amd64", "0"},
		{"SCHED_OTHER", "arm", "0"},
		{"FIONREAD", "amd64", "21531"},
		{"FIONREAD", "mips", "18047"},
		{"FIONBIO", "ppc64le", "2147772030"},
		{"FS_IOC_GETFLAGS", "386", "2147771905"},
		{"FS_IOC_GETFLAGS", "amd64", "2148034049"},
		{"FS_IOC_GETFLAGS", "mips64", "1074292225"},
		{"KVM_RUN", "amd64", "44672"},
		{"KVM_RUN", "ppc64", "536915584"},
		{"KVM_RUN", "arm", ""},
		{"UFFDIO_API", "riscv64", "3222841919"},
		{"DMA_BUF_IOCTL_SYNC", "arm64", "1074291200"},
		{"DRM_IOCTL_VERSION", "386", "3223610368"},
		{"DRM_IOCTL_VERSION", "amd64", "3225445376"},
		{"VIDIOC_DQBUF", "mipsle", "3225703953"},
		{"BPF_MAP_CREATE", "amd64", "0"},
		{"BPF_PROG_LOAD", "loong64", "5"},
		{"EPOLLET", "amd64", "2147483648"},
		{"O_LARGEFILE", "amd64", "0"},
		{"F_GETLK", "386", "12"},
		{"MAP_32BIT", "386", "64"},
		{"MAP_32BIT", "amd64", "64"},
		{"MAP_32BIT", "arm64", ""},
		{"MAP_32BIT", "mips", ""},
		{"PROT_BTI", "arm64", "16"},
		{"PROT_BTI", "amd64", ""},
		{"SYS_READ", "amd64", ""},
		{"NL80211_GENL_NAME", "amd64", ""},
		{"o_direct", "amd64", ""},
		{"", "amd64", ""},
	} {
		got := ""
		if v, ok := constants.Value(want.name, arch.ByGOARCH(want.goarch)); ok {
			got = v.ExactString()
		}
		if got != want.value {
			t.Errorf("%s on %s is %q, want %q", want.name, want.goarch, got, want.value)
		}
	}
}

// TestErrnoOfArch compares the errno in package arch with the one here.
func TestErrnoOfArch(t *testing.T) {
	for _, a := range arch.All {
		if v, ok := constants.Value("ENOSYS", a); !ok || v.ExactString() != strconv.Itoa(int(a.ENOSYS)) {
			t.Errorf("ENOSYS on %s is %v, arch has %d", a.GOARCH, v, a.ENOSYS)
		}
	}
}

func TestNames(t *testing.T) {
	names := constants.Names()
	if !slices.IsSorted(names) {
		t.Error("the names are not sorted")
	}
	for _, name := range []string{"EPERM", "MAP_32BIT", "PROT_SAO", "PathMax"} {
		if _, found := slices.BinarySearch(names, name); !found || !constants.Known(name) {
			t.Errorf("%s is not among the names, or not known", name)
		}
	}
	for _, name := range []string{"", "name", "EPERMIT", "SYS_READ", "ImplementsGetwd"} {
		if slices.Contains(names, name) || constants.Known(name) {
			t.Errorf("%q is among the names, or known", name)
		}
	}
	names[0] = "changed"
	if constants.Names()[0] == "changed" {
		t.Error("what Names returned is not the caller's own")
	}
}

// TestWithPrefix compares the names with a prefix, some, all and none, with those found one
// by one.
func TestWithPrefix(t *testing.T) {
	for _, prefix := range []string{"SHUT_", "AF_UNIX", "PTRACE_", "", "NOTHING", "~"} {
		var want []string
		for _, name := range constants.Names() {
			if strings.HasPrefix(name, prefix) {
				want = append(want, name)
			}
		}
		if got := constants.WithPrefix(prefix); !slices.Equal(got, want) {
			t.Errorf("prefix %q: %d names, want %d", prefix, len(got), len(want))
		}
	}
}
