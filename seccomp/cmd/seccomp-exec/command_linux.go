package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/policyfile"
)

// command holds the parsed arguments.
type command struct {
	filter seccomp.Filter
	// policy holds the rules of -policy, nil without it.
	policy *policyfile.Profile
	// argv holds the program's arguments, beginning with its name as given.
	argv []string
	// alone is -no-supervisor.
	alone bool
	// report is -report.
	report reportMode
	// recording is nil without -record.
	recording *recording
}

// parse parses the arguments after the command's own name. source returns the profile of
// -policy. The error lists all faults.
func parse(args []string, source policySource) (*command, error) {
	var o options
	c := new(command)
	flags := flag.NewFlagSet("seccomp-exec", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Func("profile", "", func(name string) error { o.profile = &name; return nil })
	flags.StringVar(&o.policy, "policy", "", "")
	flags.BoolVar(&o.compat, "compat", false, "")
	flags.Var(&o.block, "block", "")
	flags.Var(&o.allow, "allow", "")
	flags.StringVar(&o.violation, "on-violation", "", "")
	flags.Var(&c.report, "report", "")
	flags.BoolVar(&c.alone, "no-supervisor", false, "")
	var r recording
	flags.StringVar(&r.file, "record", "", "")
	flags.BoolVar(&r.merge, "merge", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%s; see seccomp-exec -h", quoted(err.Error()))
	}
	given := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if given["record"] {
		return recordCommand(r, o.profile, given, flags.Args())
	}
	err := c.setFilter(&o, source)
	if given["merge"] {
		err = errors.Join(err, errors.New("-merge: only with -record"))
	}
	if c.alone && c.report != reportNothing {
		err = errors.Join(err, errors.New("-report with -no-supervisor; a report needs the supervisor"))
	}
	if flags.NArg() == 0 {
		err = errors.Join(err, errors.New("no program; see seccomp-exec -h"))
	}
	if err != nil {
		return nil, err
	}
	c.argv = flags.Args()
	return c, nil
}

// list is the value of a flag of names, separated by commas. The flag may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, strings.Split(value, ",")...)
	return nil
}

// reportMode is the value of -report.
type reportMode string

const (
	reportNothing reportMode = ""
	// reportFailing lets refused syscalls fail, reportMaking makes them.
	reportFailing reportMode = "true"
	reportMaking  reportMode = "allow"
)

func (m *reportMode) String() string { return string(*m) }

// IsBoolFlag lets -report stand without a value.
func (m *reportMode) IsBoolFlag() bool { return true }

func (m *reportMode) Set(value string) error {
	switch *m = reportMode(value); *m {
	case reportFailing, reportMaking:
		return nil
	}
	return errors.New("want -report or -report=allow")
}
