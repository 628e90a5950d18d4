package flow

import (
	"cmp"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
)

// Reference is a use of a symbol in assembly.
type Reference struct {
	// Function is the symbol of the function with the use. It is empty for data.
	Function string
	// Pos is FILE:LINE.
	Pos string
	// Tail marks a jump with the function's own parameters.
	Tail bool
}

// AddReference adds a use of a symbol in assembly.
func (w *World) AddReference(symbol string, r Reference) {
	key := w.Canonical(symbol)
	w.assembly[key] = append(w.assembly[key], r)
}

// references returns the uses of a symbol in functions of the program, and in data.
func (w *World) references(key string) []Reference {
	var out []Reference
	for _, r := range w.assembly[key] {
		if r.Function == "" || w.Live(r.Function) {
			out = append(out, r)
		}
	}
	return out
}

// FilePosition parses FILE:LINE.
func FilePosition(pos string) token.Position {
	i := strings.LastIndexByte(pos, ':')
	if i < 0 {
		return token.Position{Filename: pos}
	}
	line, _ := strconv.Atoi(pos[i+1:])
	return token.Position{Filename: pos[:i], Line: line}
}

// ParameterAt returns the position of the parameter with a name and an offset on the stack.
// One in a register has no name, and its position in place of the offset.
func (w *World) ParameterAt(f *ssa.Function, name string, offset int64) (i int, ok bool) {
	if name == "" {
		return int(offset), offset < int64(f.Signature.Params().Len())
	}
	var fields []*types.Var
	for v := range f.Signature.Params().Variables() {
		fields = append(fields, v)
	}
	for i, at := range w.sizes.Offsetsof(fields) {
		if fields[i].Name() == name {
			return i, at == offset
		}
	}
	return 0, false
}

// Header returns the file go_asm.h of a package: the constants and the layout of structs
// for its assembly.
func (w *World) Header(p *build.Package) (string, error) {
	u, err := w.load(p)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	scope := u.types.Scope()
	for _, name := range scope.Names() {
		switch o := scope.Lookup(name).(type) {
		case *types.Const:
			if value := constantText(o.Val()); value != "" {
				fmt.Fprintf(&out, "#define const_%s %s\n", name, value)
			}
		case *types.TypeName:
			w.structHeader(&out, o)
		}
	}
	return out.String(), nil
}

// constantText returns a constant as the compiler writes it to go_asm.h.
func constantText(v constant.Value) string {
	switch v.Kind() {
	case constant.Int, constant.Float, constant.String:
		return v.ExactString()
	case constant.Bool:
		return cmp.Or(map[bool]string{true: "1"}[constant.BoolVal(v)], "0")
	}
	return ""
}

// structHeader writes the size and the offsets of a struct.
func (w *World) structHeader(out *strings.Builder, o *types.TypeName) {
	named, ok := o.Type().(*types.Named)
	if !ok || o.IsAlias() || named.TypeParams().Len() > 0 {
		return
	}
	s, ok := named.Underlying().(*types.Struct)
	if !ok {
		return
	}
	var fields []*types.Var
	for f := range s.Fields() {
		fields = append(fields, f)
	}
	fmt.Fprintf(out, "#define %s__size %d\n", o.Name(), w.sizes.Sizeof(s))
	for i, offset := range w.sizes.Offsetsof(fields) {
		if name := fields[i].Name(); name != "_" {
			fmt.Fprintf(out, "#define %s_%s %d\n", o.Name(), name, offset)
		}
	}
}

// Callers returns the symbols of the functions with static calls of a function.
func (w *World) Callers(symbol string) []string {
	var out []string
	for _, s := range w.sites[w.Canonical(symbol)] {
		out = append(out, symbolOf(outermost(s.caller)))
	}
	return out
}

// Uses returns the places in the program that call a function or use it as a value.
func (w *World) Uses(symbol string) ([]token.Position, error) {
	f, err := w.Function(symbol)
	if err != nil || f == nil {
		return nil, err
	}
	key := w.keyOf(f)
	if err := w.loadUsers(packageOf(f).Path(), f.Name(), key); err != nil {
		return nil, err
	}
	var out []token.Position
	for _, s := range w.sites[key] {
		out = append(out, w.position(s.call.Pos()))
	}
	for _, pos := range w.taken[key] {
		out = append(out, w.position(pos))
	}
	return out, nil
}
