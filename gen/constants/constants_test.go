package constants_test

import (
	"os"
	"slices"
	"strconv"
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
	if len(constants.Names()) != len(table) {
		t.Errorf("%d names are embedded, the file has %d", len(constants.Names()), len(table))
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
