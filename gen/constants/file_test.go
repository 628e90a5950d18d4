package constants_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
)

const header = "name,all,386,amd64,arm,arm64,loong64,mips,mips64,mips64le,mipsle,ppc64,ppc64le,riscv64,s390x,ppc\n"

// everywhere is the rest of a row behind its value for all.
var everywhere = strings.Repeat(",", 14)

// TestFormat reads rows and writes them as they should be.
func TestFormat(t *testing.T) {
	for _, test := range []struct{ what, rows, want string }{
		{"no constants", "", ""},
		{"decimal", "A,100" + everywhere, "A,0x64" + everywhere},
		{"negative", "A,-100" + everywhere, "A,-0x64" + everywhere},
		{"zero", "A,0" + everywhere, "A,0x0" + everywhere},
		{"64 bits", "A,18446744073709551615" + everywhere, "A,0xffffffffffffffff" + everywhere},
		{"negative 64 bits", "A,-0x8000000000000000" + everywhere, "A,-0x8000000000000000" + everywhere},
		{"not sorted", "B,1" + everywhere + "\nA,2" + everywhere, "A,0x2" + everywhere + "\nB,0x1" + everywhere},
		{"the same each", "A," + strings.Repeat(",7", 14), "A,0x7" + everywhere},
		{"not the same", "A,,1,2,1,1,1,1,1,1,1,1,1,1,1,1", "A,,0x1,0x2,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1"},
		{"the first missing", "A,,,1,1,1,1,1,1,1,1,1,1,1,1,1", "A,,,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1"},
		{"the last missing", "A,,1,1,1,1,1,1,1,1,1,1,1,1,1,", "A,,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,0x1,"},
	} {
		table, err := constants.Read("test.csv", []byte(header+test.rows))
		if err != nil {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		want := header + test.want
		if test.want != "" {
			want += "\n"
		}
		if got := string(table.Format()); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.what, got, want)
		}
	}
}

func TestReadWrong(t *testing.T) {
	for _, test := range []struct{ what, text, want string }{
		{"empty", "", "test.csv:1:1: wrong header; want name,all,386,"},
		{"no header", "A,1" + everywhere + "\n", "test.csv:1:1: wrong header; want name,all,386,"},
		{"other architectures", strings.Replace(header, "386", "sparc64", 1), "test.csv:1:1: wrong header; want name,all,386,"},
		{"a cell too few", header + "A,1\n", "test.csv: record on line 2: wrong number of fields"},
		{"a name for a value", header + "A,1" + everywhere + "\nB,A" + everywhere + "\n", `test.csv:3:3: "A" is not an integer`},
		{"a float", header + "A,,1,1.5,,,,,,,,,,,,\n", `test.csv:2:6: "1.5" is not an integer`},
		{"a lone sign", header + "A,-" + everywhere + "\n", `test.csv:2:3: "-" is not an integer`},
	} {
		_, err := constants.Read("test.csv", []byte(test.text))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.what, err, test.want)
		}
	}
}
