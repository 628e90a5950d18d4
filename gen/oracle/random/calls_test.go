package random_test

import (
	"math/rand/v2"
	"testing"
)

// TestAim checks that drawn inputs meet both sides of rare conditions.
func TestAim(t *testing.T) {
	g := generator(t)
	for _, tt := range []struct{ syscall, goarch, when string }{
		{"openat", "amd64", "arg0 == 0x123456789abcdef0"},
		{"openat", "s390x", "arg0 > 0x123456789abcdeef && arg0 < 0x123456789abcdef1"},
		{"openat", "amd64", "arg0>>7 & 0xff == 0x83 && arg1^5 == 9 && int32(arg2) == -7"},
		{"openat", "386", "(arg3 | 0xff0) << 3 == 0x7ff8 && 0x1200 == arg2 &^ 0xff"},
		{"openat", "mips", "arg0 == TIOCGWINSZ && uint32(arg1) == 1<<31 - 1 && 6^arg2 == 77777"},
		{"openat", "mips64", "!(arg0 != 99999 || 7 & arg1 != 6 || int(arg2) != -1<<63)"},
		{"386/fcntl64", "386", "arg1 == F_GETLK"},
	} {
		t.Run(tt.when, func(t *testing.T) {
			text := []byte("profile,syscall,action,when,why\np," + tt.syscall + ",," + tt.when + ",\n")
			p, err := g.Oracle.Policy(text)
			if err != nil {
				t.Fatal(err)
			}
			p.Constants = lookup
			calls, err := g.Calls(text, tt.goarch)
			if err != nil {
				t.Fatal(err)
			}
			r, seen := rand.New(rand.NewPCG(3, 5)), make(map[uint32]int)
			for range 300 {
				nr, args := calls.Next(r)
				v, err := p.Decide("p", tt.goarch, nr, args)
				if err != nil {
					t.Fatal(err)
				}
				seen[v]++
			}
			if seen[0x7fff0000] < 3 || seen[0x80000000] < 3 {
				t.Errorf("decisions and their counts: %#x", seen)
			}
		})
	}
}

// TestCallsOfNothing draws inputs for a policy without rows, and checks the errors for
// invalid policies.
func TestCallsOfNothing(t *testing.T) {
	g := generator(t)
	calls, err := g.Calls([]byte("profile,syscall,action,when,why\n"), "arm")
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[uint32]bool)
	r := rand.New(rand.NewPCG(7, 7))
	for range 300 {
		nr, _ := calls.Next(r)
		seen[nr] = true
	}
	if !seen[1<<30] || !seen[0xf0040] || len(seen) < 100 {
		t.Errorf("%d numbers", len(seen))
	}
	for _, text := range []string{"a,b\nc\n", "profile,syscall,action,when,why\np,read,,arg0 ==,\n"} {
		if _, err := g.Calls([]byte(text), "arm"); err == nil {
			t.Errorf("no error for %q", text)
		}
	}
}
