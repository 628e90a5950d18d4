package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// refusals collects the refused syscalls of -report. Several goroutines may use it.
type refusals struct {
	judge *judge
	made  bool
	// proc is the folder of proc(5), "" if it is not usable.
	proc string

	mutex sync.Mutex
	list  []*refusal
	// byKind holds list by row and name. others counts the refused syscalls of other kinds.
	byKind map[string]*refusal
	others int
}

// refusal is a refused syscall, with the arguments of its first time.
type refusal struct {
	event.Event
	row string
	// count and executables count it, in all and by executable.
	count       int
	executables map[string]int
}

// The limits of a report. A program may make syscalls with any arguments.
const (
	maxRefusals    = 1000
	maxExecutables = 10
	// Each place decides the whole policy anew.
	maxPlaces = 50
)

func newRefusals(j *judge, made bool, proc string) *refusals {
	if !usable(proc) {
		proc = ""
	}
	return &refusals{judge: j, made: made, proc: proc, byKind: make(map[string]*refusal)}
}

// add counts a refused syscall of a thread. The result takes it back.
func (r *refusals) add(e event.Event, tid int) (undo func()) {
	executable := r.executable(tid)
	row := e.Row(r.judge.filter.Profile().Name())
	r.mutex.Lock()
	defer r.mutex.Unlock()
	kind := fmt.Sprint(row, " ", e.Name(), " ", archName(e))
	found := r.byKind[kind]
	if found == nil && len(r.list) == maxRefusals {
		r.others++
		return func() {}
	}
	if found == nil {
		found = &refusal{Event: e, row: row, executables: make(map[string]int)}
		r.byKind[kind], r.list = found, append(r.list, found)
	}
	if found.executables[executable] == 0 && len(found.executables) == maxExecutables {
		executable = "others"
	}
	found.count++
	found.executables[executable]++
	return func() {
		r.mutex.Lock()
		defer r.mutex.Unlock()
		found.count--
		found.executables[executable]--
	}
}

// archName returns the architecture of an event, "" for an unknown one.
func archName(e event.Event) string {
	if e.Arch == nil {
		return ""
	}
	return e.Arch.GOARCH
}

// executable returns the file executed by a thread's process.
func (r *refusals) executable(tid int) string {
	if r.proc == "" {
		return "an unknown program"
	}
	path, err := os.Readlink(filepath.Join(r.proc, strconv.Itoa(tid), "exe"))
	if err != nil {
		return "an unknown program"
	}
	return quoted(path)
}

// String returns the report: a line with their number, then for each its description and
// the row to allow it.
func (r *refusals) String() string {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	list := slices.DeleteFunc(slices.Clone(r.list), func(f *refusal) bool { return f.count == 0 })
	var b strings.Builder
	switch {
	case len(list) == 0:
		return "no syscall was refused"
	case r.made:
		fmt.Fprintf(&b, "made, but not allowed by the filter: %s", counted(len(list), "syscall"))
	default:
		fmt.Fprintf(&b, "refused: %s", counted(len(list), "syscall"))
	}
	for i, f := range list {
		fmt.Fprintf(&b, "\n%s, %s: %s%s", f.Event, f.times(), r.judge.reason(f.Event), r.remedy(f, i < maxPlaces))
	}
	if r.others > 0 {
		fmt.Fprintf(&b, "\nand others, %s", counted(r.others, "time"))
	}
	return b.String()
}

// times returns how often a syscall was refused, by executable.
func (f *refusal) times() string {
	names := slices.SortedFunc(maps.Keys(f.executables), func(a, b string) int {
		return cmp.Or(cmp.Compare(f.executables[b], f.executables[a]), cmp.Compare(a, b))
	})
	names = slices.DeleteFunc(names, func(name string) bool { return f.executables[name] == 0 })
	if len(names) == 1 {
		return counted(f.count, "time") + " by " + names[0]
	}
	var parts []string
	for _, name := range names {
		parts = append(parts, fmt.Sprintf("%d by %s", f.executables[name], name))
	}
	return counted(f.count, "time") + ", " + strings.Join(parts, ", ")
}

// remedy returns the row to allow a syscall, or the flag for a built-in profile, in a line of
// its own after what to do with it. It finds a place for the row only if it may search.
func (r *refusals) remedy(f *refusal, search bool) string {
	_, possible := f.Rule()
	switch {
	case r.judge.unknown(f.Event):
		return ""
	case !possible:
		return "; no rule can allow it"
	case r.judge.blocks(f.Event):
		return ""
	case !r.judge.decides(f.Arch):
		return "; add to a policy with -compat\n  " + f.row
	case r.judge.fallsBack(f.Event):
		return ""
	case r.judge.fails(f.Event):
		return "; for all arguments add\n  -allow " + f.Name()
	case r.judge.policy == nil:
		return "; add\n  -allow " + f.Name()
	case !search:
		return "; add\n  " + f.row
	}
	place, row, ok := r.judge.policy.Place(f.Event)
	if !ok {
		return "; add\n  " + f.row
	}
	return "; add " + place + "\n  " + row
}

// counted returns a number with a noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
