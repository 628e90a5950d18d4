package build

import (
	"bytes"
	"debug/dwarf"
	"debug/elf"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Linked holds the functions of a program by symbol. Type arguments are left out.
type Linked struct {
	functions map[string]bool
	// inClosures holds the names of functions with inlined parts in a closure:
	// "open" for main.main.open.func1, a closure of open inlined into main.main.
	inClosures map[string]bool
	parents    map[string]string
}

// Has reports whether the program holds the function symbol or its inlined instructions.
func (l *Linked) Has(symbol string) bool {
	return l.functions[symbol] || l.inClosures[lastName(symbol)]
}

// Parent returns the symbol that first made the linker keep symbol, or "".
func (l *Linked) Parent(symbol string) string { return l.parents[symbol] }

// readLinked reads the functions of an ELF file, and the linker's trace for their parents.
func readLinked(file string, trace []byte) (*Linked, error) {
	f, err := elf.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if libraries, err := f.ImportedLibraries(); err == nil && len(libraries) > 0 {
		return nil, fmt.Errorf("the program loads %s, whose syscalls are unknown; analyze programs without shared libraries", strings.Join(libraries, ", "))
	}
	l := &Linked{functions: make(map[string]bool), inClosures: make(map[string]bool)}
	if err := l.readSymbols(f); err != nil {
		return nil, err
	}
	if err := l.readInlined(f); err != nil {
		return nil, err
	}
	l.parents = readParents(trace)
	return l, nil
}

// readSymbols adds the functions of the symbol table.
func (l *Linked) readSymbols(f *elf.File) error {
	symbols, err := f.Symbols()
	if err != nil {
		return fmt.Errorf("reading symbols: %w", err)
	}
	for _, s := range symbols {
		if elf.ST_TYPE(s.Info) == elf.STT_FUNC {
			l.add(Symbol(s.Name))
		}
	}
	if !l.functions["runtime.mstart"] {
		return errors.New("the program has no symbols of the Go runtime")
	}
	return nil
}

// readInlined adds the functions of the debugging information. It also lists those that
// exist only inlined.
func (l *Linked) readInlined(f *elf.File) error {
	d, err := f.DWARF()
	if err != nil {
		return fmt.Errorf("reading debugging information: %w", err)
	}
	inlined := false
	for r := d.Reader(); ; {
		e, err := r.Next()
		switch {
		case err != nil:
			return fmt.Errorf("reading debugging information: %w", err)
		case e == nil && !inlined:
			return errors.New("the debugging information lists no inlined function")
		case e == nil:
			return nil
		case e.Tag == dwarf.TagCompileUnit:
			continue
		case e.Tag == dwarf.TagSubprogram:
			if name, ok := e.Val(dwarf.AttrName).(string); ok {
				inlined = inlined || e.Val(dwarf.AttrInline) != nil
				l.add(Symbol(name))
			}
		}
		r.SkipChildren()
	}
}

// generated matches the names that the compiler gives closures and wrappers.
var generated = regexp.MustCompile(`^(func|gowrap|deferwrap|range)\d+$|^\d+$`)

// add adds a function. The compiler names a closure after the function around it, or after
// the function it was inlined into and its own: main.main.open.func1.
func (l *Linked) add(symbol string) {
	l.functions[symbol] = true
	path := strings.LastIndexByte(symbol, '/') + 1
	names := strings.Split(symbol[path:], ".")
	for _, name := range names {
		if f, _, ok := strings.Cut(name, "-range"); ok {
			l.inClosures[f] = true // the body of a loop over a function
		}
	}
	if len(names) < 3 || !generated.MatchString(names[len(names)-1]) {
		return
	}
	// The function has one name, or two with its receiver.
	l.functions[symbol[:path]+strings.Join(names[:2], ".")] = true
	l.functions[symbol[:path]+strings.Join(names[:3], ".")] = true
	first := 2
	if strings.HasPrefix(names[1], "(") {
		first = 3
	}
	for _, name := range names[min(first, len(names)-1) : len(names)-1] {
		if !generated.MatchString(name) && !strings.HasPrefix(name, "(") {
			l.inClosures[name] = true
		}
	}
}

// lastName returns the function's name in a symbol: Close for os.(*File).Close.
func lastName(symbol string) string { return symbol[strings.LastIndexByte(symbol, '.')+1:] }

// readParents reads the output of -ldflags=-dumpdep, lines such as
//
//	main.main -> os.Getpid
//
// The output is a tree: each symbol has one parent. It is undocumented. Where its form
// changes, reasons are missing, but no function is.
func readParents(trace []byte) map[string]string {
	parents := make(map[string]string)
	for line := range bytes.Lines(trace) {
		from, to, ok := strings.Cut(strings.TrimSpace(string(line)), " -> ")
		if !ok {
			continue
		}
		parent, symbol := Symbol(from), Symbol(to)
		if _, known := parents[symbol]; !known && parent != symbol {
			parents[symbol] = parent
		}
	}
	return parents
}

// Symbol returns the name of a function without type arguments, escapes, and the marks of
// the assembler and the linker. The result for slices.Sort[go.shape.int] is slices.Sort.
func Symbol(name string) string {
	name, _, _ = strings.Cut(name, " <")
	name, _, _ = strings.Cut(name, "<")
	name = strings.TrimSuffix(name, ".abi0")
	if unescaped, err := url.PathUnescape(name); err == nil {
		name = unescaped
	}
	if !strings.Contains(name, "[") {
		return name
	}
	var out strings.Builder
	depth := 0
	for _, r := range name {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			out.WriteRune(r)
		}
	}
	return out.String()
}
