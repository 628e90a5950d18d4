package weight_test

import (
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/weight"
)

const header = "arch,system,workload,name,calls\n"

// small holds two workloads of amd64, and one or two of other architectures. A million is a
// multiple of each total, 100.
const small = header + `amd64,,gcc,lseek,30
amd64,,gcc,read,70
amd64,,sqlite,read,100
386,old,gcc,_llseek,40
386,old,gcc,lseek,20
386,old,gcc,set_thread_area,10
386,old,gcc,llistxattr,30
386,new,gcc,_llseek,20
386,new,gcc,read,80
386,new,sqlite,read,100
mipsle,,gcc,_llseek,60
mipsle,,gcc,read,40
s390x,,gcc,lseek,100
`

// TestMerge gives _llseek the average over workloads: 400000 in the three runs of gcc, 0 in
// that of sqlite. Amd64 has llistxattr, without a weight. Mips has that of mipsle.
func TestMerge(t *testing.T) {
	runs, err := weight.Read("counts.csv", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	const rows = "_llseek,,lseek,,,,140,,140,,,4140,,,4140,140,140,,\n" +
		"llistxattr,,,,,7,233,195,,,,,,,,,,,\n" +
		"lseek,low,,,seed,150000,19,8,,,,,,,,,,,\n" +
		"read,low,,,seed,,3,0,,,,,,,,,,,\n" +
		"set_thread_area,low,,,libc,,243,205,,,,,,,,,,,\n"
	f := file(t, rows)
	changes, err := weight.Merge(f, weight.Of(runs))
	if err != nil {
		t.Fatal(err)
	}
	const wantChanges = `weight of _llseek: was "", is "200000 386 mips mipsle"
weight of llistxattr: was "7", is ""
weight of read: was "", is "850000"
weight of set_thread_area: was "", is "25000 386"`
	if got := strings.Join(changes, "\n"); got != wantChanges {
		t.Errorf("changes\n%s\nwant\n%s", got, wantChanges)
	}
	if _, err := f.Catalog(); err != nil {
		t.Errorf("the catalog is not valid any more: %v", err)
	}
	if again, err := weight.Merge(f, weight.Of(runs)); err != nil || len(again) > 0 {
		t.Errorf("merged again: %q, %v", again, err)
	}
}

// file returns a catalog of one tier.
func file(t *testing.T, rows string) *catalog.File {
	t.Helper()
	f, err := catalog.Read("syscalls.csv", []byte("# tier 1 low: the first\n"+strings.Join(catalog.Columns(), ",")+"\n"+rows))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestMergeUnknown counts a syscall without a row.
func TestMergeUnknown(t *testing.T) {
	runs, err := weight.Read("counts.csv", []byte(header+"386,sid,gcc,raed,1\n386,sid,gcc,raed2,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = weight.Merge(file(t, "read,low,,,seed,,3,0,,,,,,,,,,,\n"), weight.Of(runs))
	const want = "syscalls.csv: no rows for raed, raed2, counted in gen/weight/counts.csv"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestReadErrors(t *testing.T) {
	for data, want := range map[string]string{
		"":                        "counts.csv:1:1: empty file; start with the header arch,system,workload,name,calls",
		"386,sid,gcc,read,1\n":    "counts.csv:1:1: no header; want arch,system,workload,name,calls",
		"# none\n":                "counts.csv:1:1: no header; want arch,system,workload,name,calls",
		header + "386,sid,read,1": "counts.csv:2:15: 4 cells; want 5",
		header + `vax,sid,gcc,read,1
ppc,sid,gcc,read,1
386,sid,make,read,1
386,sid,gcc,Read,1
386,sid,gcc,read,0
386,sid,gcc,read,-1
386,sid,gcc,write,5
386,sid,gcc,write,6`: `counts.csv:2:1: unknown architecture "vax"
counts.csv:3:1: unknown architecture "ppc"
counts.csv:4:9: unknown workload "make"; want gcc, gobuild, ls_lR, python, sqlite, targz
counts.csv:5:13: invalid name "Read"
counts.csv:6:18: invalid count "0"; want a count from 1 on
counts.csv:7:18: invalid count "-1"; want a count from 1 on
counts.csv:9:13: duplicate count of write; first on line 8`,
	} {
		_, err := weight.Read("counts.csv", []byte(data))
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n%v\nwant\n%s", data, err, want)
		}
	}
}

// TestShipped expects sound counts, each of a syscall that the architecture has, and the
// weights of amd64 to add up to a million.
func TestShipped(t *testing.T) {
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[*arch.Arch]map[string]bool)
	for _, a := range arch.Targets {
		names[a] = make(map[string]bool)
		for _, name := range c.Names(a) {
			names[a][name] = true
		}
	}
	runs := weight.Shipped()
	for _, r := range runs {
		for name := range r.Calls {
			if !names[r.Arch][name] {
				t.Errorf("%s of %s %s counts %s, without a number there", r.Workload, r.Arch.GOARCH, r.System, name)
			}
		}
	}
	sum := 0
	for _, w := range weight.Of(runs) {
		if w.On == nil {
			sum += w.Calls
		}
	}
	if sum < 1e6-100 || sum > 1e6+100 {
		t.Errorf("the weights of amd64 add up to %d", sum)
	}
}
