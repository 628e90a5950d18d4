package record_test

import (
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/record"
)

var long = flag.Bool("long", false, "analyze the Go runtime of every architecture (minutes)")

// TestBase adds the bases: one rule per operation, also on architectures without some.
func TestBase(t *testing.T) {
	for _, a := range arch.Targets {
		for _, runtime := range []record.Runtime{record.Libc, record.Go} {
			text := base(runtime, a)
			for _, operation := range []string{"restart_syscall", "rt_sigreturn", "exit_group", "futex", "tgkill"} {
				if n := strings.Count(text, "\napp,"+operation+",,,static base of "); n != 1 {
					t.Errorf("%s, %s: %d rules for %s", a.GOARCH, runtime, n, operation)
				}
			}
		}
	}
}

// base returns the rules of a base.
func base(runtime record.Runtime, a *arch.Arch) string {
	r := new(record.Record)
	r.AddBase(runtime, a)
	return string(r.Policy("app", "a test"))
}

// atStart lists operations that the Go runtime makes at the start of every program, on some
// architectures. Each run shows them.
var atStart = []string{"arch_prctl", "brk", "open", "riscv_hwprobe", "set_thread_area", "set_tls", "uname"}

// TestBaseOfGo compares the base of Go with the syscalls of an empty program, as package
// analyze finds them: those of the runtime.
func TestBaseOfGo(t *testing.T) {
	if !*long {
		t.Skip("analyzes a program for every architecture; make test-record does it")
	}
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range arch.Targets {
		found, err := analyze.Run(c, build.Config{Package: "./testdata/empty", GOARCH: a.GOARCH})
		if err != nil {
			t.Fatal(err)
		}
		text := base(record.Go, a)
		for _, u := range found.Uses {
			if !slices.Contains(atStart, u.Operation) && !strings.Contains(text, "\napp,"+u.Operation+",,,") &&
				!strings.Contains(text, "\napp,"+a.GOARCH+"/"+u.Operation+",,,") {
				t.Errorf("%s: the base lacks %s: %s", a.GOARCH, u.Operation, u.Reason())
			}
		}
	}
}
