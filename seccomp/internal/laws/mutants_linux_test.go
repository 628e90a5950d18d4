package laws_test

import (
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
)

// TestMutants weakens the instructions added by Block, one return at a time, and expects a
// broken law. A return out of reach of the drawn syscalls goes unnoticed.
func TestMutants(t *testing.T) {
	wanted := 20
	if testing.Short() {
		wanted = 5
	}
	m, mutants, noticed := newMachine(t), 0, 0
	for seed := uint64(1); mutants < wanted; seed++ {
		profiles, err := m.profiles(seed)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, p := range profiles {
			f := p.filter()
			if f == nil {
				continue
			}
			for _, weak := range f.weakened() {
				f.after = weak
				mutants++
				for range 20 {
					if f.check(new(tally)) != nil {
						noticed++
						break
					}
				}
			}
		}
	}
	if noticed < mutants*9/10 {
		t.Errorf("%d of %d mutants are noticed", noticed, mutants)
	}
}

// weakened returns f's program several times, each with another return of Block changed to
// allow.
func (f *filter) weakened() [][]bpf.Instruction {
	body := f.compiled.Program.Body
	var out [][]bpf.Instruction
	for pc := body; pc < body+len(f.after)-len(f.before); pc++ {
		if i := f.after[pc]; i.Code == bpf.Return && i.K != unix.SECCOMP_RET_ALLOW {
			weak := slices.Clone(f.after)
			weak[pc].K = unix.SECCOMP_RET_ALLOW
			out = append(out, weak)
		}
	}
	return out
}
