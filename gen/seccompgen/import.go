package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/csvfile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/document"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/eventlog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/minijail"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/oci"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/strace"
)

const (
	importSynopsis = "-format FORMAT [-profile NAME] [-arch LIST] [-caps LIST] [-kernel X.Y] [-o FILE] [FILE...]"
	importNotes    = `Import prints the policy in files of another format. Without FILE it reads standard input.
The formats:

  oci       the filter of a container: JSON of the OCI, also as Docker and Podman extend it, or
            the folder of an artifact
  minijail  policies of minijail0 and of its compile_seccomp_policy.py
  systemd   a unit of systemd, and its drop-ins as further files
  spo       manifests of the Kubernetes security profiles operator; files after the first
            may have their base profiles
  strace    traces of strace, with -f or of -ff too, and the tables of -c
  audit     the kernel's log or auditd's: records of seccomp, and of audit rules for syscalls

A filter is imported exactly: the policy has its verdicts for all numbers and arguments.
What no policy can say is an error or a warning with its place.

The last two are records of what programs did: a rule for each syscall, with its count as
weight in a comment, and comments with conditions for the values seen. What a program did not
do in that time is missing.
`
)

// importOptions holds the arguments of import.
type importOptions struct {
	format       importFormat
	profile, out string
	// arches lists the architectures of -arch, or none.
	arches       []*arch.Arch
	capabilities []string
	kernel       oci.Kernel
	files        []string
	stderr       io.Writer
}

// arch returns the architecture of a trace: that of -arch, or this machine's.
func (o importOptions) arch() *arch.Arch {
	if len(o.arches) > 0 {
		return o.arches[0]
	}
	return arch.ByGOARCH(runtime.GOARCH)
}

// importFormat reads a format and returns the policy.
type importFormat func(o importOptions) ([]byte, error)

// importFormats lists the formats by name.
var importFormats = map[string]importFormat{
	"oci": filter(func(o importOptions, file string, data []byte, c *catalog.Catalog) (*document.Document, csvfile.Warnings, error) {
		return oci.Read(file, data, c, o.resolve())
	}),
	"minijail": filter(func(o importOptions, file string, data []byte, c *catalog.Catalog) (*document.Document, csvfile.Warnings, error) {
		arches := o.arches
		if len(arches) == 0 {
			arches = arch.Targets
		}
		d, err := minijail.Read(file, data, readFile, c, arches)
		return d, nil, err
	}),
	"spo":     manifests,
	"systemd": unit,
	"strace": recorded("strace", func(o importOptions, file string, r io.Reader, t *trace) error {
		return strace.Read(file, r, o.arch(), t.add)
	}),
	"audit": recorded("audit", func(o importOptions, file string, r io.Reader, t *trace) error {
		return eventlog.Read(file, r, []*arch.Arch{o.arch()}, func(e eventlog.Entry) bool {
			if e.Event.Arch == nil {
				t.outside(fmt.Sprintf("syscall %d on %s", int32(e.Number), e.Machine))
			} else {
				t.add(e.Event, 1)
			}
			return true
		})
	}),
}

// importPolicy prints or writes the policy in files of another format.
func importPolicy(flags *flag.FlagSet, args []string, stdout, stderr io.Writer) error {
	o, err := importFlags(flags, args)
	if err != nil {
		return err
	}
	o.stderr = stderr
	text, err := o.format(o)
	if err != nil {
		return err
	}
	return printOrWrite(o.out, text, stdout)
}

// validProfile matches the name of a profile.
var validProfile = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`)

// importFlags reads the arguments of import.
func importFlags(flags *flag.FlagSet, args []string) (o importOptions, err error) {
	usageOf(flags, importSynopsis, importNotes)
	format := flags.String("format", "", "the files have `FORMAT`: "+strings.Join(importNames(), ", "))
	flags.StringVar(&o.profile, "profile", "imported", "write the rules of profile `NAME`")
	arches := flags.String("arch", "", "import a filter for a comma-separated `LIST` of GOARCHes, by default its own or all; strace ran on this one, by default "+runtime.GOARCH+", with its companion ABI")
	capabilities, kernel := containerFlags(flags)
	flags.StringVar(&o.out, "o", "", "write the policy to `FILE` instead of printing it")
	if err := parseFlags(flags, args); err != nil {
		return o, err
	}
	want := "want " + strings.Join(importNames(), " or ")
	switch o.format = importFormats[*format]; {
	case *format == "":
		return o, badUsage(flags, "no -format; %s", want)
	case o.format == nil:
		return o, badUsage(flags, "unknown format %q; %s", *format, want)
	case !validProfile.MatchString(o.profile):
		return o, badUsage(flags, "invalid profile name %q; use small letters and digits, with - between words", o.profile)
	}
	if err := o.hosts(*arches, *capabilities, *kernel); err != nil {
		return o, badUsage(flags, "%v", err)
	}
	if o.files = flags.Args(); len(o.files) == 0 {
		o.files = []string{standardInput}
	}
	return o, nil
}

// containerFlags adds -caps and -kernel.
func containerFlags(flags *flag.FlagSet) (capabilities, kernel *string) {
	return flags.String("caps", "", "the container has the capabilities of a comma-separated `LIST`, as CAP_SYS_ADMIN"),
		flags.String("kernel", "", "the host has Linux `X.Y`, by default the newest")
}

// hosts reads the flags about the machines.
func (o *importOptions) hosts(arches, capabilities, kernel string) (err error) {
	if arches != "" {
		if o.arches, err = selectArches(arches, arch.Targets); err != nil {
			return fmt.Errorf("-arch: %w", err)
		}
	}
	if capabilities != "" {
		o.capabilities = strings.Split(capabilities, ",")
	}
	for _, name := range o.capabilities {
		if !oci.IsCapability(name) {
			return fmt.Errorf("-caps: unknown capability %q; want names as CAP_SYS_ADMIN", name)
		}
	}
	if kernel != "" {
		if o.kernel, err = oci.ParseKernel(kernel); err != nil {
			return fmt.Errorf("-kernel: %w", err)
		}
	}
	return nil
}

// importNames lists the formats.
func importNames() []string { return slices.Sorted(maps.Keys(importFormats)) }

// trace counts the syscalls of recorded files.
type trace struct {
	event.Tally
	// folded counts events with equal rules: only their deciding arguments are left.
	folded map[event.Event]uint64
	// deciding holds the bits of these arguments by architecture and number.
	deciding map[[2]uint32][6]uint64
	// others holds syscalls without a rule.
	others map[string]bool
}

const (
	// maxFolded limits the events in folded.
	maxFolded = 1 << 14
	// maxOthers limits the names of syscalls without a rule.
	maxOthers = 100
)

// add counts an event.
func (t *trace) add(e event.Event, n uint64) {
	if t.folded == nil {
		t.folded, t.deciding = make(map[event.Event]uint64), make(map[[2]uint32][6]uint64)
	}
	key := [2]uint32{uint32(e.Arch.Index), e.Number}
	bits, ok := t.deciding[key]
	if !ok {
		bits = event.Deciding(e.Arch, e.Number)
		t.deciding[key] = bits
	}
	for i := range e.Args {
		if e.Args[i] &= bits[i]; bits[i] == 0 {
			e.Known &^= 1 << i
		}
	}
	if t.folded[e] += n; len(t.folded) == maxFolded {
		t.flush()
	}
}

// flush adds the folded events to the tally.
func (t *trace) flush() {
	for e, n := range t.folded {
		if !t.Add(e, n) {
			t.outside(e.Name() + " on " + e.Arch.GOARCH)
		}
	}
	clear(t.folded)
}

// outside adds a syscall without a rule.
func (t *trace) outside(name string) {
	if t.others == nil {
		t.others = make(map[string]bool)
	}
	if len(t.others) < maxOthers {
		t.others[name] = true
	}
}

// recorded returns a format of recorded syscalls. read adds those of one file to a trace.
func recorded(format string, read func(importOptions, string, io.Reader, *trace) error) importFormat {
	return func(o importOptions) ([]byte, error) {
		var t trace
		var errs []error
		if len(o.arches) > 1 {
			return nil, fmt.Errorf("-arch with %d architectures; want the one of the %s records", len(o.arches), format)
		}
		for _, file := range o.files {
			errs = append(errs, withInput(file, func(name string, r io.Reader) error { return read(o, name, r, &t) }))
		}
		t.flush()
		rules := t.Rules()
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		if len(rules) == 0 {
			return nil, fmt.Errorf("no syscall in %s", strings.Join(o.files, ", "))
		}
		return t.policy(o, format, rules)
	}
}

// policy returns the policy of a trace.
func (t *trace) policy(o importOptions, format string, rules []event.Counted) ([]byte, error) {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# profile %s: recorded by %s, imported from %s\n", o.profile, format, sources(o.files))
	for _, name := range slices.Sorted(maps.Keys(t.others)) {
		fmt.Fprintf(&out, "# no rule can allow %s: it was recorded\n", name)
	}
	fmt.Fprintln(&out, event.Columns)
	err := event.WriteRules(&out, o.profile, rules)
	return out.Bytes(), err
}

// maxSources limits the files in the description of a profile.
const maxSources = 3

// sources names the files of a policy.
func sources(files []string) string {
	var names []string
	for _, file := range files[:min(len(files), maxSources)] {
		if file == standardInput {
			file = "standard input"
		}
		names = append(names, shown(file))
	}
	if more := len(files) - maxSources; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}
