package strace

import (
	"strconv"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/abi"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
)

// withoutName begins the name that strace gives to a number it does not know.
const withoutName = "syscall_"

// find returns the event of a syscall by strace's name. For an operation of a multiplexer
// without a number of its own it is the multiplexer, with its selector.
func find(name string, a *arch.Arch) (event.Event, bool) {
	if n, ok := event.Number(name, a); ok {
		return event.Event{Arch: a, Number: n}, true
	}
	if digits, ok := strings.CutPrefix(name, withoutName); ok {
		n, err := strconv.ParseUint(digits, 0, 32)
		return event.Event{Arch: a, Number: uint32(n)}, err == nil
	}
	for _, multiplexer := range []string{"socketcall", "ipc"} {
		n, exists := event.Number(multiplexer, a)
		_, selectors, ok := abi.Selectors(multiplexer, event.Operation(name))
		if exists && ok {
			return event.Event{Arch: a, Number: n, Args: [6]uint64{uint64(selectors[0])}, Known: 1}, true
		}
	}
	return event.Event{}, false
}

// fill adds the arguments to an event.
func fill(e event.Event, name string, list []string) event.Event {
	s := e.Syscall()
	if s == nil || s.Multiplexer() {
		return e
	}
	own, of := abi.Parameters(name), abi.Parameters(s.Operation())
	for i, text := range list {
		parameter := ""
		if word, value, ok := named(s.Operation(), text); ok {
			parameter, text = word, value
		} else if i < len(own) {
			parameter = own[i].Name
		}
		if parameter == "" {
			// The later arguments of prctl have no names. They are registers in order.
			continue
		}
		for _, p := range of {
			place, why := abi.Find(s.Name, e.Arch.GOARCH, p.Position)
			if p.Name != parameter || why != "" {
				continue
			}
			if v, ok := value(text, e.Arch); ok {
				e.Args[place.Index] = v
				e.Known |= event.Arguments(1) << place.Index
			}
		}
	}
	return e
}

// cloneFlags is how strace writes the flags of clone: it names the arguments of clone
// alone, as their order differs.
const cloneFlags = "flags="

// named returns the parameter and the value of an argument that strace writes with a name.
func named(operation, text string) (parameter, value string, ok bool) {
	if operation != "clone" {
		return "", "", false
	}
	if value, ok := strings.CutPrefix(text, cloneFlags); ok {
		return "clone_flags", value, true
	}
	return "", "", true
}
