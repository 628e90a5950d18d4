package constants_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

const uapiHeader = "name,header,kind,all,386,amd64,arm,arm64,loong64,mips,mips64,mips64le,mipsle,ppc64,ppc64le,riscv64,s390x,ppc\n"

// TestFormatUAPI reads rows and writes them as they should be.
func TestFormatUAPI(t *testing.T) {
	for _, test := range []struct{ what, rows, want string }{
		{"no constants", "", ""},
		{"one value", "A,linux/a.h,,100", "A,linux/a.h,,0x64"},
		{"a command", "A,linux/a.h,ioctl,-1", "A,linux/a.h,ioctl,-0x1"},
		{"several values", "A,asm/a.h,,,1,2,,,,,,,,,,,,", "A,asm/a.h,,,0x1,0x2,,,,,,,,,,,,"},
		{"the same each", "A,asm/a.h,,," + strings.TrimSuffix(strings.Repeat("7,", 14), ","), "A,asm/a.h,,0x7"},
	} {
		list, err := constants.ReadUAPI("test.csv", []byte(uapiHeader+test.rows))
		if err != nil {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		want := uapiHeader + test.want
		if test.want != "" {
			want += "\n"
		}
		if got := string(constants.FormatUAPI(list)); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.what, got, want)
		}
	}
}

func TestReadUAPIWrong(t *testing.T) {
	for _, test := range []struct{ what, text, want string }{
		{"empty", "", "test.csv:1:1: wrong header; want name,header,kind,all,386,"},
		{"another header", header, "test.csv:1:1: wrong header; want name,header,kind,all,386,"},
		{"a cell too few", uapiHeader + "A,linux/a.h,\n", "test.csv:2:1: 3 cells; want 4 or 18"},
		{"a name for a value", uapiHeader + "A,linux/a.h,,1\nB,linux/a.h,,A\n", `test.csv:3:1: "A" is not an integer`},
		{"not sorted", uapiHeader + "B,linux/a.h,,1\nA,linux/a.h,,1\n", "test.csv:3:1: A is not in ascending order"},
		{"twice", uapiHeader + "A,linux/a.h,,1\nA,linux/b.h,,1\n", "test.csv:3:1: A is not in ascending order"},
		{"a quote", uapiHeader + "A,linux/a.h,,\"1\n", "test.csv: "},
	} {
		_, err := constants.ReadUAPI("test.csv", []byte(test.text))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.what, err, test.want)
		}
	}
}
