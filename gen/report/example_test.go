package report_test

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/report"
)

func ExampleBuild() {
	const text = `# profile server: serves files
profile,syscall,action,when,why
server,violation,errno:EPERM,,
server,socketcall,errno:ENOSYS,,its arguments are in memory
server,socket,,family == AF_UNIX,only local sockets
`
	c, err := catalog.Shipped()
	if err != nil {
		panic(err)
	}
	p, err := policy.Load("policy.csv", []byte(text), c)
	if err != nil {
		panic(err)
	}
	space := argset.NewSpace()
	decisions, _, err := p.Decide(space, arch.Targets)
	if err != nil {
		panic(err)
	}
	server := p.ByName("server")
	r, err := report.Build(report.Source{
		Title: "policy.csv", Catalog: c, Arches: arch.Targets, Space: space,
		Profiles: []report.Profile{{
			Title: server.Title, Decisions: decisions.Of[server], Rules: server,
			Resolve: func(a *arch.Arch) policy.Resolved { return decisions.Resolve(server, a) },
		}},
	})
	if err != nil {
		panic(err)
	}
	for _, s := range r.Syscalls {
		if s.Name != "socket" {
			continue
		}
		for _, part := range s.Cells[0].Parts {
			fmt.Printf("%s on %d architectures: %s\n", s.Name, len(part.Arches), part.Verdict.Text)
			for _, u := range part.Uses {
				fmt.Println("\t"+r.Rules[u.Rule].Place, u.Action, u.When)
			}
			fmt.Println("\totherwise", part.Otherwise)
		}
	}
	// Output:
	// socket on 13 architectures: conditional
	// 	policy.csv:5 allow family == AF_UNIX
	// 	otherwise errno:EPERM
}
