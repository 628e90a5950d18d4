package flow

import (
	"cmp"
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Value is a number and the place it comes from.
type Value struct {
	Number int64
	// Function is the symbol of the function with the constant.
	Function string
	Pos      token.Position

	call ssa.CallInstruction
}

// Problem is a place with values that remain unknown.
type Problem struct {
	Pos  token.Position
	Text string
	// Code marks code without a readable source, in place of an unknown number.
	Code bool
}

// Result holds the values of a parameter. Without problems there are no others.
type Result struct {
	Values   []Value
	Problems []Problem
}

// Limits of one resolution.
const (
	maxNesting = 8
	maxValues  = 4096
)

// place is a call with the argument that is followed.
type place struct {
	call   ssa.CallInstruction
	caller *ssa.Function
	pos    token.Pos
}

// followed is a value at a call: each is followed once.
type followed struct {
	value any
	call  ssa.CallInstruction
}

// resolver follows a value backward through copies, parameters and variables.
type resolver struct {
	*World
	seen map[followed]bool
	// computing holds the operations whose operands are being followed. A value that depends
	// on itself through one of them takes part in a loop.
	computing []ssa.Value
	// brief stops at the first problem.
	brief  bool
	result *Result
}

// stopped reports whether the other values do not matter.
func (r *resolver) stopped() bool { return r.brief && len(r.result.Problems) > 0 }

// Parameter returns the values of the parameter at position i of f, from all calls that
// the program may make. If brief, it stops at the first problem.
func (w *World) Parameter(f *ssa.Function, i int, brief bool) (*Result, error) {
	r := &resolver{World: w, seen: make(map[followed]bool), brief: brief, result: &Result{}}
	if err := r.parameter(f, i); err != nil {
		return nil, err
	}
	r.result.sort()
	return r.result, nil
}

// sort orders values and problems by place and drops duplicates.
func (r *Result) sort() {
	slices.SortFunc(r.Problems, Problem.Compare)
	r.Problems = slices.Compact(r.Problems)
	slices.SortStableFunc(r.Values, func(a, b Value) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), comparePositions(a.Pos, b.Pos))
	})
}

// Compare orders problems by place, then by text.
func (p Problem) Compare(q Problem) int {
	return cmp.Or(comparePositions(p.Pos, q.Pos), strings.Compare(p.Text, q.Text))
}

func comparePositions(a, b token.Position) int {
	return cmp.Or(strings.Compare(a.Filename, b.Filename), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// fail adds a problem at a place.
func (r *resolver) fail(pos token.Pos, format string, args ...any) error {
	r.result.Problems = append(r.result.Problems, Problem{Pos: r.position(pos), Text: fmt.Sprintf(format, args...)})
	return nil
}

// value adds the values of v at a place.
func (r *resolver) value(v ssa.Value, at place) error {
	if r.stopped() {
		return nil
	}
	if c, ok := v.(*ssa.Const); ok {
		return r.constant(c, at)
	}
	if key := (followed{v, at.call}); r.seen[key] {
		return nil
	} else {
		r.seen[key] = true
	}
	switch v := v.(type) {
	case *ssa.Convert:
		return r.convert(v, v.X, at)
	case *ssa.MultiConvert:
		return r.convert(v, v.X, at)
	case *ssa.ChangeType:
		return r.value(v.X, at)
	case *ssa.Phi:
		return r.each(v.Edges, at)
	case *ssa.Parameter:
		return r.parameter(v.Parent(), slices.Index(v.Parent().Params, v))
	case *ssa.FreeVar:
		return r.freeVariable(v, at, r.value)
	case *ssa.UnOp:
		return r.unary(v, at)
	case *ssa.Field:
		return r.field(v.X.Type(), v.Field, at)
	case *ssa.BinOp:
		return r.binary(v, at)
	case *ssa.Extract:
		return r.resultOf(v.Tuple, v.Index, at)
	case *ssa.Call:
		return r.resultOf(v, 0, at)
	}
	return r.fail(at.pos, "the number comes from %s", describe(v))
}

// describe returns a noun for a kind of value.
func describe(v ssa.Value) string {
	switch v.(type) {
	case *ssa.Lookup:
		return "a map"
	case *ssa.Index, *ssa.IndexAddr:
		return "an element of an array or slice"
	case *ssa.TypeAssert:
		return "an interface"
	case *ssa.MakeInterface, *ssa.Next, *ssa.Select:
		return "a value with many sources"
	}
	return "an operation on memory"
}

// each follows several values.
func (r *resolver) each(values []ssa.Value, at place) error {
	for _, v := range values {
		if err := r.value(v, at); err != nil {
			return err
		}
	}
	return nil
}

// constant adds a constant.
func (r *resolver) constant(c *ssa.Const, at place) error {
	if c.Value == nil {
		return r.add(0, at)
	}
	if c.Value.Kind() != constant.Int {
		return r.fail(at.pos, "the number is the constant %s", c)
	}
	if n, exact := constant.Int64Val(c.Value); exact {
		return r.add(n, at)
	}
	n, _ := constant.Uint64Val(c.Value)
	return r.add(int64(n), at)
}

// add adds a number at a place.
func (r *resolver) add(n int64, at place) error {
	if len(r.result.Values) >= maxValues {
		return r.fail(at.pos, "the number has more than %d values", maxValues)
	}
	r.result.Values = append(r.result.Values, Value{n, symbolOf(outermost(at.caller)), r.position(at.pos), at.call})
	return nil
}

// parameter follows a parameter to the arguments of all calls.
func (r *resolver) parameter(f *ssa.Function, i int) error {
	key := r.keyOf(f)
	if seen := (followed{fmt.Sprint(key, " ", i), nil}); r.seen[seen] {
		return nil
	} else {
		r.seen[seen] = true
	}
	if f.Signature.Recv() != nil {
		r.fail(f.Pos(), "the number is a parameter of method %s, and interfaces may call it", f.Name())
	}
	if f.Parent() == nil && !r.stopped() {
		if err := r.loadUsers(packageOf(f).Path(), f.Name(), key); err != nil {
			return err
		}
	}
	for _, pos := range r.taken[key] {
		r.fail(pos, "%s is used as a value, and takes the number of a syscall", f.Name())
	}
	for _, s := range r.sites[key] {
		args := s.call.Common().Args
		if i >= len(args) {
			r.fail(s.call.Pos(), "the call of %s has no argument %d", f.Name(), i)
			continue
		}
		if err := r.value(args[i], place{s.call, s.caller, s.call.Pos()}); err != nil {
			return err
		}
	}
	return r.assemblyCalls(f, key, i)
}

// assemblyCalls follows a parameter to the assembly functions that jump to f with their own
// parameters.
func (r *resolver) assemblyCalls(f *ssa.Function, key string, i int) error {
	for _, from := range r.references(key) {
		jumper := r.functions[r.Canonical(from.Function)]
		if !from.Tail || jumper == nil || !sameParameters(jumper, f) {
			r.failAt(from.Pos, "assembly uses %s, and it takes the number of a syscall", f.Name())
			continue
		}
		if err := r.parameter(jumper, i); err != nil {
			return err
		}
	}
	return nil
}

// sameParameters reports whether two functions have parameters of the same types.
func sameParameters(f, g *ssa.Function) bool {
	return types.Identical(
		types.NewSignatureType(nil, nil, nil, f.Signature.Params(), nil, false),
		types.NewSignatureType(nil, nil, nil, g.Signature.Params(), nil, false))
}

// freeVariable follows a variable of a closure to the values, or to the addresses, that the
// closure is made with.
func (r *resolver) freeVariable(v *ssa.FreeVar, at place, follow func(ssa.Value, place) error) error {
	closure := v.Parent()
	i := slices.Index(closure.FreeVars, v)
	for _, block := range closure.Parent().Blocks {
		for _, in := range block.Instrs {
			m, ok := in.(*ssa.MakeClosure)
			if !ok || m.Fn != closure {
				continue
			}
			if err := follow(m.Bindings[i], at); err != nil {
				return err
			}
		}
	}
	return nil
}

// field follows a field of a struct. Only the standard library's unexported fields are
// followed: their package alone assigns them, and never by reflection.
func (r *resolver) field(t types.Type, i int, at place) error {
	named, _ := types.Unalias(t).(*types.Named)
	structure, _ := t.Underlying().(*types.Struct)
	if named == nil || structure == nil || structure.Field(i).Exported() || !r.isStandard(named.Obj().Pkg()) {
		return r.fail(at.pos, "the number comes from a field of a struct")
	}
	return r.stored(fieldKey(t, i), at)
}

func (r *resolver) isStandard(p *types.Package) bool {
	return p != nil && r.build.Packages[p.Path()] != nil && r.build.Packages[p.Path()].Standard
}

// stored follows the assignments to a variable.
func (r *resolver) stored(key string, at place) error {
	if pos, ok := r.escaped[key]; ok {
		return r.fail(pos, "the address of a variable with the number of a syscall is taken")
	}
	for _, s := range r.stores[key] {
		if err := r.value(s.value, place{at.call, at.caller, at.pos}); err != nil {
			return err
		}
	}
	return nil
}

// load follows a load from memory.
func (r *resolver) load(address ssa.Value, at place) error {
	switch a := address.(type) {
	case *ssa.Global:
		return r.global(a, at)
	case *ssa.FieldAddr:
		return r.field(a.X.Type().Underlying().(*types.Pointer).Elem(), a.Field, at)
	case *ssa.Alloc:
		return r.local(a, at)
	case *ssa.FreeVar:
		return r.freeVariable(a, at, r.load)
	}
	return r.fail(at.pos, "the number comes from %s", describe(address))
}

// global follows a global variable. It may be zero before an assignment, unless its
// declaration gives it a constant.
func (r *resolver) global(g *ssa.Global, at place) error {
	key := r.variable(g)
	if err := r.loadUsers(g.Pkg.Pkg.Path(), g.Name(), key); err != nil {
		return err
	}
	for _, from := range r.references(key) {
		r.failAt(from.Pos, "assembly uses variable %s, which holds the number of a syscall", g.Name())
	}
	if !slices.ContainsFunc(r.stores[key], isInitial) {
		r.add(0, at)
	}
	return r.stored(key, at)
}

func (r *resolver) failAt(pos, format string, args ...any) error {
	r.result.Problems = append(r.result.Problems, Problem{Pos: FilePosition(pos), Text: fmt.Sprintf(format, args...)})
	return nil
}

// isInitial reports whether an assignment is a declaration with a constant.
func isInitial(s stored) bool {
	_, isConst := s.value.(*ssa.Const)
	return isConst && s.by.Synthetic != "" && s.by.Name() == "init"
}

// local follows a local variable that is only loaded and stored, by closures too.
func (r *resolver) local(a *ssa.Alloc, at place) error {
	stores, ok := storesTo(a)
	if !ok {
		return r.fail(at.pos, "the address of the variable with the number is taken")
	}
	if len(stores) == 0 {
		return r.add(0, at)
	}
	return r.each(stores, at)
}

// storesTo returns the values stored to a variable. ok is false if its address is used for
// more than loads and stores.
func storesTo(address ssa.Value) (values []ssa.Value, ok bool) {
	for _, user := range *address.Referrers() {
		switch user := user.(type) {
		case *ssa.Store:
			if user.Val == address {
				return nil, false
			}
			values = append(values, user.Val)
		case *ssa.MakeClosure:
			i := slices.Index(user.Bindings, address)
			inner, ok := storesTo(user.Fn.(*ssa.Function).FreeVars[i])
			if !ok {
				return nil, false
			}
			values = append(values, inner...)
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil, false
		}
	}
	return values, true
}

// resultOf follows result i of a static call.
func (r *resolver) resultOf(tuple ssa.Value, i int, at place) error {
	call, ok := tuple.(*ssa.Call)
	if !ok || call.Call.StaticCallee() == nil {
		return r.fail(at.pos, "the number comes from a call through a value")
	}
	callee := call.Call.StaticCallee()
	if callee.Origin() != nil {
		callee = callee.Origin()
	}
	if len(callee.Blocks) == 0 && packageOf(callee) != nil {
		if err := r.loadPath(packageOf(callee).Path()); err != nil {
			return err
		}
		callee = cmp.Or(r.functions[r.keyOf(callee)], callee)
	}
	if len(callee.Blocks) == 0 {
		return r.fail(at.pos, "the number is a result of %s, which has no body in Go", callee.Name())
	}
	inner, err := r.inner(call, at, func(inner *resolver) error { return inner.returned(callee, i, at) })
	if err != nil {
		return err
	}
	if len(inner.Problems) > 0 {
		return r.fail(at.pos, "the number is a result of %s, which computes it", callee.Name())
	}
	r.result.Values = append(r.result.Values, inner.Values...)
	return nil
}

// returned follows result i at all returns of a function.
func (r *resolver) returned(f *ssa.Function, i int, at place) error {
	for _, block := range f.Blocks {
		if ret, ok := block.Instrs[len(block.Instrs)-1].(*ssa.Return); ok {
			if err := r.value(ret.Results[i], at); err != nil {
				return err
			}
		}
	}
	return nil
}

// Function returns a function by symbol, and loads its package and those that declare it
// by linkname.
func (w *World) Function(symbol string) (*ssa.Function, error) {
	for _, p := range w.build.Sorted {
		if !strings.HasPrefix(symbol, p.SymbolPath()+".") && !slices.Contains(w.users[symbol], p) {
			continue
		}
		if _, err := w.load(p); err != nil {
			return nil, err
		}
	}
	for _, name := range w.names(symbol) {
		if f := w.functions[name]; f != nil {
			return f, nil
		}
	}
	return nil, nil
}

// names returns all symbols of a function or variable.
func (w *World) names(symbol string) []string {
	if names, ok := w.linknames[w.Canonical(symbol)]; ok {
		return names
	}
	return []string{symbol}
}

// loadUsers loads all packages that may use a function or a variable: its own package, with
// a path in symbols, the importers if the name is exported, and those with a linkname.
func (w *World) loadUsers(path, name, symbol string) error {
	key := path + " " + name + " " + symbol
	if w.complete[key] {
		return nil
	}
	w.complete[key] = true
	for _, p := range w.build.Sorted {
		uses := p.SymbolPath() == path || token.IsExported(name) && slices.Contains(p.Imports, path)
		for _, alias := range w.names(symbol) {
			uses = uses || slices.Contains(w.users[alias], p)
		}
		if !uses {
			continue
		}
		if _, err := w.load(p); err != nil {
			return err
		}
	}
	return nil
}

// loadPath loads a package of the program by its path.
func (w *World) loadPath(path string) error {
	p := w.build.Packages[path]
	if p == nil {
		return nil
	}
	_, err := w.load(p)
	return err
}
