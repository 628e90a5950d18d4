package argset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// whole is the mask of all bits of a word.
const whole = 1<<32 - 1

// half returns the value of a word.
func half(values [6]uint64, w argset.Word) uint32 {
	if w.High {
		return uint32(values[w.Arg] >> 32)
	}
	return uint32(values[w.Arg])
}

// randomPair makes two random sets, and returns their first word. Few do not depend on any.
func randomPair(r *rand.Rand, s *argset.Space) (sets []argset.Set, w argset.Word) {
	for {
		x, _ := expression(r, s, 5)
		y, _ := expression(r, s, 5)
		if w, ok := s.Top([]argset.Set{x, y}); ok {
			return []argset.Set{x, y}, w
		}
	}
}

// TestWordRuns compares the runs of the values of a word with the sets, on all assignments of
// the pool. Masked to their relevant bits, all values have few runs.
func TestWordRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 13))
	s := argset.NewSpace()
	unmasked := 0
	for range 500 {
		sets, w := randomPair(r, s)
		mask := s.WordBits(sets[0], w) | s.WordBits(sets[1], w)
		compareRuns(t, r, s, sets, w, mask)
		if _, ok := s.WordRuns(sets, w, whole, 8); ok {
			unmasked++
			compareRuns(t, r, s, sets, w, whole)
		}
		if _, ok := s.WordRuns(sets, w, mask&(mask-1), 8); ok {
			t.Errorf("runs without a relevant bit of %#x", mask)
		}
	}
	if unmasked < 50 {
		t.Errorf("%d unmasked words have few runs, want 50 at least", unmasked)
	}
}

func compareRuns(t *testing.T, r *rand.Rand, s *argset.Space, sets []argset.Set, w argset.Word, mask uint32) {
	t.Helper()
	runs, ok := s.WordRuns(sets, w, mask, 8)
	if !ok || runs[0].First != 0 {
		t.Fatalf("no runs of %v under %#x, or not from 0: %v", w, mask, runs)
	}
	for i := range runs[1:] {
		if runs[i].First >= runs[i+1].First || slices.Equal(runs[i].Rest, runs[i+1].Rest) {
			t.Errorf("runs %v are not ascending, or equal", runs[i:i+2])
		}
	}
	if _, ok := s.WordRuns(sets, w, mask, len(runs)-1); ok {
		t.Errorf("%d runs within a limit of one less", len(runs))
	}
	for i := range 64 {
		values := assignment(i, anything(r))
		of := 0
		for of+1 < len(runs) && runs[of+1].First <= half(values, w)&mask {
			of++
		}
		compareRest(t, s, sets, runs[of].Rest, values)
	}
}

// compareRest compares the rests of sets with the sets.
func compareRest(t *testing.T, s *argset.Space, sets, rest []argset.Set, values [6]uint64) {
	t.Helper()
	for j := range sets {
		if got, want := s.Contains(rest[j], values), s.Contains(sets[j], values); got != want {
			t.Errorf("the rest of set %d contains %#x: %v, want %v", sets[j], values, got, want)
		}
	}
}

// TestClasses compares the classes of the values of a word with the sets, on all
// assignments of the pool.
func TestClasses(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 19))
	s := argset.NewSpace()
	for range 500 {
		sets, w := randomPair(r, s)
		classes, ok := s.Classes(sets, w, 8)
		if !ok || len(classes) < 2 {
			t.Fatalf("%d classes, want 2 to 8", len(classes))
		}
		if _, ok := s.Classes(sets, w, len(classes)-1); ok {
			t.Errorf("%d classes within a limit of one less", len(classes))
		}
		for i := range 64 {
			values, found := assignment(i, anything(r)), 0
			for _, c := range classes {
				if s.Contains(c.Values, values) {
					found++
					compareRest(t, s, sets, c.Rest, values)
				}
			}
			if found != 1 {
				t.Errorf("%#x is in %d classes", values, found)
			}
		}
	}
}

// TestMove compares sets with their words exchanged.
func TestMove(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 29))
	s := argset.NewSpace()
	from := []argset.Word{{Arg: 0, High: true}, {Arg: 0}, {Arg: 2}, {Arg: 5}}
	for range 500 {
		set, _ := expression(r, s, 6)
		to := make(map[argset.Word]argset.Word)
		for i, j := range r.Perm(len(from)) {
			to[from[i]] = argset.Word{Arg: j / 2, High: j%2 == 0}
		}
		moved := s.Move(set, to)
		for i := range 64 {
			values := assignment(i, anything(r))
			var exchanged [6]uint64
			for w, place := range to {
				word := uint64(half(values, w))
				if place.High {
					word <<= 32
				}
				exchanged[place.Arg] |= word
			}
			if got, want := s.Contains(moved, exchanged), s.Contains(set, values); got != want {
				t.Fatalf("moved by %v, the set contains %#x: %v, want %v", to, exchanged, got, want)
			}
		}
	}
}
