package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// command holds the parsed arguments.
type command struct {
	filter seccomp.Filter
	// argv holds the program's arguments, beginning with its name as given.
	argv []string
	// alone is -no-supervisor.
	alone bool
}

// parse parses the arguments after the command's own name. The error lists all their faults.
func parse(args []string) (*command, error) {
	o := options{profile: "network", violation: defaultAction}
	var alone bool
	flags := flag.NewFlagSet("seccomp-exec", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.StringVar(&o.profile, "profile", o.profile, "")
	flags.Var(&o.block, "block", "")
	flags.Var(&o.allow, "allow", "")
	flags.StringVar(&o.violation, "on-violation", o.violation, "")
	flags.BoolVar(&alone, "no-supervisor", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%s; see seccomp-exec -h", quoted(err.Error()))
	}
	filter, err := o.filter()
	if flags.NArg() == 0 {
		err = errors.Join(err, errors.New("no program; see seccomp-exec -h"))
	}
	if err != nil {
		return nil, err
	}
	return &command{filter, flags.Args(), alone}, nil
}

// list is the value of a flag of names, separated by commas. The flag may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, strings.Split(value, ",")...)
	return nil
}
