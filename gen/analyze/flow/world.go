package flow

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/build"
)

// World holds the functions of a program whose values matter for its syscalls.
type World struct {
	build *build.Program
	sizes types.Sizes
	// standard loads packages of the standard library, own the others. Both have the same
	// file set.
	own, standard *loader
	// units holds the loaded packages.
	units map[string]*unit
	// aliases maps symbols to others for the same function or variable. linknames lists all
	// symbols with one canonical symbol, sorted.
	aliases   map[string]string
	linknames map[string][]string
	// users lists the packages with a linkname for a symbol, complete the symbols whose users
	// are loaded.
	users    map[string][]*build.Package
	complete map[string]bool

	functions map[string]*ssa.Function
	// sites holds the static calls of each function, taken the places that use it as a value.
	sites map[string][]site
	taken map[string][]token.Pos
	// stores holds the values assigned to global variables and to fields of structs; escaped
	// the places that take a variable's address.
	stores  map[string][]stored
	escaped map[string]token.Pos
	loaded  map[string]bool
	// assembly holds the uses of symbols in assembly.
	assembly map[string][]Reference
}

// site is a static call.
type site struct {
	call   ssa.CallInstruction
	caller *ssa.Function
}

// stored is an assignment.
type stored struct {
	value ssa.Value
	by    *ssa.Function
	pos   token.Pos
}

// New returns the world of a program, with no package loaded.
func New(p *build.Program) (*World, error) {
	l := newLoader(p.GOARCH, token.NewFileSet())
	l.add(p.Packages)
	return newWorld(p, l, l)
}

func newWorld(p *build.Program, own, standard *loader) (*World, error) {
	w := &World{
		build: p, sizes: own.sizes, own: own, standard: standard, units: make(map[string]*unit),
		aliases: make(map[string]string), linknames: make(map[string][]string), complete: make(map[string]bool), users: make(map[string][]*build.Package),
		functions: make(map[string]*ssa.Function), sites: make(map[string][]site), taken: make(map[string][]token.Pos),
		stores: make(map[string][]stored), escaped: make(map[string]token.Pos), loaded: make(map[string]bool), assembly: make(map[string][]Reference),
	}
	for _, pkg := range p.Sorted {
		if err := w.readLinknames(pkg); err != nil {
			return nil, err
		}
	}
	w.groupLinknames()
	return w, nil
}

// groupLinknames fills linknames.
func (w *World) groupLinknames() {
	for alias, target := range w.aliases {
		key := w.Canonical(alias)
		w.linknames[key] = append(w.linknames[key], alias, target)
	}
	for key, names := range w.linknames {
		slices.Sort(names)
		w.linknames[key] = slices.Compact(names)
	}
}

// Canonical returns one symbol for all linknames of symbol.
func (w *World) Canonical(symbol string) string {
	for range len(w.aliases) {
		target, ok := w.aliases[symbol]
		if !ok || target == symbol {
			break
		}
		symbol = target
	}
	return symbol
}

// Live reports whether the program holds a function, under any of its names.
func (w *World) Live(symbol string) bool {
	return w.build.Has(symbol) || slices.ContainsFunc(w.names(symbol), w.build.Has)
}

// position returns a place as FILE:LINE:COLUMN.
func (w *World) position(pos token.Pos) token.Position { return w.own.fset.Position(pos) }

// Variables returns the global variables of a package which functions of the program load,
// in Go or in assembly. The result is sorted.
func (w *World) Variables(path string) ([]string, error) {
	u, err := w.load(w.build.Packages[path])
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range sortedKeys(u.ssa.Members) {
		if g, ok := u.ssa.Members[name].(*ssa.Global); ok {
			if key := w.variable(g); w.loaded[key] || len(w.references(key)) > 0 {
				out = append(out, name)
			}
		}
	}
	return out, nil
}

// isLive reports whether the program may run f. Initializers of variables always run: the
// compiler may have computed them.
func (w *World) isLive(f *ssa.Function) bool {
	f = outermost(f)
	return f.Synthetic != "" || w.Live(symbolOf(f))
}

// outermost returns the declared function around a closure.
func outermost(f *ssa.Function) *ssa.Function {
	for f.Parent() != nil {
		f = f.Parent()
	}
	if f.Origin() != nil {
		return f.Origin()
	}
	return f
}

// load loads a package, once.
func (w *World) load(p *build.Package) (*unit, error) {
	if u, ok := w.units[p.ImportPath]; ok {
		return u, nil
	}
	from := w.own
	if p.Standard {
		from = w.standard
	}
	u, err := from.load(p)
	if err != nil {
		return nil, err
	}
	w.units[p.ImportPath] = u
	w.index(u)
	return u, nil
}

// index adds the functions of a package, and the calls and uses in the live ones.
func (w *World) index(u *unit) {
	var all []*ssa.Function
	var add func(f *ssa.Function)
	add = func(f *ssa.Function) {
		all = append(all, f)
		for _, inner := range f.AnonFuncs {
			add(inner)
		}
	}
	for _, f := range declared(u.ssa) {
		w.functions[symbolOf(f)] = f
		add(f)
	}
	for _, f := range all {
		if w.isLive(f) {
			w.indexBody(f)
		}
	}
}

// declared returns the functions and methods of a package, in the order of their names.
func declared(pkg *ssa.Package) []*ssa.Function {
	var out []*ssa.Function
	for _, name := range sortedKeys(pkg.Members) {
		switch m := pkg.Members[name].(type) {
		case *ssa.Function:
			out = append(out, m)
		case *ssa.Type:
			named, ok := m.Type().(*types.Named)
			if !ok {
				continue
			}
			for method := range named.Methods() {
				if f := pkg.Prog.FuncValue(method); f != nil {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// indexBody adds the calls, the stores and the uses of one function.
func (w *World) indexBody(f *ssa.Function) {
	for _, block := range f.Blocks {
		for _, in := range block.Instrs {
			callee := w.indexCall(f, in)
			w.indexStore(f, in)
			for _, operand := range in.Operands(nil) {
				if operand != nil && *operand != nil && (callee == nil || *operand != callee) {
					w.indexUse(in, *operand)
				}
			}
		}
	}
}

// indexCall adds a static call and returns the called value.
func (w *World) indexCall(f *ssa.Function, in ssa.Instruction) ssa.Value {
	call, ok := in.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	callee := call.Common().StaticCallee()
	if callee == nil {
		return nil
	}
	key := w.keyOf(callee)
	w.sites[key] = append(w.sites[key], site{call, f})
	return call.Common().Value
}

// indexStore adds an assignment to a global variable or a field.
func (w *World) indexStore(f *ssa.Function, in ssa.Instruction) {
	store, ok := in.(*ssa.Store)
	if !ok {
		return
	}
	if key := w.variable(store.Addr); key != "" {
		w.stores[key] = append(w.stores[key], stored{store.Val, f, store.Pos()})
	}
}

// indexUse notes a function used as a value, and a variable whose address is used other
// than to load or store.
func (w *World) indexUse(in ssa.Instruction, operand ssa.Value) {
	switch v := operand.(type) {
	case *ssa.Function:
		w.taken[w.keyOf(v)] = append(w.taken[w.keyOf(v)], positionOf(in))
	case *ssa.Global, *ssa.FieldAddr:
		store, isStore := in.(*ssa.Store)
		load, isLoad := in.(*ssa.UnOp)
		_, isField := in.(*ssa.FieldAddr)
		if isLoad && load.Op == token.MUL {
			w.loaded[w.variable(v)] = true
		}
		if isStore && store.Addr == v && store.Val != v || isLoad && load.Op == token.MUL || isField {
			return
		}
		if key := w.variable(v); key != "" {
			w.escaped[key] = positionOf(in)
		}
	}
}

// positionOf returns the place of an instruction, or that of its function.
func positionOf(in ssa.Instruction) token.Pos {
	if in.Pos().IsValid() {
		return in.Pos()
	}
	if v, ok := in.(ssa.Value); ok {
		for _, user := range *v.Referrers() {
			if user.Pos().IsValid() {
				return user.Pos()
			}
		}
	}
	return in.Parent().Pos()
}

// variable returns a key for the variable at an address: a global variable, or a field in
// all structs of a type.
func (w *World) variable(address ssa.Value) string {
	switch a := address.(type) {
	case *ssa.Global:
		return w.Canonical(symbolPath(a.Pkg.Pkg) + "." + a.Name())
	case *ssa.FieldAddr:
		return fieldKey(a.X.Type().Underlying().(*types.Pointer).Elem(), a.Field)
	}
	return ""
}

// fieldKey returns the key of a field of a struct type.
func fieldKey(t types.Type, field int) string {
	return types.TypeString(t, nil) + " field " + strconv.Itoa(field)
}

// keyOf returns the canonical symbol of a function, or a unique name for a closure.
func (w *World) keyOf(f *ssa.Function) string {
	if f.Parent() != nil {
		return f.String()
	}
	return w.Canonical(symbolOf(f))
}

// symbolOf returns the symbol of a declared function, without type arguments:
// os.(*File).Close. The second func init of a package is init.1.
func symbolOf(f *ssa.Function) string {
	if f.Origin() != nil {
		f = f.Origin()
	}
	name := f.Name()
	if n, ok := strings.CutPrefix(name, "init#"); ok {
		i, _ := strconv.Atoi(n) // from 1
		name = fmt.Sprintf("init.%d", i-1)
	}
	pkg := packageOf(f)
	recv := f.Signature.Recv()
	if recv == nil || f.Parent() != nil {
		return build.Symbol(symbolPath(pkg) + "." + name)
	}
	t, format := recv.Type(), "%s.%s.%s"
	if pointer, ok := types.Unalias(t).(*types.Pointer); ok {
		t, format = pointer.Elem(), "%s.(*%s).%s"
	}
	receiver := types.TypeString(t, func(*types.Package) string { return "" })
	return build.Symbol(fmt.Sprintf(format, symbolPath(pkg), receiver, name))
}

// packageOf returns the package of a function, of its object for a wrapper.
func packageOf(f *ssa.Function) *types.Package {
	switch {
	case f.Pkg != nil:
		return f.Pkg.Pkg
	case f.Object() != nil:
		return f.Object().Pkg()
	}
	return nil
}

// symbolPath returns the path of a package in symbols. A unit has it as its path.
func symbolPath(p *types.Package) string {
	if p == nil {
		return ""
	}
	return p.Path()
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
