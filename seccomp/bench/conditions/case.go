//go:build linux && amd64

package conditions

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"go/constant"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/condition"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
)

// amd64 is the architecture of all programs here.
var amd64 = arch.ByGOARCH("amd64")

// Case is a policy with conditions for one syscall. It allows write and exit_group, and kills
// the process for all else.
type Case struct {
	Name string
	// Call and Number are the syscall with conditions. It is allowed if one of Rules holds.
	Call   string
	Number uint32
	Rules  []Rule
	// Missing lists syscalls with ENOSYS.
	Missing []string

	catalog *catalog.Catalog
	policy  *policy.Policy
}

// Rule holds if all its terms do. It has at most one term for an argument.
type Rule []Term

// Term holds if an argument under Mask is Value.
type Term struct {
	Argument    int
	Mask, Value uint64
}

// The masks of arguments without other bits to ignore.
const (
	half = 1<<32 - 1
	all  = 1<<64 - 1
)

// Always lists the syscalls allowed by every case.
var Always = []string{"write", "exit_group"}

// Cases returns the cases. root is the folder of this repository.
func Cases(root string) ([]*Case, error) {
	path := filepath.Join(root, "syscalls.csv")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c, err := catalog.Load(path, data)
	if err != nil {
		return nil, err
	}
	var out []*Case
	for _, s := range specs {
		text := s.text
		if text == "" {
			file, err := os.ReadFile(filepath.Join(root, "gen/diagram/testdata/cases", s.name+".csv"))
			if err != nil {
				return nil, err
			}
			text = string(file)
		}
		x, err := s.load(c, text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		out = append(out, x)
	}
	return out, nil
}

// load makes the case of a policy.
func (s spec) load(c *catalog.Catalog, text string) (*Case, error) {
	// The other compilers have no verdict for unknown numbers.
	text = strings.TrimSuffix(text, "\n") + "\n" + s.name + ",unknown,kill,,\n"
	p, err := policy.Load(s.name+".csv", []byte(text), c)
	if err != nil {
		return nil, err
	}
	x := &Case{Name: s.name, Call: s.call, Number: s.number, Missing: s.missing, catalog: c, policy: p}
	names, err := x.listed(text)
	if err != nil {
		return nil, err
	}
	x.Rules = s.rules(x, names)
	return x, nil
}

// listed returns the names in the first condition of the policy.
func (x *Case) listed(text string) ([]string, error) {
	r := csv.NewReader(bytes.NewReader([]byte(text)))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(rows[1:], func(row []string) bool { return row[3] != "" })
	e, problem := condition.Parse(rows[1+i][3])
	if problem != nil {
		return nil, fmt.Errorf("%s", problem.What)
	}
	return e.Names(), nil
}

// value returns the value of an expression of constants.
func (x *Case) value(text string) uint64 {
	e, problem := condition.Parse(text)
	if problem != nil {
		panic(text)
	}
	v, problems := e.Value(func(name string) (constant.Value, bool) { return x.policy.Constant(name, amd64) })
	if len(problems) > 0 {
		panic(text)
	}
	n, exact := constant.Uint64Val(v)
	if !exact {
		panic(text)
	}
	return n
}

// equal returns a term for an int argument.
func (x *Case) equal(argument int, text string) Term {
	return Term{argument, half, x.value(text)}
}

// anyOf returns a rule for each constant among names. The other names are arguments.
func (x *Case) anyOf(argument int, names []string) []Rule {
	var out []Rule
	for _, name := range names {
		if _, ok := x.policy.Constant(name, amd64); ok {
			out = append(out, Rule{x.equal(argument, name)})
		}
	}
	return out
}

// Input is struct seccomp_data of a syscall on amd64, in words.
type Input [16]uint32

// input returns the syscall of x with arguments.
func (x *Case) input(arguments [6]uint64) Input {
	in := Input{x.Number, amd64.Audit}
	for i, a := range arguments {
		in[4+2*i], in[5+2*i] = uint32(a), uint32(a>>32)
	}
	return in
}

// Whole reports whether t is about all bits of an int or of a long.
func (t Term) Whole() bool { return t.Mask == half || t.Mask == all }
