package catalog_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
)

// TestWeights divides the weight of an operation among its entry points. Only 386, amd64
// and arm have numbers.
func TestWeights(t *testing.T) {
	const rows = `# tier 1 low: the first
$HEADER
access,,,,,9,,21,$REST
fcntl,,,,,100,55,72,55$REST
fcntl64,,fcntl,,,60 386,221,,221$REST
mmap,,,,,50,90,9,$REST
mmap2,,mmap,,,70 386 arm,192,,192$REST
readahead,,,,,20,,187,$REST
readahead64,,readahead,,,,225,,225$REST
socket,,,,,3,359,41,281$REST
bind,,,,,,361,49,282$REST
socketcall,,socket bind,,,4 386,102,,$REST
set_thread_area,,,,,8 386,243,205,$REST
stat,,,,,30,106,4,106$REST
stat64,,stat,,,,195,,195$REST
fstat,,,,,5,108,5,108$REST
`
	data := strings.NewReplacer("$HEADER", strings.Join(catalog.Columns(), ","), "$REST", strings.Repeat(",", 10)).Replace(rows)
	c, err := catalog.Load("syscalls.csv", []byte(data))
	if err != nil {
		t.Fatal(err)
	}
	for goarch, want := range map[string]string{
		"386": "fcntl 40 fcntl64 60 fstat 5 mmap2 70 readahead64 20 set_thread_area 8 socket 3 socketcall 4 stat 30",
		// No program of arm was seen to make fcntl64.
		"arm":   "fcntl 100 fstat 5 mmap2 70 readahead64 20 socket 3 stat 30",
		"amd64": "access 9 fcntl 100 fstat 5 mmap 50 readahead 20 socket 3 stat 30",
	} {
		a := arch.ByGOARCH(goarch)
		names, weights := c.Names(a), c.Weights(a)
		var got []string
		for _, n := range slices.Collect(maps.Keys(weights)) {
			got = append(got, fmt.Sprint(names[n], " ", weights[n]))
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: %s, want %s", goarch, text, want)
		}
	}
}
