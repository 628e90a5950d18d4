package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/event"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/record"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/regular"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/replace"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/journal"
	"github.com/sandbox-seccomp/sandbox-seccomp/seccomp/cmd/seccomp-exec/internal/recorder"
)

// recording holds the flags of -record.
type recording struct {
	file, profile string
	// merge is -merge.
	merge bool
	// program is the name of the program.
	program string
}

// recordedProfile is the name of a profile for a program without letters in its name.
const recordedProfile = "recorded"

// maxProfile limits the name of a recorded profile, in bytes.
const maxProfile = 200

// recordCommand returns the command with -record. given holds the flags on the command line.
// Only -profile, with another meaning, and -merge may stand beside it. profile is nil
// without it.
func recordCommand(r recording, profile *string, given map[string]bool, argv []string) (*command, error) {
	var errs []error
	if profile != nil {
		r.profile = *profile
	}
	for _, name := range []string{"policy", "compat", "block", "allow", "on-violation", "report", "no-supervisor"} {
		if given[name] {
			errs = append(errs, fmt.Errorf("-%s: not with -record, which refuses nothing", name))
		}
	}
	if r.file == "" {
		errs = append(errs, errors.New("-record: no file"))
	}
	if len(argv) == 0 {
		return nil, errors.Join(append(errs, errors.New("no program; see seccomp-exec -h"))...)
	}
	r.program = filepath.Base(argv[0])
	switch name := record.ProfileName(r.program); {
	case r.profile != "":
	case name == "" || isProfile(name):
		r.profile = recordedProfile
	default:
		r.profile = name[:min(len(name), maxProfile)]
	}
	if isProfile(r.profile) {
		errs = append(errs, fmt.Errorf("-profile: %s is a built-in profile; choose another name for the recorded one", r.profile))
	} else if len(r.profile) > maxProfile || !profileName.MatchString(r.profile) {
		errs = append(errs, fmt.Errorf("-profile: invalid name %q; use small letters and digits, with - between words", r.profile))
	}
	return &command{argv: argv, recording: &r}, errors.Join(errs...)
}

// profileName matches the name of a policy's profile.
var profileName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// isProfile reports whether a built-in profile has the name.
func isProfile(name string) bool {
	_, err := profileNamed(name)
	return err == nil
}

// begin checks the file and opens its journal.
func (r *recording) begin() (*journal.Journal, error) {
	var err error
	if r.file, err = filepath.Abs(r.file); err != nil {
		return nil, err
	}
	if target, err := filepath.EvalSymlinks(r.file); err == nil {
		r.file = target
	}
	if r.exists() {
		if _, err := readPolicy(r.file); err != nil {
			return nil, err
		}
	}
	if r.merge && r.exists() {
		if err := r.target().Check(); err != nil {
			return nil, err
		}
	}
	j, err := journal.Open(r.journal(), journal.Title{Profile: r.profile, Origin: r.description()}, recorder.Bits, r.merge)
	var path *fs.PathError
	switch {
	case errors.Is(err, journal.ErrLeft) && !r.merge:
		return nil, fmt.Errorf("%s: %w; add it with -merge, or remove the file", quoted(r.journal()), journal.ErrLeft)
	case errors.As(err, &path):
		return nil, fmt.Errorf("%s: %w", quoted(path.Path), path.Err)
	}
	return j, err
}

// journal returns the path of the journal.
func (r *recording) journal() string { return r.file + ".journal" }

// description returns the description of a recorded profile.
func (r *recording) description() string {
	return fmt.Sprintf("recorded by seccomp-exec from %s on %s", quoted(r.program), runtime.GOARCH)
}

// exists reports whether the file is there.
func (r *recording) exists() bool {
	_, err := os.Stat(r.file)
	return !errors.Is(err, fs.ErrNotExist)
}

// maxPolicy limits the size of a file, in bytes.
const maxPolicy = 16 << 20

// readPolicy reads a file of a policy.
func readPolicy(name string) ([]byte, error) {
	return regular.Read(filepath.FromSlash(name), maxPolicy)
}

// target returns the profile of the file.
func (r *recording) target() record.File {
	native := arch.ByGOARCH(runtime.GOARCH)
	return record.File{Name: filepath.ToSlash(r.file), Read: readPolicy, Profile: r.profile, Arches: []*arch.Arch{native}}
}

// write writes the record of a journal to the file and removes the journal. An empty one
// changes nothing. After an error the journal stays.
func (r *recording) write(j *journal.Journal, stderr io.Writer) error {
	if j.Empty() {
		return j.Remove()
	}
	var out record.Record
	native, description := arch.ByGOARCH(runtime.GOARCH), j.Title().Origin
	for s, n := range j.All {
		a := recorder.ByAudit(s.Arch)
		if a == nil {
			// Another calling convention of the same kernel: its numbers are foreign.
			a = native
		}
		if a != native && !strings.HasSuffix(description, a.GOARCH) {
			description += " and " + a.GOARCH
		}
		out.Add(event.Event{Arch: a, Number: s.Number, Args: s.Args, Known: event.AllArguments}, n)
	}
	for bit, name := range map[uint32]record.Runtime{recorder.Libc: record.Libc, recorder.Go: record.Go} {
		if j.Runtimes()&bit != 0 {
			out.AddBase(name, native)
		}
	}
	text := out.Policy(r.profile, description)
	if r.merge && r.exists() {
		merged, refused, err := out.Merge(r.target(), description)
		if err != nil {
			return err
		}
		if text = merged; len(refused) > 0 {
			fmt.Fprintf(stderr, "seccomp-exec: %s: rules of profile %s refuse recorded syscalls, and stay: %s; see the comments after them\n",
				quoted(r.file), r.profile, strings.Join(refused, ", "))
		}
	}
	if _, err := replace.Files([]string{r.file}, [][]byte{text}); err != nil {
		return fmt.Errorf("%s: %w", quoted(r.file), reason(err))
	}
	return j.Remove()
}

// finish writes the record, or reports why not.
func (r *recording) finish(j *journal.Journal, stderr io.Writer) (ok bool) {
	err := r.write(j, stderr)
	if err == nil {
		return true
	}
	report(stderr, err)
	report(stderr, fmt.Errorf("the record is kept in %s; once the fault is removed, the next run with -merge adds it", quoted(r.journal())))
	return false
}

// become makes this process the recorded program, and reports why it could not.
func become(socket int, path string, argv []string) int {
	ran, err := recorder.Become(socket, path, argv, os.Environ())
	code := byte(exitFailed)
	if ran {
		code = byte(notExecuted(err))
	}
	_, _ = unix.Write(socket, append([]byte{code}, err.Error()...))
	return exitFailed
}
