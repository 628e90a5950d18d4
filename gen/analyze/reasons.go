package analyze

import (
	"cmp"
	"slices"
	"strings"
)

// runtimePackages lists the packages which are the Go runtime to a reader, by prefix.
var runtimePackages = []string{"runtime", "internal/runtime"}

// origin tells where a chain begins. The first origin is the best reason.
type origin int

const (
	inRuntime origin = iota
	inProgram
	// inInitializer is an initializer of the standard library.
	inInitializer
	// unknown is a function without known callers.
	unknown
)

// chain returns the shortest chain of functions to symbol from one outside the standard
// library. For a function of a dependency, such as unix.Fsopen, it begins at a caller of
// that. Without a beginning in the program it has an initializer of the standard library,
// or is symbol alone.
func (a *analysis) chain(symbol string) ([]string, origin) {
	if a.isRuntime(symbol) {
		return []string{symbol}, inRuntime
	}
	callee := map[string]string{symbol: ""}
	initializer := ""
	own := a.isProgram(symbol)
	for queue := []string{symbol}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if !a.isStandard(at) && (at != symbol || own) {
			return path(at, callee), inProgram
		}
		if isInitializer(at) {
			initializer = cmp.Or(initializer, at)
			continue // its callers are the initializers of importing packages
		}
		for _, caller := range a.callers(at) {
			if _, seen := callee[caller]; !seen && !a.isRuntime(caller) {
				callee[caller] = at
				queue = append(queue, caller)
			}
		}
	}
	if initializer != "" {
		return path(initializer, callee), inInitializer
	}
	return []string{symbol}, unknown
}

// path returns the functions from one to the end of the chain. It leaves out the types and
// the function values between them.
func path(from string, callee map[string]string) []string {
	var out []string
	for at := from; at != ""; at = callee[at] {
		if !strings.HasPrefix(at, "type:") && !strings.HasPrefix(at, "go:") && !strings.HasSuffix(at, "·f") {
			out = append(out, at)
		}
	}
	return out
}

// callers returns the live callers of a function: its static calls, and the symbol that
// made the linker keep it. The result is sorted.
func (a *analysis) callers(symbol string) []string {
	callers := a.world.Callers(symbol)
	if parent := a.program.Parent(symbol); parent != "" {
		callers = append(callers, parent)
	}
	slices.Sort(callers)
	return slices.Compact(callers)
}

// isInitializer reports whether symbol is an initializer of a package.
func isInitializer(symbol string) bool {
	name := symbol[strings.LastIndexByte(symbol, '/')+1:]
	_, name, _ = strings.Cut(name, ".")
	return name == "init" || strings.HasPrefix(name, "init.")
}

// packageOf returns the path of a symbol's package. It is empty for symbols of the linker.
func (a *analysis) packageOf(symbol string) string {
	for i := strings.LastIndexByte(symbol, '.'); i >= 0; i = strings.LastIndexByte(symbol[:i], '.') {
		path := symbol[:i]
		if p := a.program.Packages[path]; path == "main" || p != nil && p.SymbolPath() == path {
			return path
		}
	}
	return ""
}

// isProgram reports whether a symbol is of the main package, or of a package compiled for
// the test.
func (a *analysis) isProgram(symbol string) bool {
	path := a.packageOf(symbol)
	p := a.program.Packages[path]
	return path == "main" || p != nil && p.ForTest != ""
}

// isStandard reports whether a symbol is of the standard library or the linker's own.
func (a *analysis) isStandard(symbol string) bool {
	path := a.packageOf(symbol)
	if path == "main" || path == "" {
		return path == ""
	}
	return a.program.Packages[path] == nil || a.program.Packages[path].Standard
}

// isRuntime reports whether a symbol is of the Go runtime.
func (a *analysis) isRuntime(symbol string) bool {
	path := a.packageOf(symbol)
	return slices.ContainsFunc(runtimePackages, func(prefix string) bool {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	})
}
