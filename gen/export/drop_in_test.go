package export_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oracle/random"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/parallel"
)

// unit holds the words of a drop-in after ~@default, by directive.
type unit struct{ allowed, refused, logged []string }

// readUnit reads a drop-in by other code than package systemd.
func readUnit(t *testing.T, text []byte) (u unit) {
	t.Helper()
	_, lists, ok := strings.Cut(string(text), "\nSystemCallErrorNumber=ENOSYS\nSystemCallLog=\nSystemCallFilter=\nSystemCallFilter=write\nSystemCallFilter=~@default\n")
	if !ok {
		t.Fatalf("%s", text)
	}
	for line := range strings.Lines(lists) {
		if refused, ok := strings.CutPrefix(line, "SystemCallFilter=~"); ok {
			u.refused = append(u.refused, strings.Fields(refused)...)
		} else if allowed, ok := strings.CutPrefix(line, "SystemCallFilter="); ok {
			u.allowed = append(u.allowed, strings.Fields(allowed)...)
		} else {
			u.logged = append(u.logged, strings.Fields(strings.TrimPrefix(line, "SystemCallLog="))...)
		}
	}
	return u
}

// actions returns the actions of the named syscalls on an architecture.
func (u unit) actions(t *testing.T, a *arch.Arch) map[string]uint32 {
	t.Helper()
	all := map[string]uint32{"write": action.Allow}
	for _, name := range u.allowed {
		all[name] = action.Allow
	}
	for _, word := range u.refused {
		name, errno, _ := strings.Cut(word, ":")
		n, ok := constants.Errno(errno, a)
		if number, err := strconv.ParseUint(errno, 10, 16); err == nil {
			n, ok = uint32(number), true
		}
		if all[name] = action.Errno | n; errno == "kill" {
			all[name], ok = action.KillProcess, true
		}
		if !ok {
			t.Fatal(word)
		}
	}
	for _, name := range u.logged {
		all[name] = action.Log
	}
	return all
}

// TestDropIns exports random policies as drop-ins. An exact one has the verdicts of the
// profile for each syscall, an approximate one allows nothing more.
func TestDropIns(t *testing.T) {
	c := shipped(t)
	generator := newGenerator(t)
	var exact, stricter atomic.Int64
	_ = parallel.Do(int(3**policies), func(i int) error {
		e, s := dropIns(t, c, generator, *first+uint64(i))
		exact.Add(e)
		stricter.Add(s)
		return nil
	})
	t.Logf("%d exact drop-ins, %d stricter", exact.Load(), stricter.Load())
	if exact.Load() == 0 || stricter.Load() == 0 {
		t.Error("want both exact drop-ins and stricter ones")
	}
}

// dropIns exports the profiles of one random policy.
func dropIns(t *testing.T, c *catalog.Catalog, generator *random.Generator, seed uint64) (exact, stricter int64) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 4))
	on := []*arch.Arch{arch.Targets[r.IntN(len(arch.Targets))]}
	list, err := sources(c, forUnits(generator.FromSeed(seed), seed%3 == 0), on)
	if err != nil {
		return 0, 0 // an error between rows
	}
	for _, s := range list {
		out, differences, err := export.Document(s, export.DropIn, true)
		if err != nil {
			if !strings.Contains(err.Error(), "write is refused") {
				t.Errorf("seed %d: %v", seed, err)
			}
			continue
		}
		if len(differences) == 0 {
			exact++
		} else {
			stricter++
		}
		dropIn(t, s, out, len(differences) == 0)
	}
	return exact, stricter
}

// forUnits gives the profiles of a policy ENOSYS for violations and unknown syscalls, and a row
// for write. If plain is set, no row has a condition: few random policies are without.
func forUnits(policy []byte, plain bool) []byte {
	var text strings.Builder
	for line := range strings.Lines(string(oneDefault(policy))) {
		cells := strings.Split(line, ",")
		if plain && len(cells) == 5 && cells[3] != "when" && cells[0] != "const" {
			cells[3] = ""
		}
		line = strings.ReplaceAll(strings.Join(cells, ","), ",errno:EPERM,,\n", ",errno:ENOSYS,,\n")
		if text.WriteString(line); strings.Contains(line, ",unknown,") {
			text.WriteString(cells[0] + ",write,,,\n")
		}
	}
	return []byte(text.String())
}

// dropIn compares a drop-in with a profile on each architecture.
func dropIn(t *testing.T, s export.Source, text []byte, exact bool) {
	t.Helper()
	u := readUnit(t, text)
	for _, a := range s.Arches {
		all := u.actions(t, a)
		enosys, _ := constants.Errno("ENOSYS", a)
		for nr, name := range s.Catalog.Names(a) {
			got, named := all[name]
			if !named {
				got = action.Errno | enosys
			}
			for want, set := range s.Decisions[a.Index].ByAction(nr) {
				if set != argset.None && (action.Exceeds(got, want) || exact && got != want) {
					t.Errorf("%s on %s: %#x, want %#x", name, a.GOARCH, got, want)
				}
			}
		}
	}
}
