//go:build linux && amd64

package bench

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/container"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// exportedRows has conditions of each kind: masks, comparisons of the whole register, ranges,
// several arguments, and multiplexers.
const exportedRows = `profile,syscall,action,when,why
p,violation,errno:EACCES,,
p,unknown,errno:EACCES,,
p,socket,,family == AF_UNIX || family == AF_INET && type != SOCK_RAW,
p,listen,,,
p,-socketcall,,,
p,socketcall,errno:ENOSYS,,
p,semget,,,
p,shmget,log,,
p,kill,kill,sig == SIGKILL && pid > 1,
p,kill,,,
p,tgkill,kill-thread,uint64(tgid) < 100,
p,tgkill,,uint64(tgid) != 200,
p,personality,trap,personality & 0xff00 != 0,
p,getpgid,trace:9,uint64(pid) > 31,
p,fcntl,,uint64(fd) < 100 && (uint64(arg) == 32 || uint64(arg) < 5 || uint64(arg) > 70),
p,read,,,
`

// TestExported compares the program of libseccomp for an exported document with the profile.
func TestExported(t *testing.T) {
	c := shippedCatalog(t)
	p, err := policy.Load("p.csv", []byte(exportedRows), c)
	if err != nil {
		t.Fatal(err)
	}
	var on []*arch.Arch
	for goarch := range ofLibseccomp {
		on = append(on, arch.ByGOARCH(goarch))
	}
	d, _, err := p.Decide(argset.NewSpace(), on)
	if err != nil {
		t.Fatal(err)
	}
	decisions := d.Of[p.Profiles[0]]
	for _, a := range on {
		goarch := a.GOARCH
		text, _, err := export.Document(export.Source{Name: "p", Catalog: c, Arches: []*arch.Arch{a}, Decisions: decisions, Space: d.Space}, export.OCI, false)
		if err != nil {
			t.Errorf("%s: %v", goarch, err)
			continue
		}
		var f container.Filter
		if err := json.Unmarshal(text, &f); err != nil {
			t.Fatal(err)
		}
		program, err := compileContainer(t, f, a)
		if err != nil {
			t.Errorf("%s: libseccomp refuses the document: %v", goarch, err)
			continue
		}
		t.Logf("%s: %d rules, %d instructions of libseccomp", goarch, len(f.Syscalls), len(program))
		if !(imported{catalog: c, decisions: decisions, text: text}).compare(t, f, a, program, rand.New(rand.NewPCG(1, 1))) {
			t.Errorf("%s: libseccomp has other verdicts than the document", goarch)
		}
	}
}
