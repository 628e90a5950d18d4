package policy_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sandbox-seccomp/sandbox-seccomp/gen/arch"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/argset"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/catalog"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/compile"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/decision"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/policy"
	"github.com/sandbox-seccomp/sandbox-seccomp/gen/prove"
)

// shippedCatalog reads the catalog of the module.
func shippedCatalog(t testing.TB) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// specification is an archive of testdata: policy.csv and the files that it includes, the
// selected architectures, and the expected errors, warnings, notes and decisions. $HEADER
// stands for the header. Each line of the file decides or decides/PROFILE is an input and
// its action:
//
//	GOARCH SYSCALL argN=VALUE ... -> ACTION
//
// SYSCALL is a name or a number. decides is for the first profile.
type specification struct {
	errors, warnings, notes string
	selected                []*arch.Arch
	// files holds policy.csv and the other files.
	files map[string]string
	// decides holds the lines by profile, with "" for the first.
	decides map[string][]string
}

func readSpecification(t *testing.T, path string) specification {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := specification{selected: arch.Targets, files: make(map[string]string), decides: make(map[string][]string)}
	for _, f := range archive.Files {
		text := strings.TrimSpace(string(f.Data))
		if strings.HasSuffix(f.Name, ".csv") {
			s.files[f.Name] = expand(string(f.Data))
			continue
		}
		name, profile, _ := strings.Cut(f.Name, "/")
		switch name {
		case "errors":
			s.errors = text
		case "warnings":
			s.warnings = text
		case "notes":
			s.notes = text
		case "arch":
			s.selected = nil
			for _, goarch := range strings.Fields(text) {
				s.selected = append(s.selected, arch.ByGOARCH(goarch))
			}
		case "decides":
			s.decides[profile] = strings.Split(text, "\n")
		default:
			t.Fatalf("a file %s", f.Name)
		}
	}
	return s
}

// character matches the notation for an invisible character.
var character = regexp.MustCompile(`\$U\+[0-9A-F]{4,5}`)

// expand replaces $HEADER and the notations for bytes lost in editors.
func expand(csv string) string {
	csv = character.ReplaceAllStringFunc(csv, func(name string) string {
		n, _ := strconv.ParseInt(name[len("$U+"):], 16, 32)
		return string(rune(n))
	})
	return strings.NewReplacer(
		"$HEADER", "profile,syscall,action,when,why",
		"$BOM", "\ufeff",
		"$CR", "\r",
		"$LATIN1", "\xe9",
	).Replace(csv)
}

// outcome holds a policy and the results of Decide.
type outcome struct {
	*policy.Policy
	decisions policy.Decisions
	remarks   policy.Remarks
	err       error
}

func decide(c *catalog.Catalog, csv string, selected []*arch.Arch) outcome {
	return decideFiles(c, map[string]string{"policy.csv": csv}, selected)
}

func decideFiles(c *catalog.Catalog, files map[string]string, selected []*arch.Arch) (out outcome) {
	read := func(name string) ([]byte, error) {
		if text, ok := files[name]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	out.Policy, out.err = policy.LoadFiles("policy.csv", read, c)
	if out.err == nil {
		out.decisions, out.remarks, out.err = out.Decide(argset.NewSpace(), selected)
	}
	return out
}

// archives returns the paths of all specifications.
func archives(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no archives", err)
	}
	return paths
}

// TestSpecifications loads and decides each archive's policy. It expects exactly the errors
// of the archive, or its warnings, notes and decisions.
func TestSpecifications(t *testing.T) {
	c := shippedCatalog(t)
	for _, path := range archives(t) {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			s := readSpecification(t, path)
			out := decideFiles(c, s.files, s.selected)
			got := ""
			if out.err != nil {
				got = out.err.Error()
			}
			if got != s.errors {
				t.Errorf("got:\n%s\nwant:\n%s", got, s.errors)
			}
			if got := strings.Join(out.remarks.Notes, "\n"); out.err == nil && s.notes != "" && got != s.notes {
				t.Errorf("notes:\n%s\nwant:\n%s", got, s.notes)
			}
			if got := out.remarks.Warnings.String(); got != s.warnings {
				t.Errorf("warnings:\n%s\nwant:\n%s", got, s.warnings)
			}
			if (s.errors == "") == (len(s.decides) == 0) {
				t.Error("the archive has both errors and decisions, or neither")
			}
			if out.err == nil {
				checkDecisions(t, c, out, s)
			}
		})
	}
}

// checkDecisions checks each decision for consistency and against the archive's lines.
func checkDecisions(t *testing.T, c *catalog.Catalog, out outcome, s specification) {
	t.Helper()
	for _, p := range out.Profiles {
		for _, a := range s.selected {
			d := out.decisions.Of[p][a.Index]
			if err := d.Check(); err != nil {
				t.Errorf("profile %s on %s: %v", p.Name, a.GOARCH, err)
			}
			checkResolved(t, c, d, out.decisions.Resolve(p, a))
		}
	}
	for name, lines := range s.decides {
		p := out.Profiles[0]
		if name != "" {
			p = out.ByName(name)
		}
		if p == nil {
			t.Fatalf("no profile %s", name)
		}
		compiler, programs := compile.New(c, out.decisions.Space), make(map[*arch.Arch]*compile.Compiled)
		for _, line := range lines {
			in := parseInput(t, c, line)
			if programs[in.a] == nil {
				compiled, err := compiler.Compile(p.Title, out.decisions.Of[p][in.a.Index], in.a, nil)
				if err != nil {
					t.Fatal(err)
				}
				programs[in.a] = compiled
			}
			in.check(t, programs[in.a])
		}
	}
}

// input is a line of an archive.
type input struct {
	text string
	a    *arch.Arch
	nr   uint32
	args [6]uint64
	want string
}

// parseInput reads a line of an archive.
func parseInput(t *testing.T, c *catalog.Catalog, line string) input {
	t.Helper()
	left, want, ok := strings.Cut(line, " -> ")
	fields := strings.Fields(left)
	if !ok || len(fields) < 2 || arch.ByGOARCH(fields[0]) == nil {
		t.Fatalf("the line %q", line)
	}
	out := input{text: line, a: arch.ByGOARCH(fields[0]), want: want, nr: number(t, c, fields[0], fields[1])}
	for _, field := range fields[2:] {
		name, value, _ := strings.Cut(field, "=")
		i, err := strconv.Atoi(strings.TrimPrefix(name, "arg"))
		if err == nil {
			out.args[i], err = strconv.ParseUint(value, 0, 64)
		}
		if err != nil {
			t.Fatalf("the line %q: %v", line, err)
		}
	}
	return out
}

// number returns the number of a syscall given by name or number.
func number(t *testing.T, c *catalog.Catalog, goarch, text string) uint32 {
	t.Helper()
	if n, err := strconv.ParseUint(text, 0, 32); err == nil {
		return uint32(n)
	}
	i := slices.IndexFunc(c.Syscalls, func(s catalog.Syscall) bool { return s.Name == text })
	if i >= 0 {
		if n, ok := c.Syscalls[i].Number(arch.ByGOARCH(goarch)); ok {
			return n
		}
	}
	t.Fatalf("%s has no syscall %s", goarch, text)
	return 0
}

// check compares the decision and the program with a line.
func (l input) check(t *testing.T, c *compile.Compiled) {
	t.Helper()
	if got := actionText(decided(c.Decision, l.nr, l.args)); got != l.want {
		t.Errorf("%s: the decision is %s", l.text, got)
	}
	value, _, err := prove.Execute(c.Program.Instructions, prove.Data{Nr: l.nr, Arch: c.Arch.Audit, Args: l.args, BigEndian: c.Arch.BigEndian})
	if got := actionText(value); err != nil || got != l.want {
		t.Errorf("%s: the program returns %s (%v)", l.text, got, err)
	}
}

// decided returns the action of a decision for an input.
func decided(d decision.Decision, nr uint32, args [6]uint64) uint32 {
	return d.Verdicts[d.Of(nr, args)].Action
}

// actionText writes a SECCOMP_RET_* value as policies do.
func actionText(value uint32) string {
	switch value >> 16 {
	case 0x5:
		return fmt.Sprintf("errno:%d", value&0xffff)
	case 0x7ff0:
		return fmt.Sprintf("trace:%d", value&0xffff)
	}
	text, ok := map[uint32]string{
		0x7fff0000: "allow", 0x80000000: "kill", 0: "kill-thread", 0x30000: "trap", 0x7ffc0000: "log", 0x7fc00000: "notify",
	}[value]
	if !ok {
		return fmt.Sprintf("%#x", value)
	}
	return text
}

// TestEmptyFile checks the error for files without a line.
func TestEmptyFile(t *testing.T) {
	for _, csv := range []string{"", "\n", "\ufeff", "\r\n \n"} {
		const want = "policy.csv:1:1: empty file; start with a header, then one row per rule"
		if _, err := policy.Load("policy.csv", []byte(csv), shippedCatalog(t)); err == nil || err.Error() != want {
			t.Errorf("Load(%q) = %v, want %s", csv, err, want)
		}
	}
}

// TestSelected checks that a constant missing on one architecture is not an error for
// others, and that errors list only selected architectures.
func TestSelected(t *testing.T) {
	const csv = "profile,syscall,action,when,why\np,mmap,,flags == MAP_32BIT,\np,read,,,\n"
	c := shippedCatalog(t)
	if out := decide(c, csv, []*arch.Arch{arch.ByGOARCH("amd64")}); out.err != nil {
		t.Errorf("for amd64: %v", out.err)
	}
	out := decide(c, csv, []*arch.Arch{arch.ByGOARCH("amd64"), arch.ByGOARCH("arm64"), arch.ByGOARCH("riscv64")})
	const want = "policy.csv:2:18: MAP_32BIT does not exist on arm64, riscv64; write a row ARCH/NAME for each architecture with the constant"
	if out.err == nil || out.err.Error() != want {
		t.Errorf("for three:\n%v\nwant:\n%s", out.err, want)
	}
}

// TestRowsUnchanged checks that a policy keeps its cells and titles.
func TestRowsUnchanged(t *testing.T) {
	const csv = "# profile net-io: for sockets\nprofile,syscall,action,when,why\nnet-io,\"socket\",errno:EPERM,\" family == 1 \",\"say \"\"why\"\"\"\nother,@net-io,,,\n"
	p, err := policy.Load("policy.csv", []byte(csv), shippedCatalog(t))
	if err != nil {
		t.Fatal(err)
	}
	first := p.ByName("net-io")
	if first == nil || first != p.Profiles[0] || first.Func != "NetIO" || first.Description != "for sockets" || p.ByName("none") != nil {
		t.Fatalf("the profile %+v", first)
	}
	row := first.Rows[0]
	if row.Syscall != "socket" || row.Action != "errno:EPERM" || row.When != " family == 1 " || row.Why != `say "why"` {
		t.Errorf("the row %+v", row)
	}
}
