package decision_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
)

// TestCopy compares a decision with its copy. A change of the copy leaves the decision alone.
func TestCopy(t *testing.T) {
	d, was := sample(), sample()
	for _, of := range []decision.Decision{d, was} {
		of.Verdicts[conditional].Weights = []decision.Weight{{When: of.Verdicts[conditional].Cases[0].When, Calls: 7}}
	}
	space := argset.NewSpace()
	space.Bit(5, 60) // sets of the copy get other numbers
	copied := d.Copy(argset.NewCopier(d.Space, space))
	if err := copied.Check(); err != nil || copied.Space != space {
		t.Fatalf("the copy has the error %v", err)
	}
	r := rand.New(rand.NewPCG(1, 4))
	for n := range uint32(8) {
		for range 10 {
			values := [6]uint64{r.Uint64(), r.Uint64()}
			if got, want := copied.Of(n, values), d.Of(n, values); got != want {
				t.Errorf("number %d with %x is %v, want %v", n, values, got, want)
			}
		}
	}
	if v := copied.Verdicts[conditional]; len(v.Weights) != 1 || v.Weights[0].When != v.Cases[0].When || v.Weights[0].Calls != 7 {
		t.Errorf("the copied weights are %v, want the first case of %v", v.Weights, v.Cases)
	}
	copied.Verdicts[conditional].Cases[0].Verdict = decision.Allowed
	if !reflect.DeepEqual(d.Verdicts, was.Verdicts) {
		t.Errorf("the verdicts of the decision are now %v", d.Verdicts)
	}
}

// TestCopyPlain copies a decision without a space.
func TestCopyPlain(t *testing.T) {
	d := decision.Plain(decision.Uniform(decision.Allowed), []uint32{1, 2, 3})
	if got := d.Copy(argset.NewCopier(nil, argset.NewSpace())); !reflect.DeepEqual(got, d) {
		t.Errorf("%v, want %v", got, d)
	}
}
