package expectation

import (
	"fmt"
	"slices"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// Failure is an input with another verdict than the expected one.
type Failure struct {
	Input
	// Program is the program with the verdict.
	Program *compile.Compiled
	// Call is an example of the input, found its verdict.
	Call  listing.Call
	found string
}

// Result is the comparison of programs with a table.
type Result struct {
	Failures []Failure
	// Checked counts the expectations compared with a program, Failed those with a failure,
	// Others those without an input for any program.
	Checked, Failed, Others int
	// Architectures lists the architectures of compared inputs.
	Architectures []*arch.Arch
}

// Add adds the counts of another table.
func (r *Result) Add(other Result) {
	r.Checked += other.Checked
	r.Failed += other.Failed
	r.Others += other.Others
	r.Architectures = arch.Set(append(r.Architectures, other.Architectures...))
}

// Check compares programs with the inputs of t. Per program, each input with another verdict
// for some of its arguments is a failure. Of the entry points of one expectation on one
// architecture, one suffices to allow the syscall.
//
// The verdicts come from the program: [prove.EvaluateArguments] computes which arguments reach
// which return. [prove.Execute] executes the example of each failure.
func (t *Table) Check(programs []*compile.Compiled, inputs []Input, space *argset.Space) (r Result, err error) {
	checked, failed := make(map[*row]bool), make(map[*row]bool)
	for _, p := range programs {
		within := space.Within(maxWork, func() {
			c := checker{program: p, space: space, at: make(map[place][]prove.Outcome)}
			err = c.inputs(inputs)
			r.Failures = append(r.Failures, c.failures...)
			r.Architectures = arch.Set(append(r.Architectures, c.arches...))
			for _, x := range c.rows {
				checked[x] = true
			}
		})
		if !within {
			err = decision.TooLarge(fmt.Sprintf("profile %s on %s: the expectations take too much work; use fewer or simpler conditions", p.Name, p.Arch.GOARCH))
		}
		if err != nil {
			return Result{}, err
		}
	}
	for _, f := range r.Failures {
		failed[f.row] = true
	}
	r.Checked, r.Failed, r.Others = len(checked), len(failed), len(t.rows)-len(checked)
	return r, nil
}

// checker compares a program with inputs.
type checker struct {
	program  *compile.Compiled
	space    *argset.Space
	outcomes []prove.Outcome
	// at holds the outcomes of numbers.
	at       map[place][]prove.Outcome
	failures []Failure
	// rows and arches list those of compared inputs.
	rows   []*row
	arches []*arch.Arch
}

// inputs compares the program with its inputs. Those of one row and architecture are
// successive.
func (c *checker) inputs(list []Input) (err error) {
	c.outcomes, _, err = prove.EvaluateArguments(c.program.Program.Instructions, &prove.Options{Space: c.space, BigEndian: c.program.Arch.BigEndian})
	for len(list) > 0 && err == nil {
		first, n := list[0], 1
		for n < len(list) && list[n].row == first.row && list[n].Arch == first.Arch {
			n++
		}
		if first.concerns(c.program) {
			c.rows, c.arches = append(c.rows, first.row), append(c.arches, first.Arch)
			err = c.entryPoints(list[:n])
		}
		list = list[n:]
	}
	return err
}

// entryPoints compares the inputs of an expectation on one architecture.
func (c *checker) entryPoints(inputs []Input) error {
	var failures []Failure
	for _, in := range inputs {
		f, failed, err := c.input(in)
		if err != nil {
			return err
		}
		if failed {
			failures = append(failures, f)
		}
	}
	if inputs[0].want.word != allow || len(failures) == len(inputs) {
		c.failures = append(c.failures, failures...)
	}
	return nil
}

// input returns the failure of an input.
func (c *checker) input(in Input) (f Failure, failed bool, err error) {
	at := place{in.Arch, in.Number}
	if c.at[at] == nil {
		c.space.Work(len(c.outcomes))
		c.at[at] = slices.DeleteFunc(slices.Clone(c.outcomes), func(out prove.Outcome) bool {
			return !out.Arch.Contains(in.Arch.Audit) || !out.Nr.Contains(in.Number)
		})
	}
	for _, out := range c.at[at] {
		both := c.space.And(out.When, in.When)
		if both != argset.None && !in.want.is(c.program.Program, out) {
			f, err := failure(c.program, in, out, c.space.Example(both))
			return f, true, err
		}
	}
	return Failure{}, false, nil
}

// place is a number on an architecture.
type place struct {
	arch   *arch.Arch
	number uint32
}

// concerns reports whether p decides in.
func (in Input) concerns(p *compile.Compiled) bool {
	return (len(in.row.profiles) == 0 || slices.Contains(in.row.profiles, p.Name)) &&
		(in.Arch == p.Arch || p.Compat != nil && in.Arch == p.Arch.Companion)
}

// failure returns the failure of an input with an outcome, by an example of its arguments.
func failure(p *compile.Compiled, in Input, out prove.Outcome, arguments [6]uint64) (Failure, error) {
	data := prove.Data{Nr: in.Number, Arch: in.Arch.Audit, Args: arguments, BigEndian: in.Arch.BigEndian}
	value, _, err := prove.Execute(p.Program.Instructions, data)
	if err == nil && value != out.Value {
		err = fmt.Errorf("profile %s on %s: number %d with arguments %#x returns %#x, and %#x by evaluation", p.Name, p.Arch.GOARCH, in.Number, arguments, value, out.Value)
	}
	return Failure{in, p, listing.Call{Nr: in.Number, Arguments: arguments, Given: len(arguments)}, describe(p.Program, out, in.Arch)}, err
}
