//go:build linux

package tables_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sandbox-seccomp/sandbox-seccomp/tables"
)

// format lists the types of version 2 as generated code sees them.
const format = `ProfileData: Name string, Description string, Violation uint32, Unknown uint32, UnknownDefault bool, Allowed []tables.Range, Conditional []tables.Range, Overrides []tables.Override, Selectors []tables.Selector, Compat []tables.CompatCall, CompatOverrides []tables.Override, CompatUnknown []tables.Range, Program tables.Program
Range: First tables.Syscall, Last tables.Syscall
Override: First tables.Syscall, Last tables.Syscall, Action uint32
Selector: Multiplexer tables.Syscall, Call tables.Syscall, Mask uint32, Value uint32, Allowed bool, Action uint32
CompatCall: Call tables.Syscall, Number uint32
Program: Instructions []unix.SockFilter, Body int, Compat int, Denied []uint16, Unknown []uint16
`

// TestVersion fails where a type of generated code changes, but its version does not.
func TestVersion(t *testing.T) {
	var b strings.Builder
	for _, value := range []any{tables.ProfileData{}, tables.Range{}, tables.Override{}, tables.Selector{}, tables.CompatCall{}, tables.Program{}} {
		typ := reflect.TypeOf(value)
		var fields []string
		for i := range typ.NumField() {
			fields = append(fields, fmt.Sprint(typ.Field(i).Name, " ", typ.Field(i).Type))
		}
		fmt.Fprintf(&b, "%s: %s\n", typ.Name(), strings.Join(fields, ", "))
	}
	if b.String() != format || tables.MaxVersion != 2 {
		t.Errorf("version %d has these types; raise MaxVersion if they differ from the last version's:\n%s", tables.MaxVersion, &b)
	}
}
