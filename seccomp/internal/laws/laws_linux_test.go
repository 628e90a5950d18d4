package laws_test

import (
	"flag"
	"fmt"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/bpf"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

var (
	filters   = flag.Int("filters", 1000, "how many random filters TestLaws draws")
	firstSeed = flag.Uint64("seed", 1, "the seed of the first policy of TestLaws")
)

// TestLaws draws filters and checks the laws on each, for the companion ABI too.
func TestLaws(t *testing.T) {
	wanted := *filters
	if testing.Short() {
		wanted = min(wanted, 400)
	}
	m, seen := newMachine(t), tally{}
	for seed := *firstSeed; seen.filters < wanted; seed++ {
		profiles, err := m.profiles(seed)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, p := range profiles {
			for range filtersEach {
				f := p.filter()
				if f == nil {
					continue
				}
				seen.filters++
				if err := f.check(&seen); err != nil {
					t.Errorf("seed %d: %v\n%v", seed, err, f)
				}
			}
		}
	}
	t.Logf("%+v", seen)
	if seen.stricter == 0 || seen.kept == 0 {
		t.Error("no filter tried the laws")
	}
}

// tally counts the drawn cases.
type tally struct {
	filters, syscalls int
	// stricter counts verdicts made stricter by Block. kept counts verdicts unchanged,
	// because the violation action is weaker.
	stricter, kept int
}

// check draws syscalls and checks the laws on each.
func (f *filter) check(seen *tally) error {
	goarches := []string{f.arch.GOARCH}
	if f.compiled.Compat != nil {
		goarches = append(goarches, f.arch.Companion.GOARCH)
	}
	for _, goarch := range goarches {
		draw, err := f.generator.Calls(f.text, goarch)
		if err != nil {
			return err
		}
		for range callsEach {
			nr, arguments := draw.Next(f.rand)
			if f.rand.IntN(3) == 0 {
				nr = f.changed(goarch, nr)
			}
			if err := f.checkCall(goarch, nr, arguments, seen); err != nil {
				return fmt.Errorf("%s, number %d, arguments %#x: %w", goarch, nr, arguments, err)
			}
		}
	}
	return nil
}

// changed returns a number that Allow or Block names, or nr.
func (f *filter) changed(goarch string, nr uint32) uint32 {
	names := append(append([]string{""}, f.allow...), f.block...)
	if n, ok := f.numbers[goarch][pick(f.rand, names)]; ok {
		return n
	}
	return nr
}

// rank orders return values by strictness: the lower, the stricter.
func rank(value uint32) int32 { return int32(value & 0xffff0000) }

// checkCall checks the laws on one syscall.
func (f *filter) checkCall(goarch string, nr uint32, arguments [6]uint64, seen *tally) error {
	profile, err := f.want.Decide(f.compiled.Name, goarch, nr, arguments)
	if err != nil {
		return err
	}
	violation, err := oracle.Value(f.violation.name, goarch)
	if err != nil {
		return err
	}
	var got [2]uint32
	for i, program := range [...][]bpf.Instruction{f.before, f.after} {
		data := prove.Data{Nr: nr, Arch: oracle.AuditArch[goarch], Args: arguments, BigEndian: f.arch.BigEndian}
		if got[i], _, err = prove.Execute(program, data); err != nil {
			return err
		}
	}
	before, after := got[0], got[1]
	if err := f.checkVerdict(goarch, nr, arguments); err != nil {
		return err
	}
	name, exists := f.machine.oracle.NameOf(goarch, nr)
	// Allow does not change the companion ABI.
	allowed := exists && goarch == runtime.GOARCH && f.machine.oracle.Allows(name, f.allow)
	blocked := exists && f.machine.oracle.Blocks(name, arguments[0], f.block)
	want := profile
	if allowed {
		want = unix.SECCOMP_RET_ALLOW
	}
	seen.syscalls++
	if rank(after) < rank(before) {
		seen.stricter++
	}
	if blocked && rank(profile) < rank(violation) {
		seen.kept++
	}
	switch {
	case before != want:
		return fmt.Errorf("without Block it returns %#x, want %#x", before, want)
	case rank(after) > rank(before):
		return fmt.Errorf("Block weakens %#x to %#x", before, after)
	case blocked && rank(after) > min(rank(violation), rank(profile)):
		return fmt.Errorf("it is blocked and returns %#x: a violation returns %#x, the profile %#x", after, violation, profile)
	case !blocked && !f.machine.oracle.Multiplexes(name) && after != before:
		return fmt.Errorf("it is not blocked, and Block turns %#x into %#x", before, after)
	}
	return nil
}

// checkVerdict compares the filter's verdict with its program.
func (f *filter) checkVerdict(goarch string, nr uint32, arguments [6]uint64) error {
	var words [6]uintptr
	var compat [6]uint32
	for i := range arguments {
		if arch.ByGOARCH(goarch).Width == 32 {
			arguments[i] &= 1<<32 - 1
		}
		words[i], compat[i] = uintptr(arguments[i]), uint32(arguments[i])
	}
	data := prove.Data{Nr: nr, Arch: oracle.AuditArch[goarch], Args: arguments, BigEndian: f.arch.BigEndian}
	want, _, err := prove.Execute(f.installed, data)
	if err != nil {
		return err
	}
	var got seccomp.Action
	switch {
	case goarch != runtime.GOARCH:
		got, err = f.built.CompatVerdict(nr, compat[:]...)
	case tables.Syscall(nr).Absent():
		return nil
	default:
		got, err = f.built.Verdict(tables.Syscall(nr), words[:]...)
	}
	if err != nil || uint32(got)^1<<31 != want {
		return fmt.Errorf("Verdict is %v, %v; the program returns %#x", got, err, want)
	}
	return nil
}
