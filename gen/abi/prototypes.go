package abi

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// Prototype is the declaration of an entry function: the function that the kernel calls
// for a syscall.
type Prototype struct {
	// Syscall is the name in syscalls.csv.
	Syscall string
	// On lists the architectures. It is empty for all without another prototype.
	On []string
	// Function is the entry function, without sys_: old_mmap for mmap on 386. File is its
	// file in the kernel.
	Function, File string
	// Parameters lists the parameters in order.
	Parameters []Declaration
}

// Declaration declares a parameter in C. Type is as from [NormalType].
type Declaration struct{ Type, Name string }

// Prototypes is the content of a file.
type Prototypes []Prototype

// columns is the header of the file.
var columns = []string{"name", "on", "function", "file", "parameters"}

// ReadPrototypes parses the content of the file called name. Comments are dropped.
func ReadPrototypes(name string, data []byte) (Prototypes, error) {
	var list Prototypes
	var errs csvfile.Errors
	err := eachRow(name, data, columns, func(l *csvfile.Line) {
		p, wrong := readPrototype(l)
		errs = append(errs, wrong...)
		list = append(list, p)
	})
	if err != nil {
		return nil, err
	}
	return list, errs.Sorted()
}

// readPrototype parses a row.
func readPrototype(l *csvfile.Line) (Prototype, csvfile.Errors) {
	var errs csvfile.Errors
	p := Prototype{Syscall: l.Cells[0], On: strings.Fields(l.Cells[1]), Function: l.Cells[2], File: l.Cells[3]}
	for _, goarch := range p.On {
		if arch.ByGOARCH(goarch) == nil {
			errs = append(errs, l.At(1, "unknown architecture "+csvfile.Short(goarch), ""))
		}
	}
	if l.Cells[4] == "" {
		return p, errs
	}
	for _, text := range strings.Split(l.Cells[4], "; ") {
		d, ok := declaration(text)
		if !ok {
			errs = append(errs, l.At(4, "parameter "+csvfile.Short(text), "write a type and a name"))
			continue
		}
		if _, ok := typeOf(d.Type); !ok {
			errs = append(errs, l.At(4, "unknown type "+csvfile.Short(strings.TrimSpace(d.Type)), "add it to the types of gen/abi"))
		}
		p.Parameters = append(p.Parameters, d)
	}
	return p, errs
}

// declaration divides a text into a type and a name: char *buf.
func declaration(text string) (d Declaration, ok bool) {
	i := strings.LastIndexAny(text, " *") + 1
	return Declaration{text[:i], text[i:]}, i > 0 && i < len(text)
}

// NormalType returns a type of C without const, without the annotations of the kernel, and
// with a space or an asterisk at its end, so that a name can follow.
func NormalType(text string) string {
	var words []string
	for _, word := range strings.Fields(strings.ReplaceAll(text, "*", " * ")) {
		if word != "const" && word != "__user" {
			words = append(words, word)
		}
	}
	text = strings.Join(words, " ") + " "
	return strings.ReplaceAll(strings.ReplaceAll(text, "* ", "*"), "* ", "*")
}

// Declarations returns the parameters of p in C, each but the last with a semicolon.
func (p Prototype) Declarations() string {
	var list []string
	for _, d := range p.Parameters {
		list = append(list, d.Type+d.Name)
	}
	return strings.Join(list, "; ")
}

// SameParameters reports whether p and q have the same parameters.
func (p Prototype) SameParameters(q Prototype) bool { return slices.Equal(p.Parameters, q.Parameters) }

// Equal reports whether p and q are equal, except for their architectures.
func (p Prototype) Equal(q Prototype) bool {
	return p.Syscall == q.Syscall && p.Function == q.Function && p.File == q.File && p.SameParameters(q)
}

// Find returns the prototype of a syscall on an architecture, or nil.
func (list Prototypes) Find(name, goarch string) *Prototype {
	var other *Prototype
	for i := range list {
		switch p := &list[i]; {
		case p.Syscall != name:
		case slices.Contains(p.On, goarch):
			return p
		case len(p.On) == 0:
			other = p
		}
	}
	return other
}

// Has reports whether a syscall has a prototype on some architecture.
func (list Prototypes) Has(name string) bool {
	return slices.ContainsFunc(list, func(p Prototype) bool { return p.Syscall == name })
}

// Format returns the content of the file, after a comment.
func (list Prototypes) Format(comment string) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# %s\n", comment)
	w := csv.NewWriter(&out)
	w.Write(columns)
	for _, p := range list {
		w.Write([]string{p.Syscall, strings.Join(p.On, " "), p.Function, p.File, p.Declarations()})
	}
	w.Flush()
	return out.Bytes()
}
