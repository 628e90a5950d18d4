package export_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/export"
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
	exact, stricter := 0, 0
	for seed := *first; seed < *first+3**policies; seed++ {
		r := rand.New(rand.NewPCG(seed, 4))
		on := []*arch.Arch{arch.Targets[r.IntN(len(arch.Targets))]}
		var text strings.Builder
		for line := range strings.Lines(string(oneDefault(generator.FromSeed(seed)))) {
			cells := strings.Split(line, ",")
			if seed%3 == 0 && len(cells) == 5 && cells[3] != "when" && cells[0] != "const" {
				cells[3] = "" // few random policies are without conditions
			}
			line = strings.ReplaceAll(strings.Join(cells, ","), ",errno:EPERM,,\n", ",errno:ENOSYS,,\n")
			if text.WriteString(line); strings.Contains(line, ",unknown,") {
				text.WriteString(cells[0] + ",write,,,\n")
			}
		}
		list, err := sources(c, []byte(text.String()), on)
		if err != nil {
			continue // an error between rows
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
	}
	t.Logf("%d exact drop-ins, %d stricter", exact, stricter)
	if exact == 0 || stricter == 0 {
		t.Error("want both exact drop-ins and stricter ones")
	}
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
