package analyze

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
)

// vdso lists the syscalls that a function of the vDSO makes where it cannot answer itself,
// by the variable of the runtime with its address.
var vdso = map[string][]string{
	"vdsoClockgettimeSym": {"clock_gettime", "clock_gettime64"},
	"vdsoGettimeofdaySym": {"gettimeofday"},
	"vdsoGetrandomSym":    {"getrandom"},
}

// addKernel adds the syscalls in no source: those that the kernel and the vDSO make in the
// program's name.
func (a *analysis) addKernel() error {
	a.addNamed("kernel: resumes a syscall after SIGSTOP and SIGCONT", "restart_syscall")
	a.addNamed("kernel: ends a signal handler", "rt_sigreturn")
	variables, err := a.world.Variables("runtime")
	if err != nil {
		return err
	}
	for _, name := range variables {
		if !strings.HasPrefix(name, "vdso") || !strings.HasSuffix(name, "Sym") {
			continue
		}
		syscalls, ok := vdso[name]
		if !ok {
			a.problems = append(a.problems, flow.Problem{Text: fmt.Sprintf("runtime.%s: the syscalls of this function of the vDSO are unknown", name)})
		}
		a.addNamed("vDSO: fallback of "+strings.TrimSuffix(name, "Sym"), syscalls...)
	}
	return nil
}

// addNamed adds syscalls by name where the architecture has them.
func (a *analysis) addNamed(note string, names ...string) {
	for number, name := range a.names {
		for _, want := range names {
			if name == want {
				a.found = append(a.found, finding{number: number, selector: -1, note: note})
			}
		}
	}
}
