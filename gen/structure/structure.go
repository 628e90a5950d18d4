// Package structure reads JSON and YAML into one tree of values, each with its place in the
// file. Packages oci and operator find the rules of a filter in it.
//
// For example, the file
//
//	{"names": ["read"]}
//
// is an object with the field names at 1:2. Its value is an array at 1:11 with a string at
// 1:12.
//
// Reading is bounded: a file may have 16 MiB, one of YAML 1 MiB, and 64 levels. Aliases of
// YAML are refused, for they can stand for any number of values.
package structure

import (
	"fmt"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
)

// MaxSize limits the bytes of a file.
const MaxSize = 16 << 20

// maxDepth limits the levels of objects and arrays.
const maxDepth = 64

// Kind is the kind of a value.
type Kind uint8

// The kinds.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// kinds names the kinds in messages.
var kinds = []string{"null", "a boolean", "a number", "a string", "an array", "an object"}

// String returns the name of the kind, as in "a number".
func (k Kind) String() string { return kinds[k] }

// Place is a place in a file.
type Place struct {
	File string
	// Line and Col are from 1. Col counts bytes.
	Line, Col int
}

// Error returns an error at p.
func (p Place) Error(hint, what string, a ...any) csvfile.Error {
	return csvfile.Error{File: p.File, Line: p.Line, Col: p.Col, What: csvfile.Message(what, a...), Hint: hint}
}

// Node is a value.
type Node struct {
	Place
	Kind Kind
	// Text is the content of a string, or a number as written.
	Text   string
	Items  []*Node
	Fields []Field
}

// Field is a field of an object.
type Field struct {
	Place
	Name  string
	Value *Node
}

// Field returns the value of a field, or nil for none and for null.
func (n *Node) Field(name string) *Node {
	for _, f := range n.Fields {
		if f.Name == name && f.Value.Kind != Null {
			return f.Value
		}
	}
	return nil
}

// add appends a field to an object. A name may occur once.
func (n *Node) add(f Field, seen map[string]Place) error {
	if first, ok := seen[f.Name]; ok {
		return f.Error("", "duplicate field %q; first on line %d", f.Name, first.Line)
	}
	seen[f.Name] = f.Place
	n.Fields = append(n.Fields, f)
	return nil
}

// tooDeep returns the error for too many levels.
func tooDeep(p Place) error {
	return p.Error(fmt.Sprintf("at most %d", maxDepth), "too many levels of objects and arrays")
}
