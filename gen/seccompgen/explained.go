package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/action"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/cause"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/listing"
)

// foldedEvent is an event with its first and last entry.
type foldedEvent struct {
	first, last eventlog.Entry
	count       int
}

// text describes the event:
//
//	log:2: 2026-11-27T19:47:49.794Z /usr/bin/tar[3467]: socket on amd64: kill the process
func (x *foldedEvent) text() string {
	e := x.first
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: ", e.File, e.Line)
	if e.Time != "" {
		b.WriteString(shown(e.Time) + " ")
	}
	if program := programOf(e); program != "" {
		b.WriteString(program + ": ")
	}
	fmt.Fprintf(&b, "%s: %s\n", syscallOf(e), actionOf(e))
	if e.Caller != "" {
		fmt.Fprintf(&b, "\tcalled by %s\n", shown(e.Caller))
	}
	if x.count > 1 {
		fmt.Fprintf(&b, "\t%d times, the last at %s:%d", x.count, x.last.File, x.last.Line)
		if x.last.Time != "" {
			b.WriteString(", " + shown(x.last.Time))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// programOf returns the program of an entry with its process: /usr/bin/tar[7]. The comm
// is shown only if it is not the name of the file.
func programOf(e eventlog.Entry) string {
	name := shown(e.Exe)
	switch {
	case e.Exe == "":
		name = shown(e.Comm)
	case e.Comm != "" && !strings.HasPrefix(e.Exe[strings.LastIndexByte(e.Exe, '/')+1:], e.Comm):
		name += " (" + shown(e.Comm) + ")"
	}
	if e.PID != "" {
		name += "[" + shown(e.PID) + "]"
	}
	return name
}

// syscallOf returns the syscall of an entry and its architecture.
func syscallOf(e eventlog.Entry) string {
	if e.Event.Arch == nil {
		return fmt.Sprintf("syscall %d on %s, an architecture without Go", int32(e.Number), e.Machine)
	}
	text := e.Event.String() + " on " + e.Event.Arch.GOARCH
	for _, other := range e.Others {
		text += " or " + other.GOARCH
	}
	if e.Compat && e.Foreign() == "" {
		text += ", a companion ABI"
	}
	return text
}

// actionOf returns the action of an entry. The log lacks its operand.
func actionOf(e eventlog.Entry) string {
	a, _, ok := action.Of(e.Action)
	switch {
	case e.AnyKill:
		return "kill"
	case !ok:
		return listing.Action(e.Action)
	}
	return a.Text
}

// maxShown limits the characters of a text from a log.
const maxShown = 256

// shown returns a text from a log, cut if it is long, and in quotes if a terminal could
// read something else.
func shown(text string) string {
	n := 0
	for i := range text {
		if n++; n > maxShown {
			text = text[:i] + "..."
			break
		}
	}
	if strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) || r == '"' || r == unicode.ReplacementChar }) {
		return strconv.QuoteToGraphic(text)
	}
	return text
}

// explained is a profile of a policy.
type explained struct {
	*cause.Profile
	source cause.Source
	// places holds the tried rows: the text of each by the row and its causes.
	places map[string]string
	// invalid holds the errors of the policy on some architectures.
	invalid map[*arch.Arch]error
	// builtIn marks a hardened profile: the rows to allow a syscall stand in a policy that
	// includes it.
	builtIn bool
}

// inFilter describes the causes whose action a filter may replace: by Filter.OnViolation,
// Filter.OnUnknown, or -on-violation of seccomp-exec.
var inFilter = map[cause.Kind]string{cause.Violation: "violations", cause.Unknown: "unknown syscalls"}

// text returns the rule that decided an event, and the row to allow it.
func (p *explained) text(x *foldedEvent) string {
	e := x.first
	if err := p.invalid[e.Event.Arch]; err != nil {
		first, _, _ := strings.Cut(err.Error(), "\n")
		return fmt.Sprintf("\tthe policy has errors on %s: %s\n", e.Event.Arch.GOARCH, first)
	}
	all := p.Causes(e.Event)
	causes := cause.Of(all, e.Action)
	var b strings.Builder
	if i := slices.IndexFunc(all, func(c cause.Cause) bool { return inFilter[c.Kind] != "" }); len(causes) == 0 && i >= 0 {
		causes = all[i : i+1]
		fmt.Fprintf(&b, "\tthe filter has another action for %s than %s\n", inFilter[causes[0].Kind], p.Name)
	}
	if len(causes) == 0 {
		fmt.Fprintf(&b, "\t%s decides otherwise: %s\n", p.Name, p.instead(e))
		return b.String()
	}
	for i, c := range causes {
		lead := ""
		if i > 0 {
			lead = "or "
		}
		fmt.Fprintf(&b, "\t%s%s\n", lead, p.reason(c, e))
	}
	if slices.ContainsFunc(causes, cause.Cause.Refuses) {
		b.WriteString("\t" + p.advice(e, causes) + "\n")
	}
	return b.String()
}

// instead describes what the profile decides, if it is not the action of the entry.
func (p *explained) instead(e eventlog.Entry) string {
	var all []string
	for _, c := range p.Causes(e.Event) {
		text := listing.ActionOn(c.Action, e.Event.Arch)
		if c.Row != nil {
			text += " by " + rowText(c)
		}
		all = append(all, text)
	}
	text := strings.Join(all, ", or ")
	if native, companion, ok := arch.Pair(e.Event.Arch); ok && e.Event.Arch == companion {
		text += fmt.Sprintf("; without -compat a program for %s kills syscalls of %s", native.GOARCH, companion.GOARCH)
	}
	return text
}

// reason describes a cause.
func (p *explained) reason(c cause.Cause, e eventlog.Entry) string {
	verb := verbOf(e)
	switch c.Kind {
	case cause.Foreign:
		return "refused by each profile: " + e.Foreign() + " has no rules"
	case cause.Default:
		return "allowed by @allow-all"
	case cause.Unknown:
		return verb + p.own(c, "newer than the baseline, and no rule decides it")
	case cause.Violation:
		return verb + p.own(c, "no rule of "+p.Name+" decides it")
	}
	return verb + " by " + rowText(c)
}

// verbOf returns the verb for the action of an entry: the filter of the entry may have
// another action than the profile.
func verbOf(e eventlog.Entry) string {
	switch a, _, _ := action.Of(e.Action); {
	case a.Value == action.Log:
		return "logged"
	case a.MayProceed:
		return "decided"
	}
	return "refused"
}

// own describes a cause without a rule for the syscall.
func (p *explained) own(c cause.Cause, why string) string {
	if c.Row == nil {
		return ": " + why
	}
	return " by " + rowText(c) + ": " + why
}

// rowText returns the place of a row and its text.
func rowText(c cause.Cause) string {
	text := fmt.Sprintf("%s:%d: %s,%s,%s", c.Row.File(), c.Row.Line(), c.Row.Syscall, c.Row.Action, c.Row.When)
	if c.By != c.Row {
		text += fmt.Sprintf(" (through %s:%d)", c.By.File(), c.By.Line())
	}
	return text
}

// maxPlaces limits the rows that are tried in the policy: each is resolved with it.
const maxPlaces = 200

// advice returns the row that allows the syscall, and where it stands.
func (p *explained) advice(e eventlog.Entry, causes []cause.Cause) string {
	if p.builtIn {
		return beforeInclude(e, p.Name)
	}
	key := fmt.Sprint(e.Event.Arch.GOARCH, e.Row(p.Name), causeKey(causes))
	text, ok := p.places[key]
	switch {
	case ok:
		return text
	case len(p.places) == maxPlaces:
		return fmt.Sprintf("a row to allow it, not tried: %s", e.Row(p.Name))
	}
	p.places[key] = p.place(e, causes)
	return p.places[key]
}

// causeKey returns a text that is equal for equal causes.
func causeKey(causes []cause.Cause) string {
	var b strings.Builder
	for _, c := range causes {
		fmt.Fprintf(&b, " %d %p %d", c.Kind, c.Row, c.Action)
	}
	return b.String()
}

// place tries a row that allows the syscall.
func (p *explained) place(e eventlog.Entry, causes []cause.Cause) string {
	place, err := p.Place(p.source, e.Event, causes)
	switch {
	case place.Row == "":
		return "no rule can allow it"
	case err != nil:
		first, _, _ := strings.Cut(err.Error(), "\n")
		return fmt.Sprintf("a row %s is not right at its place: %s", place.Row, first)
	case place.InPlace:
		return fmt.Sprintf("to allow it, put in place of %s:%d: %s", place.File, place.Line, place.Row)
	}
	return fmt.Sprintf("to allow it, add before %s:%d: %s", place.File, place.Line, place.Row)
}
