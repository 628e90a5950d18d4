package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/cause"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
)

const (
	explainSynopsis = "[[-policy FILE] -profile NAME] [-arch LIST] [FILE...]"
	explainNotes    = `Explain finds refused and logged syscalls in kernel logs, audit logs, crashes of Go programs,
and siginfo dumps of strace and gdb, in any mixed text. Without FILE it reads standard input:

  dmesg | seccompgen explain -policy policy.csv -profile server

It prints time, program, syscall, architecture and action of each, and equal ones once. With
-profile it also prints the rule that refused the syscall, and how to allow it.
`
)

// maxEvents limits the different events of an explanation.
const maxEvents = 10_000

// explainOptions holds the arguments of explain.
type explainOptions struct {
	policy, profile string
	arches          []*arch.Arch
	files           []string
}

// explainEvents explains the syscalls in logs.
func explainEvents(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o, err := explainFlags(flags, args)
	if err != nil {
		return err
	}
	var found events
	var errs []error
	for _, file := range o.files {
		errs = append(errs, readLog(file, o.arches, found.add))
	}
	errs = append(errs, found.excess())
	if len(found.list) == 0 {
		fmt.Fprintln(stderr, "no syscall of a filter in "+strings.Join(o.files, ", "))
	}
	p, err := o.load(found.arches(), stderr)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	for _, e := range found.list {
		text := e.text()
		if p != nil && e.first.Event.Arch != nil {
			text += p.text(e)
		}
		if _, err := io.WriteString(stdout, text); err != nil {
			return fmt.Errorf("writing the events: %w", err)
		}
	}
	return errors.Join(errs...)
}

// explainFlags reads the arguments of explain.
func explainFlags(flags *flag.FlagSet, args []string) (o explainOptions, err error) {
	usageOf(flags, explainSynopsis, explainNotes)
	flags.StringVar(&o.policy, "policy", "", "name the rules of the policy in `FILE`")
	flags.StringVar(&o.profile, "profile", "", "the programs ran under profile `NAME`, of -policy or built in")
	arches := flags.String("arch", "", "take crashes for those of a comma-separated `LIST` of GOARCHes: the registers of mips and ppc64 do not show the byte order")
	if err := parseFlags(flags, args); err != nil {
		return o, err
	}
	if o.policy != "" && o.profile == "" {
		return o, badUsage(flags, "-policy without -profile; name one of its profiles")
	}
	if *arches != "" {
		if o.arches, err = selectArches(*arches, arch.All); err != nil {
			return o, badUsage(flags, "-arch: %v", err)
		}
	}
	if o.files = flags.Args(); len(o.files) == 0 {
		o.files = []string{standardInput}
	}
	return o, nil
}

// standardInput stands for standard input in place of a file.
const standardInput = "-"

// readLog reads the entries of a file.
func readLog(file string, arches []*arch.Arch, yield func(eventlog.Entry) bool) error {
	return withInput(file, func(name string, r io.Reader) error { return eventlog.Read(name, r, arches, yield) })
}

// withInput opens a file, or standard input, and calls f with its name in messages.
func withInput(file string, f func(name string, r io.Reader) error) error {
	if file == standardInput {
		return f("stdin", os.Stdin)
	}
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer in.Close()
	return f(filepath.ToSlash(file), in)
}

// explainer describes the cause of an event in a profile.
type explainer interface{ text(e *foldedEvent) string }

// load finds the profile of -profile, and returns nil without one. A policy must be valid on
// one of the architectures of the events.
func (o explainOptions) load(arches []*arch.Arch, stderr io.Writer) (explainer, error) {
	if o.profile == "" {
		return nil, nil
	}
	c, err := load("")
	if err != nil {
		return nil, err
	}
	if o.policy == "" {
		return builtIn(c, o.profile, arches)
	}
	d, valid, invalid, err := o.decide(c, arches, stderr)
	if err != nil {
		return nil, err
	}
	p := d.ByName(o.profile)
	if p == nil {
		return nil, fmt.Errorf("%s has no profile %q", o.policy, o.profile)
	}
	in := cause.Source{Name: filepath.ToSlash(o.policy), Read: readFile, Catalog: c, Arches: valid}
	return &explained{Profile: cause.NewProfile(p, d.Decisions), source: in, places: make(map[string]string), invalid: invalid}, nil
}

// decide resolves the policy on its valid architectures. A policy for amd64 can have errors
// on 386, and an event of it in the log. invalid holds the errors of the others.
func (o explainOptions) decide(c *catalog.Catalog, arches []*arch.Arch, stderr io.Writer) (d decided, valid []*arch.Arch, invalid map[*arch.Arch]error, err error) {
	if d, err = (source{c, argset.NewSpace(), arches, false, stderr, false}).decide(o.policy); err == nil {
		return d, arches, nil, nil
	}
	invalid = make(map[*arch.Arch]error)
	for _, a := range arches {
		if _, errOn := (source{c, argset.NewSpace(), []*arch.Arch{a}, false, io.Discard, false}).decide(o.policy); errOn != nil {
			invalid[a] = errOn
		} else {
			valid = append(valid, a)
		}
	}
	if len(valid) == 0 {
		return decided{}, nil, nil, err
	}
	d, err = source{c, argset.NewSpace(), valid, false, stderr, false}.decide(o.policy)
	return d, valid, invalid, err
}

// events holds different events in the order of the logs.
type events struct {
	list []*foldedEvent
	at   map[string]int
	// lost reports whether there are more than maxEvents.
	lost bool
}

// add adds an entry to its event, or as a new one.
func (x *events) add(e eventlog.Entry) bool {
	if e.Audited {
		return true
	}
	key := keyOf(e)
	if i, ok := x.at[key]; ok {
		x.list[i].count++
		x.list[i].last = e
		return true
	}
	if x.lost = len(x.list) == maxEvents; x.lost {
		return false
	}
	if x.at == nil {
		x.at = make(map[string]int)
	}
	x.at[key] = len(x.list)
	x.list = append(x.list, &foldedEvent{first: e, last: e, count: 1})
	return true
}

// excess returns an error if there are too many events.
func (x *events) excess() error {
	if !x.lost {
		return nil
	}
	return fmt.Errorf("more than %d different events; give a part of the log", maxEvents)
}

// arches returns the architectures of the events.
func (x *events) arches() []*arch.Arch {
	var list []*arch.Arch
	for _, e := range x.list {
		list = append(list, e.first.Event.Arch)
	}
	return arch.Set(list)
}

// keyOf returns a text that is equal for equal events: of one program, with one syscall, and
// the arguments that a rule can name.
func keyOf(e eventlog.Entry) string {
	var goarch, when string
	if e.Event.Arch != nil {
		goarch = e.Event.Arch.GOARCH
		r, _ := e.Rule()
		when = r.When
	}
	return fmt.Sprintf("%q %q %s %q %d %s %d %t %q", e.Exe, e.Comm, goarch, e.Machine, e.Number, when, e.Action, e.Compat, e.Caller)
}
