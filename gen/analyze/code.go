package analyze

import (
	"go/token"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/analyze/flow"
)

// findPlugins reports the places that load code at run time. It always fails without cgo:
// such a program is meant to be built with cgo.
func (a *analysis) findPlugins() error {
	if !a.world.Live("plugin.Open") {
		return nil
	}
	places, err := a.world.Uses("plugin.Open")
	if err != nil {
		return err
	}
	if len(places) == 0 {
		places = []token.Position{{}}
	}
	for _, pos := range places {
		a.addCode(pos, "plugin.Open loads code with unknown syscalls")
	}
	return nil
}

// addCode adds a problem with code that has no source.
func (a *analysis) addCode(pos token.Position, text string) {
	a.problems = append(a.problems, flow.Problem{Pos: pos, Text: text, Code: true})
}
