package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp"
)

// command is what the arguments ask for.
type command struct {
	filter seccomp.Filter
	// argv is the program's arguments, its name as it was given first.
	argv []string
	// alone is -no-supervisor.
	alone bool
}

// parse parses the arguments behind the command's own name. The error is all that
// is wrong with them.
func parse(args []string) (*command, error) {
	o := options{profile: "network", violation: "kill"}
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
		return nil, fmt.Errorf("%s (see seccomp-exec -h)", quoted(err.Error()))
	}
	filter, err := o.filter()
	if flags.NArg() == 0 {
		err = errors.Join(err, errors.New("no program is given (see seccomp-exec -h)"))
	}
	if err != nil {
		return nil, err
	}
	return &command{filter, flags.Args(), alone}, nil
}

// list is the value of a flag that takes names with commas between them and may
// be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, strings.Split(value, ",")...)
	return nil
}
