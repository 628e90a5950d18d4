package systemd

import (
	"go/constant"
	"maps"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/constants"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/nearest"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/structure"
)

// Systemd installs these filters before that of SystemCallFilter. The kernel takes the strictest
// action of all filters, and of two errnos that of the last one.

// switches holds the syscalls and sets that a directive refuses with EPERM, by directive. Those
// of restrictRealtime and restrictModes have conditions.
var switches = map[string][]string{
	"PrivateDevices": {"@raw-io"}, "ProtectClock": {"@clock"}, "ProtectHostname": {"sethostname", "setdomainname"},
	"ProtectKernelLogs": {"syslog"}, "ProtectKernelModules": {"@module"}, "ProtectKernelTunables": {"_sysctl"},
	restrictRealtime: nil, restrictModes: nil,
}

const (
	restrictRealtime = "RestrictRealtime"
	restrictModes    = "RestrictSUIDSGID"
)

// booleans holds the words of systemd for yes and no.
var booleans = map[string]bool{
	"1": true, "yes": true, "y": true, "true": true, "t": true, "on": true,
	"0": false, "no": false, "n": false, "false": false, "f": false, "off": false,
}

// restrictions holds the directives with filters of their own.
type restrictions struct {
	// on holds the places of the switches that are on.
	on map[string]structure.Place
	// families is the list of RestrictAddressFamilies, by number.
	families list
	// namespaces holds the flags that RestrictNamespaces allows, at a place. It is nil without.
	namespaces *allowedFlags
}

// allowedFlags holds flags of namespaces.
type allowedFlags struct {
	structure.Place
	flags uint64
}

// filters reports whether systemd makes a filter.
func (f *allowedFlags) filters() bool { return f != nil && f.flags&everyFlag != everyFlag }

// any reports whether a directive has a filter.
func (r restrictions) any() bool {
	return len(r.on) > 0 || r.families.filters() || r.namespaces.filters()
}

// readSwitch reads a directive of switches.
func (r *reader) readSwitch(a assignment) {
	delete(r.on, a.name)
	if len(a.words) == 0 {
		return
	}
	on, ok := booleans[strings.ToLower(a.words[0].text)]
	switch {
	case len(a.words) > 1 || !ok:
		r.Fail(a.words[0].Place, "want yes or no", "value of %s", a.name)
	case on:
		r.on[a.name] = a.Place
	}
}

// readFamilies reads RestrictAddressFamilies.
func (r *reader) readFamilies(a assignment) {
	if len(a.words) == 1 && a.words[0].text == "none" {
		r.families = list{begun: true, allows: true, entries: make(map[string]entry)}
		return
	}
	words, inverted := r.begin(&r.families, a)
	for _, w := range words {
		if _, ok := family(w.text); !ok {
			r.Fail(w.Place, "want names as AF_UNIX", "unknown family %q", w.text)
		} else if inverted != r.families.allows {
			r.families.entries[w.text] = entry{Place: w.Place}
		} else {
			delete(r.families.entries, w.text)
		}
	}
}

// family returns the number of an address family.
func family(name string) (n uint64, ok bool) {
	v, ok := constants.Value(name, arch.All[0])
	if !ok || !strings.HasPrefix(name, "AF_") {
		return 0, false
	}
	return constant.Uint64Val(v)
}

// flags holds the flags of namespaces by systemd's names.
var flags = map[string]uint64{
	"cgroup": 0x02000000, "ipc": 0x08000000, "net": 0x40000000, "mnt": 0x00020000, "pid": 0x20000000, "time": 0x80, "user": 0x10000000, "uts": 0x04000000,
}

// everyFlag is the union of flags but for time: without its name systemd refuses that one.
const everyFlag = 0x7e020000

// readNamespaces reads RestrictNamespaces: the namespaces that it allows, or refuses after ~.
func (r *reader) readNamespaces(a assignment) {
	if len(a.words) == 0 {
		r.namespaces = nil
		return
	}
	if on, ok := booleans[strings.ToLower(a.words[0].text)]; ok && len(a.words) == 1 {
		r.namespaces = &allowedFlags{a.Place, everyFlag}
		if on {
			r.namespaces.flags = 0
		}
		return
	}
	_, inverted := strings.CutPrefix(a.words[0].text, "~")
	listed := r.listed(a.words)
	switch {
	case r.namespaces == nil && inverted:
		r.namespaces = &allowedFlags{a.Place, everyFlag &^ listed}
	case r.namespaces == nil:
		r.namespaces = &allowedFlags{a.Place, listed}
	case inverted:
		r.namespaces.flags &^= listed
	default:
		r.namespaces.flags |= listed
	}
}

// listed returns the flags of names, the first perhaps after ~.
func (r *reader) listed(words []word) (listed uint64) {
	for i, w := range words {
		if text, ok := strings.CutPrefix(w.text, "~"); ok && i == 0 {
			w.text = text
			w.Col++
		}
		if flags[w.text] == 0 && w.text != "" {
			hint := "want yes, no, or some of " + strings.Join(slices.Sorted(maps.Keys(flags)), ", ")
			if meant, ok := nearest.Closest(w.text, maps.Keys(flags)); ok {
				hint = "did you mean " + meant + "?"
			}
			r.Fail(w.Place, hint, "unknown namespace %q", w.text)
		}
		listed |= flags[w.text]
	}
	return listed
}

// restricted returns the rules of restrictions for a syscall on a, before its action by the
// lists. Without a rule for all arguments the action follows.
func (r restrictions) restricted(name string, a *arch.Arch, rest document.Action) (rules []document.Rule) {
	for _, directive := range slices.Sorted(maps.Keys(r.on)) {
		for _, word := range switches[directive] {
			if slices.Contains(syscalls(word), name) {
				return []document.Rule{{Place: r.on[directive], Action: eperm}}
			}
		}
	}
	if at, ok := r.on[restrictRealtime]; ok && name == "sched_setscheduler" {
		for _, policy := range []uint64{1, 2, 4} {
			rules = append(rules, rule(at, eperm, document.Test{Arg: 1, Op: document.Equal, Value: policy}))
		}
		rules = append(rules, rule(at, eperm, document.Test{Arg: 1, Op: document.Greater, Value: 5}))
	}
	if at, ok := r.on[restrictModes]; ok {
		rules = append(rules, modes(name, a, at)...)
	}
	if r.namespaces.filters() {
		rules = append(rules, r.namespaces.rules(name, a)...)
	}
	if name == "socket" && r.families.filters() && slices.Contains(withFamilies, a.GOARCH) {
		rules = append(rules, r.families.families(rest)...)
	}
	return rules
}

// The actions of restrictions.
var (
	eperm    = document.Action{Value: action.Errno | 1}
	enosys   = document.Action{Value: action.Errno, Errno: "ENOSYS"}
	noFamily = document.Action{Value: action.Errno, Errno: "EAFNOSUPPORT"}
)

// rule returns a rule.
func rule(at structure.Place, action document.Action, tests ...document.Test) document.Rule {
	return document.Rule{Place: at, When: tests, Action: action}
}

// set returns the test for all bits of a mask.
func set(arg int, mask uint64) document.Test {
	return document.Test{Arg: arg, Op: document.Masked, Mask: mask, Value: mask}
}

// modeOf holds the argument with the mode of a new or changed file by syscall. That of open and
// openat counts with O_CREAT, in the argument before it.
var modeOf = map[string]int{
	"chmod": 1, "fchmod": 1, "fchmodat": 2, "fchmodat2": 2, "mkdir": 1, "mkdirat": 2, "mknod": 1, "mknodat": 2,
	"open": 2, "openat": 3, "creat": 1,
}

// modes returns the rules of RestrictSUIDSGID. The mode of openat2 is in memory.
func modes(name string, a *arch.Arch, at structure.Place) (rules []document.Rule) {
	if name == "openat2" {
		return []document.Rule{rule(at, enosys)}
	}
	arg, ok := modeOf[name]
	for _, bit := range []uint64{0o4000, 0o2000} {
		switch {
		case !ok:
		case name == "open" || name == "openat":
			v, _ := constants.Value("O_CREAT", a)
			creat, _ := constant.Uint64Val(v)
			rules = append(rules, rule(at, eperm, set(arg-1, creat), set(arg, bit)))
		default:
			rules = append(rules, rule(at, eperm, set(arg, bit)))
		}
	}
	return rules
}

// rules returns the rules of RestrictNamespaces. The flags of clone3 are in memory. A flag of 0
// joins any namespace.
func (f *allowedFlags) rules(name string, a *arch.Arch) (rules []document.Rule) {
	arg := map[string]int{"clone": 0, "unshare": 0, "setns": 1}
	if a.GOARCH == "s390x" {
		arg["clone"] = 1
	}
	n, ok := arg[name]
	switch {
	case name == "clone3":
		return []document.Rule{rule(f.Place, enosys)}
	case name == "setns" && f.flags&everyFlag == 0:
		return []document.Rule{rule(f.Place, eperm)}
	case name == "setns":
		rules = append(rules, rule(f.Place, eperm, document.Test{Arg: 1, Op: document.Equal}))
	}
	for _, flag := range slices.Sorted(maps.Values(flags)) {
		if ok && f.flags&flag == 0 {
			rules = append(rules, rule(f.Place, eperm, set(n, flag)))
		}
	}
	return rules
}

// withFamilies lists the architectures where systemd restricts families: those without
// socketcall.
var withFamilies = []string{"amd64", "arm", "arm64", "loong64", "mips64", "mips64le", "riscv64"}

// families returns the rules of RestrictAddressFamilies. rest is the action for other families.
func (l list) families(rest document.Action) (rules []document.Rule) {
	chosen := noFamily
	if l.allows {
		chosen = rest
	}
	for _, name := range slices.Sorted(maps.Keys(l.entries)) {
		if n, _ := family(name); n > 0 || !l.allows {
			rules = append(rules, rule(l.entries[name].Place, chosen, document.Test{Arg: 0, Op: document.Equal, Value: n}))
		}
	}
	if l.allows {
		rules = append(rules, document.Rule{Action: noFamily})
	}
	return rules
}
