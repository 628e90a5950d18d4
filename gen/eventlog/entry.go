package eventlog

import (
	"fmt"
	"go/constant"
	"strconv"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// Entry is one syscall in a log.
type Entry struct {
	// File and Line are the place of its first line.
	File string
	Line int
	// Time is RFC 3339 where the log has seconds, else the log's own text, or empty.
	Time string
	// PID, Comm and Exe are empty if the log lacks them.
	PID, Comm, Exe string
	// Caller is the function of a crashed Go program that made the syscall, with its file
	// and line.
	Caller string
	// Event has no Arch for a machine without Go: Machine is then its name.
	event.Event
	Machine string
	// Others lists more architectures that the registers of a crash may be of.
	Others []*arch.Arch
	// Action is the filter's return value, without its operand: logs lack the errno. AnyKill
	// is true if the log has one word for both kills.
	Action  uint32
	AnyKill bool
	// Compat reports whether the syscall came through the kernel's companion ABI.
	Compat bool
	// Audited is true for a syscall of an audit rule: it has no Action.
	Audited bool
}

// machineNames maps other names of architectures to Go's: those of libaudit and uname.
var machineNames = map[string]string{
	"x86_64": "amd64", "i386": "386", "i486": "386", "i586": "386", "i686": "386",
	"aarch64": "arm64", "armv5tejl": "arm", "armv5tel": "arm", "armv6l": "arm", "armv7l": "arm",
	"loongarch64": "loong64", "mipsel": "mipsle", "mips64el": "mips64le",
}

// findArch returns the architecture with a name of libaudit, or the machine's name for one
// without Go.
func findArch(name string) (a *arch.Arch, machine string, ok bool) {
	goarch, known := machineNames[name]
	if !known {
		goarch = name
	}
	if a := arch.ByGOARCH(goarch); a != nil {
		return a, "", true
	}
	for machine := range machines() {
		if machines()[machine] == name {
			return nil, name, true
		}
	}
	return nil, "", false
}

// byAudit returns the architecture with an audit value, or the name of the machine.
func byAudit(value uint32) (a *arch.Arch, machine string) {
	for _, a := range arch.All {
		if a.Audit == value {
			return a, ""
		}
	}
	if name, ok := machines()[value]; ok {
		return nil, name
	}
	return nil, fmt.Sprintf("architecture 0x%08x", value)
}

const auditArch = "AUDIT_ARCH_"

// machines maps the audit values of the kernel's headers to names: AUDIT_ARCH_SPARC64 is
// sparc64.
var machines = sync.OnceValue(func() map[uint32]string {
	names := make(map[uint32]string)
	for _, name := range constants.WithPrefix(auditArch) {
		// Each has one value for all architectures.
		if v, ok := constants.Value(name, arch.All[0]); ok {
			n, _ := constant.Uint64Val(v)
			names[uint32(n)] = strings.ToLower(strings.TrimPrefix(name, auditArch))
		}
	}
	return names
})

// anyKill is the word of ausearch for both kills: it drops the bit between them.
const anyKill = "kill"

// codeWords maps the words of libaudit for actions to their values.
var codeWords = map[string]uint32{
	anyKill: action.KillProcess, "trap": action.Trap, "errno": action.Errno, "user-notify": action.Notify,
	"trace": action.Trace, "log": action.Log, "allow": action.Allow,
}

// readCode reads the code of a record: a return value, or a word of libaudit for it. The
// kernel logs it without its operand (kernel/seccomp.c: seccomp_log).
func readCode(text string) (value uint32, ok bool) {
	if value, ok := codeWords[text]; ok {
		return value, true
	}
	if inner, ok := inParentheses(text, "unknown-seccomp-code"); ok {
		text = inner
	}
	digits, ok := strings.CutPrefix(text, "0x")
	n, err := strconv.ParseUint(digits, 16, 32)
	return uint32(n), ok && err == nil
}

// notInterpreted begins an arch that ausearch does not know. It names the syscall by the
// table of its own machine then.
const notInterpreted = "unknown-"

// readArch reads the arch of a record: an audit value in hex, or a name of libaudit.
func readArch(text string) (a *arch.Arch, machine string, ok bool) {
	if inner, ok := inParentheses(text, "unknown-elf-type"); ok {
		text = inner
	}
	if a, machine, ok := findArch(text); ok {
		return a, machine, true
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(text, "0x"), 16, 32)
	if err != nil {
		return nil, "", false
	}
	a, machine = byAudit(uint32(n))
	return a, machine, true
}

// readSyscall reads a number of a syscall, or a name on a. It is negative if a tracer
// skipped the syscall.
func readSyscall(text string, a *arch.Arch) (number uint32, ok bool) {
	if inner, ok := inParentheses(text, "unknown-syscall"); ok {
		text = inner
	}
	if n, err := strconv.ParseInt(text, 0, 64); err == nil {
		return uint32(n), -1<<31 <= n && n < 1<<32
	}
	if a == nil {
		return 0, false
	}
	text = strings.TrimPrefix(text, "__NR_")
	// ausearch prints the operation of a multiplexer after its name: socketcall(connect).
	text, _, _ = strings.Cut(text, "(")
	return event.Number(text, a)
}

// inParentheses returns x of a text word(x).
func inParentheses(text, word string) (x string, ok bool) {
	x, ok = strings.CutPrefix(text, word+"(")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(x, ")")
}
