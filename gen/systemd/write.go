package systemd

import (
	"fmt"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
)

// Actions lists the actions of a drop-in, without operands.
var Actions = []uint32{action.Allow, action.Log, action.Errno, action.KillProcess}

const (
	header = `# %s: exported by seccompgen for %s.
# Copy it to /etc/systemd/system/UNIT.service.d/, the folder of a unit.
[Service]
SystemCallArchitectures=
SystemCallArchitectures=native
SystemCallErrorNumber=ENOSYS
SystemCallLog=
SystemCallFilter=
SystemCallFilter=write
SystemCallFilter=~@default
`
	width = 100
)

// Write returns the drop-in of a filter. Its default action is ENOSYS, its actions are
// [Actions], and no rule has a test. The empty values remove the lists of the unit, and
// ~@default the members that this set has in any version. Systemd before version 256 has the same
// verdicts.
func Write(name string, f oci.Filter) []byte {
	var allowed, logged, refused []string
	for _, e := range f.Entries {
		for _, syscall := range e.Names {
			switch of, errno, _ := action.Of(e.Action); of.Value {
			case action.Errno:
				refused = append(refused, fmt.Sprintf("%s:%s", syscall, errnoWord(errno, f.Arches[0])))
			case action.KillProcess:
				refused = append(refused, syscall+":kill")
			case action.Log:
				allowed, logged = append(allowed, syscall), append(logged, syscall)
			default:
				allowed = append(allowed, syscall)
			}
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, header, name, strings.Join(arch.Names(f.Arches), ", "))
	wrap(&b, "SystemCallFilter=", allowed)
	wrap(&b, "SystemCallFilter=~", refused)
	wrap(&b, "SystemCallLog=", logged)
	return []byte(b.String())
}

// errnoWord returns the name of an errno, or its number.
func errnoWord(n uint32, a *arch.Arch) string {
	if name := constants.ErrnoName(n, a); name != "" {
		return name
	}
	return fmt.Sprint(n)
}

// wrap writes words in lines of a width, each with a prefix.
func wrap(b *strings.Builder, prefix string, words []string) {
	line := ""
	for _, w := range words {
		if line != "" && len(prefix)+len(line)+len(w) >= width {
			fmt.Fprintf(b, "%s%s\n", prefix, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += w
	}
	if line != "" {
		fmt.Fprintf(b, "%s%s\n", prefix, line)
	}
}
