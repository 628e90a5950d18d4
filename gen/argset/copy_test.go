package argset_test

import (
	"math/rand/v2"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
)

// TestCopier copies random sets to a space with other sets, and compares the members. A
// copy of the copy is the first set.
func TestCopier(t *testing.T) {
	r := rand.New(rand.NewPCG(14, 3))
	for range 200 {
		from, to := argset.NewSpace(), argset.NewSpace()
		expression(r, to, 3)
		there, back := argset.NewCopier(from, to), argset.NewCopier(to, from)
		for range 3 {
			set, want := expression(r, from, 4)
			got := there.Copy(set)
			for i := range 64 {
				if in := to.Contains(got, assignment(i, anything(r))); in != (want>>i&1 != 0) {
					t.Fatalf("assignment %d in the copy is %v", i, in)
				}
			}
			if again := back.Copy(got); again != set {
				t.Fatalf("the copy of the copy is %d, want %d", again, set)
			}
		}
	}
}
