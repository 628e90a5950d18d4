package expectation_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/expectation"
)

// FuzzTable reads tables. Every error must have a place in the file, and every input a set of
// arguments.
func FuzzTable(f *testing.F) {
	for _, row := range []string{
		"server,,read,,allow,",
		"server other,all,socket,family == AF_UNIX,violation,",
		",amd64 386,0x40000000,,kill,",
		"server,,386/socketcall,arg0 & 0xff == 1,errno:EPERM,",
		"server,arm64,open,uint32(arg1) > O_RDWR,trace:7,",
		"\"server\",,\"read\",\"arg0 == 1\",\"allow\",\"a \"\"why\"\"\"",
		"sever,amd46,raed,arg7 == X,errno:,",
	} {
		f.Add(header + row + "\n")
	}
	f.Add("# a comment\n\ufeff" + header)
	c, tested := loadCatalog(f), arches("386 amd64 arm64")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := expectation.Load("table.csv", []byte(text), c, []string{"server", "other"})
		var inputs []expectation.Input
		if err == nil {
			inputs, err = table.Bind(expectation.Scope{Architectures: tested, Space: argset.NewSpace()})
		}
		for _, in := range inputs {
			if err == nil && in.When == argset.None {
				t.Errorf("an input without arguments: %+v", in)
			}
		}
		var errs csvfile.Errors
		if err != nil && !errors.As(err, &errs) {
			t.Fatalf("an error of another type: %v", err)
		}
		lines := strings.Split(text, "\n")
		for _, e := range errs {
			if e.Line < 1 || e.Line > len(lines) || e.Col < 1 || e.Col > len(lines[e.Line-1])+1 || e.What == "" {
				t.Errorf("misplaced: %v", e)
			}
		}
	})
}
